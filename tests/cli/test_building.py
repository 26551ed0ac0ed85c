"""The crate that a command builds: which one, how it is watched, and what is left when it is stopped."""

import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.support.crates import ffisafe

MANIFEST = '[package]\nname = "{name}"\nversion = "0.1.0"\nedition = "2021"\n[lib]\ncrate-type = ["{kind}"]\n'
MakePackage = Callable[..., Path]


@pytest.fixture
def make_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakePackage:
    """Write a package that exports a function of its own name, and its header."""
    for name in ("CARGO_TARGET_DIR", "RUSTFLAGS", "RUSTC_BOOTSTRAP", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)

    def make_package(name: str, *, kind: str = "cdylib", body: str = "1", extra: str = "") -> Path:
        folder = tmp_path / name
        (folder / "src").mkdir(parents=True)
        (folder / "Cargo.toml").write_text(MANIFEST.format(name=name, kind=kind) + extra)
        source = f'#[no_mangle]\npub extern "C" fn {name}() -> u8 {{\n    {body}\n}}\n'
        (folder / "src/lib.rs").write_text(source)
        (folder / f"{name}.h").write_text(f"unsigned char {name}(void);\n")
        return folder

    return make_package


def on_terminal(*arguments: str | Path, cwd: Path) -> tuple[int, str]:
    """Run the command on a terminal; return its exit code and what was shown."""
    terminal, end = pty.openpty()
    command = [sys.executable, "-m", "ffisafe", *map(str, arguments)]
    with subprocess.Popen(command, cwd=cwd, stdin=end, stdout=end, stderr=end) as process:
        os.close(end)
        shown = bytearray()
        with suppress(OSError):  # how Linux tells that the other end is closed
            while chunk := os.read(terminal, 65536):
                shown += chunk
    os.close(terminal)
    return process.returncode, shown.decode()


def test_a_terminal_shows_what_cargo_draws(make_package: MakePackage) -> None:
    """Cargo's live line and colours are there, and the report after them."""
    status, shown = on_terminal("check", "demo.h", cwd=make_package("demo"))
    assert status == 0
    assert "0/1: demo" in shown
    assert "\x1b[92m   Compiling\x1b[0m demo v0.1.0" in shown
    assert shown.index("0/1: demo") < shown.index("no findings")


def test_a_terminal_shows_an_error_in_colours(make_package: MakePackage) -> None:
    """The compiler's error is coloured as cargo would, and told once."""
    status, shown = on_terminal("check", "demo.h", cwd=make_package("demo", body='"no"'))
    assert status == 2
    assert shown.count("\x1b[91merror[E0308]\x1b[0m") == 1


def test_a_log_says_what_was_compiled(make_package: MakePackage) -> None:
    """Where standard error is no terminal, nothing is drawn: a line before the build, a line after it."""
    folder = make_package("demo")
    before, after = ffisafe("check", "demo.h", cwd=folder).stderr.splitlines()
    assert before == "ffisafe: building demo (Cargo.toml) as check"
    assert after.startswith("ffisafe: compiled 1 crate in ")
    assert ffisafe("check", "demo.h", cwd=folder).stderr.splitlines() == [before]


def test_verbose_shows_cargos_lines(make_package: MakePackage) -> None:
    """With `-v` every line of cargo's is passed on."""
    shown = ffisafe("check", "-v", "demo.h", cwd=make_package("demo")).stderr
    assert "   Compiling demo v0.1.0" in shown


def test_what_cargo_rejects_is_told_once(make_package: MakePackage) -> None:
    """A reason of one line is not repeated before the line that has it."""
    process = ffisafe("check", "-q", "demo.h", "--features", "gone", cwd=make_package("demo"))
    (line,) = process.stderr.splitlines()
    assert line.endswith("does not build: the package 'demo' does not contain this feature: gone")


def test_a_profile_that_is_not_there(make_package: MakePackage) -> None:
    """The hint says where those are that can be named."""
    folder = make_package("demo")
    shown = ffisafe("check", "-q", "demo.h", "--profile", "fast", cwd=folder).stderr
    assert shown.endswith(f"(hint: name one of the profiles in {folder}/Cargo.toml, `dev` or `release`)\n")


FEATURES = "[features]\ndefault = ['one']\none = []\ntwo = []\n"


@pytest.mark.parametrize(
    ("arguments", "condition"),
    [
        ([], 'all(feature = "one", not(feature = "two"), debug_assertions)'),
        (["--features", "two"], 'all(feature = "one", feature = "two")'),
        (["--all-features"], 'feature = "two"'),
        (["--no-default-features"], 'not(feature = "one")'),
        (["--no-default-features", "-F", "two"], 'all(feature = "two", not(feature = "one"))'),
        (["--release"], "not(debug_assertions)"),
        (["--profile", "fast"], "not(debug_assertions)"),
    ],
    ids=" ".join,
)
def test_options_reach_cargo(arguments: list[str], condition: str, make_package: MakePackage) -> None:
    """Features and profile are those that were asked for."""
    extra = f"{FEATURES}[profile.fast]\ninherits = 'release'\n"
    folder = make_package("demo", body=f"const {{ assert!(cfg!({condition})) }}; 1", extra=extra)
    assert ffisafe("check", "-q", "demo.h", *arguments, cwd=folder).stderr == ""


def test_the_configuration_says_the_same(make_package: MakePackage) -> None:
    """`[library]` has the words of the command line."""
    folder = make_package(
        "demo",
        kind="rlib",
        body='const { assert!(cfg!(all(feature = "two", not(feature = "one"), not(debug_assertions)))) }; 1',
        extra=FEATURES,
    )
    (folder / "ffisafe.toml").write_text(
        '[library]\nheaders = ["demo.h"]\npackage = "demo"\ncrate-type = "cdylib"\nprofile = "release"\n'
        'features = ["two"]\nno-default-features = true\ntarget = "x86_64-unknown-linux-gnu"\n'
    )
    process = ffisafe("check", "-q", cwd=folder)
    assert (process.returncode, process.stderr) == (0, "")


def test_a_package_of_a_workspace(make_package: MakePackage, tmp_path: Path) -> None:
    """It is named, or its folder is."""
    make_package("one")
    make_package("two")
    (tmp_path / "Cargo.toml").write_text('[workspace]\nresolver = "2"\nmembers = ["one", "two"]\n')
    for package in ("two", "two@0.1.0", "./two"):
        process = ffisafe("check", "-q", "two/two.h", "--package", package, cwd=tmp_path)
        assert (process.returncode, process.stderr) == (0, "")


@pytest.mark.parametrize(
    ("request_", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["SIGINT", "SIGTERM"]
)
def test_an_interrupted_build_leaves_no_process(
    request_: signal.Signals, status: int, make_package: MakePackage
) -> None:
    """Cargo, and what cargo started, end with the command, whichever way it is stopped."""
    folder = make_package("demo")
    (folder / "build.rs").write_text(
        'fn main() {\n    std::fs::write("pid", std::process::id().to_string()).unwrap();\n'
        "    std::thread::sleep(std::time::Duration::from_secs(600));\n}\n"
    )
    command = [sys.executable, "-m", "ffisafe", "check", "-q", "demo.h"]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True) as process:
        note = folder / "pid"
        wait_for(lambda: note.exists() and note.read_text() != "")
        process.send_signal(request_)
        assert process.wait(timeout=30) == status
    wait_for(lambda: not is_running(int(note.read_text())))


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until something holds, for a minute at most."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_running(pid: int) -> bool:
    """Return whether there is a process of that number that has not ended."""
    try:
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
