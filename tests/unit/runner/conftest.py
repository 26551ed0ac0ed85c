"""The subject: one small Rust library with its header, built plainly and under the sanitizer."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ffisafe.abi.targets import find_target
from ffisafe.frontends.c_header import HeaderOptions, read_headers
from ffisafe.model.interface import Interface
from ffisafe.runner.library import Library

SUBJECT = Path(__file__).parent / "subject"
FLAGS = ("-Cforce-frame-pointers=yes", "-Cdebuginfo=2", "--edition=2021", "--crate-type=cdylib")
FLAVOURS = {
    "plain": ("-Copt-level=1",),
    "sanitized": ("-Copt-level=1", "-Zsanitizer=address"),
    "checked": ("-Copt-level=0", "-Cdebug-assertions=yes", "-Zsanitizer=address"),
}


@pytest.fixture(scope="session")
def asan_runtime() -> Path:
    """The ASan runtime of the C compiler."""
    name = subprocess.check_output(["gcc", "-print-file-name=libasan.so"], text=True).strip()
    assert Path(name).is_absolute(), "gcc has no libasan: install libasan of its version"
    return Path(name).resolve()


@pytest.fixture(scope="session")
def interface() -> Interface:
    """What the subject's header declares."""
    return read_headers([SUBJECT / "subject.h"], HeaderOptions(), find_target())


@pytest.fixture(scope="session")
def builds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The subject, built in every flavour."""
    folder = tmp_path_factory.mktemp("subject")
    source = shutil.copy(SUBJECT / "subject.rs", folder)
    return {name: compiled(Path(source), folder / f"lib{name}.so", *f) for name, f in FLAVOURS.items()}


def compiled(source: Path, output: Path, *flags: str) -> Path:
    """Compile a Rust file to a shared library."""
    command = ["rustc", *FLAGS, *flags, str(source), "-o", str(output)]
    environment = {**os.environ, "RUSTC_BOOTSTRAP": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return output


@pytest.fixture(scope="session")
def shared_library(builds: dict[str, Path], interface: Interface, asan_runtime: Path) -> Iterator[Library]:
    """The sanitized subject, started once."""
    with Library(builds["sanitized"], interface, runtime=asan_runtime) as library:
        yield library


@pytest.fixture
def library(shared_library: Library) -> Library:
    """The sanitized subject, at the beginning of a program."""
    shared_library.reset()
    return shared_library


@pytest.fixture
def checked(builds: dict[str, Path], interface: Interface, asan_runtime: Path) -> Iterator[Library]:
    """The subject with Rust's own checks on."""
    with Library(builds["checked"], interface, runtime=asan_runtime) as library:
        yield library


@pytest.fixture
def plain(builds: dict[str, Path], interface: Interface) -> Iterator[Library]:
    """The subject without a sanitizer."""
    with Library(builds["plain"], interface) as library:
        yield library
