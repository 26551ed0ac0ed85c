"""What was read of a library is kept, and not believed where anything that it came of has changed."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ffisafe.frontends.rust import crate, read_finished
from ffisafe.frontends.rust.library import read_and_look
from ffisafe.model.target import Target

Compile = Callable[..., Path]
SOURCE = '#[no_mangle] pub extern "C" fn norm(x: f64) -> f64 { x }'


@pytest.fixture
def times_read(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The libraries that were really read."""
    read: list[Path] = []

    def counting(path: Path, *, target: Target) -> object:
        read.append(path)
        return read_and_look(path, target=target)

    monkeypatch.setattr(crate, "read_and_look", counting)
    return read


def test_a_library_that_has_not_changed_is_not_read(
    compile_rust: Compile, target: Target, tmp_path: Path, times_read: list[Path]
) -> None:
    """The second time, all is as the first time."""
    library = compile_rust(SOURCE)
    first = read_finished(library, target=target, cache=tmp_path / "kept")
    assert read_finished(library, target=target, cache=tmp_path / "kept") == first
    assert times_read == [library]


def test_a_library_that_has_changed_is_read(
    compile_rust: Compile, target: Target, tmp_path: Path, times_read: list[Path]
) -> None:
    """Other bytes under the same name, of the same size and time, are another library."""
    library = compile_rust(SOURCE)
    read_finished(library, target=target, cache=tmp_path / "kept")
    before = library.stat()
    changed = library.read_bytes().replace(b"norm\0", b"corn\0")
    library.write_bytes(changed)

    os.utime(library, ns=(before.st_atime_ns, before.st_mtime_ns))
    found = read_finished(library, target=target, cache=tmp_path / "kept")
    assert found.exports == frozenset({"corn"})
    assert len(times_read) == 2


def test_debug_information_that_comes_later_is_seen(
    compile_rust: Compile, target: Target, tmp_path: Path, times_read: list[Path]
) -> None:
    """A file that was looked for and was not there is part of what was read."""
    library = compile_rust(SOURCE)
    debug = library.with_name("libdemo.debug")
    subprocess.run(["objcopy", "--only-keep-debug", library, debug], check=True)
    subprocess.run(["objcopy", "--strip-debug", f"--add-gnu-debuglink={debug}", library], check=True)
    hidden = debug.rename(tmp_path / "hidden")
    assert not read_finished(library, target=target, cache=tmp_path / "kept").has_types
    hidden.rename(debug)
    assert read_finished(library, target=target, cache=tmp_path / "kept").has_types
    assert len(times_read) == 2


def test_every_process_knows_a_library_by_the_same_key(compile_rust: Compile) -> None:
    """Python's hashes differ from process to process, and the key does not."""
    program = (
        "from pathlib import Path; from ffisafe.abi.targets import find_target;"
        "from ffisafe.frontends.rust.cache import library_key;"
        f"print([library_key(Path({str(compile_rust(SOURCE))!r}), find_target(one)) for one in"
        " ('x86_64-unknown-linux-gnu', 'x86_64-pc-windows-gnu')])"
    )
    keys = {
        subprocess.run(
            [sys.executable, "-c", program],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(keys) == 1


def test_other_targets_are_other_readings(
    compile_rust: Compile, target: Target, tmp_path: Path, times_read: list[Path]
) -> None:
    """What is kept is for one target."""
    library = compile_rust(SOURCE)
    read_finished(library, target=target, cache=tmp_path / "kept")

    read_finished(
        library, target=replace(target, triple="x86_64-unknown-linux-musl"), cache=tmp_path / "kept"
    )
    assert len(times_read) == 2
