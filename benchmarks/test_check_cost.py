"""What `ffisafe check` costs of a crate that is built, beside the route that a user would take today.

That route is bindgen over the same header, and compiling and running the layout tests that it writes: they
compare the types that C declares with their copies in Rust, and no function. bindgen itself is built before.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.conftest import Record
from benchmarks.pairs import Pairs, Program
from benchmarks.test_header_cost import PEAK

ZLIB_H = Path("/usr/include/zlib.h")
FFISAFE = str(Path(sys.executable).with_name("ffisafe"))
PIN = Path(__file__).parent.parent / "tests" / "real" / "libz" / "Cargo.toml"
BINDGEN_VERSION = "0.73.2"
ROUNDS = 5
MODES = {"unchanged": (), "read anew": ("--no-cache",)}
TARGETS_MS = {"unchanged": 300, "read anew": 1000}


@pytest.fixture(scope="module", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Remember nothing of other runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FFISAFE_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)  # as users have it
        yield


@pytest.fixture(scope="module")
def crate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """libz-rs-sys-cdylib as its authors published it, built."""
    folder = tmp_path_factory.mktemp("libz")
    vendor = ["cargo", "vendor", "--locked", "--versioned-dirs", f"--manifest-path={PIN}"]
    subprocess.run([*vendor, str(folder / "vendor")], check=True, capture_output=True)
    (published,) = folder.glob("vendor/libz-rs-sys-cdylib-*")
    copied = Path(shutil.copytree(published, folder / "crate"))
    check(copied)()
    return copied


@pytest.fixture(scope="session")
def bindgen() -> str:
    """The program, as FFISAFE_BINDGEN names it; else built once, from crates.io."""
    if named := os.environ.get("FFISAFE_BINDGEN"):
        return named
    root = Path.home() / ".cache" / "ffisafe" / "benchmarks"
    program = root / "bin" / "bindgen"
    if not program.is_file():
        install = ["cargo", "install", "bindgen-cli", f"--version={BINDGEN_VERSION}", "--locked"]
        subprocess.run([*install, f"--root={root}"], check=True, capture_output=True)
    return str(program)


def check(crate: Path, *options: str) -> Program:
    """Return the check of the crate, as a process; its findings are no failure."""
    command = [FFISAFE, "check", str(ZLIB_H), "--crate", str(crate), "-q", *options]

    def run() -> None:
        status = subprocess.run(command, check=False, capture_output=True).returncode
        assert status in {0, 1}

    return run


@pytest.fixture
def todays_route(bindgen: str, tmp_path: Path) -> Program:
    """Today's route: bindgen, rustc, and the tests; without what cargo would add."""
    source, tests = tmp_path / "bindings.rs", tmp_path / "tests"
    bind = [bindgen, str(ZLIB_H), "--output", str(source)]
    compile_tests = ["rustc", "--test", "--edition=2021", "--cap-lints=allow", "-o", str(tests), str(source)]

    def run() -> None:
        for command in (bind, compile_tests, [str(tests), "--quiet"]):
            subprocess.run(command, check=True, capture_output=True)

    return run


@pytest.mark.parametrize("mode", MODES)
def test_todays_route(benchmark: Any, record: Record, crate: Path, todays_route: Program, mode: str) -> None:
    """Checking all of a crate, beside testing the layouts of its header's types: at least 10."""
    pairs = Pairs(todays_route, check(crate, *MODES[mode]))
    benchmark.pedantic(pairs.time, rounds=ROUNDS)
    record(f"bindgen and its layout tests / ffisafe check of libz, {mode}, to be 10 or more", pairs, 1000)


@pytest.mark.parametrize("mode", MODES)
def test_time(benchmark: Any, record: Record, crate: Path, mode: str) -> None:
    """The time of `ffisafe check` once cargo has built, and beside Python's start."""
    pairs = Pairs(check(crate, *MODES[mode]), python)
    benchmark.pedantic(pairs.time, rounds=ROUNDS)
    name = f"ffisafe check of libz-rs-sys-cdylib, {mode}"
    record(f"{name}, ms, the fastest of {ROUNDS}", 1000 * min(pairs.over_s), TARGETS_MS[mode])
    record(f"{name} / python -c pass", pairs, 100)


def python() -> None:
    """Start Python, and stop it."""
    subprocess.run([sys.executable, "-c", "pass"], check=True)


def test_memory(benchmark: Any, record: Record, crate: Path) -> None:
    """The largest process of `ffisafe check`, cargo's included, in megabytes."""
    command = [FFISAFE, "check", str(ZLIB_H), "--crate", str(crate), "-q", "--no-cache"]
    peak = PEAK.replace("check=True", "check=False")
    process = benchmark.pedantic(
        subprocess.run,
        args=([sys.executable, "-c", peak, *command],),
        kwargs={"check": True, "capture_output": True, "text": True},
        rounds=1,
    )
    record("peak memory of ffisafe check, libz-rs-sys-cdylib, MB", int(process.stdout) / 1024, 250)
