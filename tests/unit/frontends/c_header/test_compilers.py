"""Which compiler preprocesses for which target."""

import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from ffisafe.abi.targets import find_target
from ffisafe.errors import MissingToolError
from ffisafe.frontends.c_header.preprocessing.compilers import find_compiler
from tests.support.headers import TARGET

AARCH64 = find_target("aarch64-unknown-linux-gnu")
WASM = find_target("wasm32-unknown-unknown")


def only(names: Iterable[str]) -> Callable[[str], str | None]:
    """Return a `which` for a machine that has only some programs."""
    return lambda name: f"/usr/bin/{name}" if name in set(names) else None


def command(target_name: str) -> tuple[str, ...]:
    """Return what is run for a target."""
    compiler = find_compiler(find_target(target_name))
    assert compiler is not None
    return compiler.command


@pytest.mark.parametrize(
    ("installed", "expected"),
    [
        (["cc", "aarch64-linux-gnu-gcc", "clang"], ("aarch64-linux-gnu-gcc",)),
        (["cc", "clang", "clang-19"], ("clang", "--target=aarch64-linux-gnu")),
        (["cc", "clang-9", "clang-19"], ("clang-19", "--target=aarch64-linux-gnu")),
    ],
)
def test_a_cross_compiler(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, installed: list[str], expected: tuple[str, ...]
) -> None:
    """GNU's where there is one, else Clang, which can compile for all: the newest that there is."""
    for name in installed:
        (tmp_path / name).touch()
    monkeypatch.setattr(shutil, "which", only(installed))
    monkeypatch.setenv("PATH", os.pathsep.join([str(tmp_path / "no-such-folder"), str(tmp_path)]))
    assert command("aarch64-unknown-linux-gnu") == expected


def test_the_host_is_compiled_for_by_cc(monkeypatch: pytest.MonkeyPatch) -> None:
    """`CC` counts for the host, with its arguments."""
    monkeypatch.setenv("CC", "gcc -m64")
    assert command(TARGET.triple) == ("gcc", "-m64")


def test_musl_has_a_compiler_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named as Debian's musl-tools name it."""
    monkeypatch.setattr(shutil, "which", only(["cc", "x86_64-linux-musl-gcc"]))
    assert command("x86_64-unknown-linux-musl") == ("x86_64-linux-musl-gcc",)


def test_the_compiler_of_a_target_is_named_as_for_cargo(monkeypatch: pytest.MonkeyPatch) -> None:
    """`CC_` and the target; what is not there is an error."""
    monkeypatch.setenv("CC_wasm32_unknown_unknown", "gcc -m32")
    assert command(WASM.triple) == ("gcc", "-m32")
    monkeypatch.setenv("CC_wasm32_unknown_unknown", "no-such-cc")
    with pytest.raises(MissingToolError) as caught:
        find_compiler(WASM)
    assert caught.value.message == "C compiler `no-such-cc` was not found"


def test_a_quotation_that_is_not_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """`CC` is read as a shell reads it."""
    monkeypatch.setenv("CC", "gcc '-m64")
    with pytest.raises(MissingToolError) as caught:
        find_compiler(TARGET)
    assert caught.value.message == "CC=gcc '-m64 is not a command: No closing quotation"


def test_no_compiler_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is none for the host, and none that stands in for another target's."""
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setattr(shutil, "which", only([]))
    assert (find_compiler(TARGET), find_compiler(AARCH64)) == (None, None)


def test_the_hosts_stands_in_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is given the target's macros, and is no judge of types."""
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setattr(shutil, "which", only(["cc"]))
    compiler = find_compiler(WASM)
    assert compiler is not None
    assert compiler.command[0] == "cc"
    assert "-D__wasm32__" in compiler.command
    assert not compiler.knows_target
    assert compiler.note is not None
    assert compiler.note.startswith(
        "no C compiler for wasm32-unknown-unknown was found: the headers were preprocessed by `cc`"
    )
