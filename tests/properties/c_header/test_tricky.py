"""Headers made to be mean, on every target, against a compiler's own answers."""

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ffisafe.abi.layout import size_and_alignment
from ffisafe.abi.platforms import TARGETS
from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.c_header.preprocessing.preprocess import Preprocessed
from ffisafe.frontends.c_header.read import read_preprocessed
from ffisafe.model.interface import Interface
from ffisafe.model.target import RulesOf
from tests.support.ask import Oracle, clang_for, compiler_for, differences, named_types, numbers

TRICKY = Path(__file__).parents[2] / "data" / "tricky"
WINDOWS = [triple for triple in TARGETS if "windows" in triple]
MSVC = [triple for triple in WINDOWS if triple.endswith("msvc")]


def read(oracle: Oracle, header: Path) -> Interface:
    """Return what we make of a header that a compiler has preprocessed."""
    command = [*oracle.command, "-x", "c", str(header)]
    text, defines = (
        subprocess.run([*command, "-w", *way], check=True, capture_output=True, text=True).stdout
        for way in (["-E"], ["-E", "-dM"])
    )
    parts = [line.split(" ", 2) for line in defines.splitlines()]
    macros = {part[1]: part[2] if len(part) > 2 else "" for part in parts}
    source = Preprocessed(text=text, macros=macros, system_files=frozenset())
    return read_preprocessed(source, [header], oracle.target)


def scalars_asked(interface: Interface) -> dict[str, int]:
    """Return questions about typedefs, enums and constants, with our answers."""
    asked = {}
    for name, ctype in interface.typedefs.items():
        try:
            asked[f"sizeof({name})"] = size_and_alignment(ctype, interface.records)[0]
        except UnsupportedTypeError:
            continue  # a function, or incomplete
    for enum in interface.enums:
        if enum.type.name:
            asked[f"sizeof(enum {enum.type.name})"] = enum.type.underlying.size_bytes
        asked |= {name: value % (1 << 64) for name, value in enum.type.constants}
    return asked


def wrong(oracle: Oracle, name: str, *flags: str) -> dict[str, object]:
    """Return what we say otherwise than the compiler, and what we do not understand."""
    oracle = Oracle(command=(*oracle.command, *flags), target=oracle.target)
    text, interface = (TRICKY / name).read_text(encoding="utf-8"), read(oracle, TRICKY / name)
    problems = {each.symbol: each.reason for each in interface.problems}
    asked = scalars_asked(interface)
    types = [each for each in named_types(interface) if "va_list" not in each and "_Atomic(" not in each]
    try:
        answers = dict(zip(asked, numbers(oracle, text, [*asked]), strict=True))
        differ = differences(oracle, text, interface, types)
    except subprocess.CalledProcessError as error:
        pytest.fail(error.stderr)
    return {
        **problems,
        **_without_storage_order(interface, differ),
        **{key: (asked[key], value) for key, value in answers.items() if asked[key] != value},
    }


def agrees(oracle: Oracle, name: str, *flags: str) -> None:
    """Assert that a header says to us what it says to a compiler."""
    found = wrong(oracle, name, *flags)
    assert not found, "\n".join(f"{question}: {answers}" for question, answers in found.items())


def _without_storage_order(interface: Interface, differ: Mapping[str, Any]) -> dict[str, object]:
    """Leave out bit-fields that lie where they should, counted from the other end of each byte."""
    kept: dict[str, object] = {}
    for question, (said, theirs) in differ.items():
        ours = said
        name = question.removeprefix("bits of ").split(".")[0]
        layout = interface.records.get(name)
        if question.startswith("bits") and layout is not None and layout.storage_order is not None:
            first, width = ours
            bits = [bit // 8 * 8 + 7 - bit % 8 for bit in range(first, first + width)]
            ours = (min(bits), len(bits))
        if ours != theirs:
            kept[question] = (ours, theirs)
    return kept


@pytest.mark.parametrize("triple", TARGETS)
@pytest.mark.parametrize("name", ["attributes.h", "declarators.h", "pragmas.h"])
def test_what_every_compiler_knows(name: str, triple: str) -> None:
    """Everything is understood, and lies where the target's own compiler puts it."""
    agrees(compiler_for(TARGETS[triple]), name)


@pytest.mark.parametrize(
    "triple", [triple for triple in TARGETS if TARGETS[triple].records.of is RulesOf.GCC]
)
def test_what_gcc_alone_knows(triple: str) -> None:
    """What GCC takes and Clang does not is read as GCC reads it."""
    agrees(compiler_for(TARGETS[triple]), "gnu.h")


@pytest.mark.parametrize("triple", TARGETS)
@pytest.mark.parametrize("name", ["clang.h", "c23.h"])
def test_what_clang_alone_knows(name: str, triple: str) -> None:
    """What Clang takes and the GCC of today does not is read as Clang reads it."""
    agrees(clang_for(TARGETS[triple]), name, "-fblocks", "-std=c23")


@pytest.mark.parametrize("triple", MSVC)
def test_what_microsofts_compiler_knows(triple: str) -> None:
    """Microsoft's words mean what they mean to Clang for its targets."""
    agrees(clang_for(TARGETS[triple]), "microsoft.h")
