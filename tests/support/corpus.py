"""What gcc and clang said about real headers (tests/data/oracle), and how a listing differs from it."""

import gzip
import json
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ffisafe.abi.targets import find_target
from ffisafe.frontends.c_header.preprocessing.compilers import find_compiler

CORPUS = Path(__file__).parents[1] / "data/oracle"

Type = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Headers that make a translation unit, on one target."""

    name: str
    target: str
    modules: tuple[str, ...]
    macros: tuple[str, ...]

    @property
    def header(self) -> Path:
        """The file that includes them."""
        return CORPUS / f"headers/{self.name}.h"

    @property
    def options(self) -> list[str]:
        """What `ffisafe layout` is told about it."""
        modules = [word for name in self.modules for word in ("--pkg-config", name)]
        return [*modules, *(f"-D{macro}" for macro in self.macros), "--target", self.target]

    def __str__(self) -> str:
        return f"{self.name}-{self.target}"


def units() -> Iterator[Unit]:
    """Yield every unit with a recorded truth."""
    for entry in json.loads((CORPUS / "index.json").read_text()):
        for target in entry["targets"]:
            unit = Unit(
                name=entry["name"],
                target=target,
                modules=tuple(entry.get("pkgconfig", ())),
                macros=tuple(entry.get("defines", ())),
            )
            if _truth_file(unit).exists():
                yield unit


def _truth_file(unit: Unit) -> Path:
    return CORPUS / f"truth/{unit.target}/{unit.name}.json.gz"


def truth(unit: Unit) -> list[Type]:
    """Return the types on which both compilers agree."""
    with gzip.open(_truth_file(unit)) as file:
        document = json.load(file)
    both = len(document["compilers"]) == 2 and not document["errors"]
    return [one for one in document["types"] if "clang" not in one and (len(one["sources"]) == 2 or not both)]


def differences(expected: Sequence[Type], listed: Sequence[Type]) -> Iterator[tuple[Type, str]]:
    """Yield each type that a listing does not have as it is, with the first thing that is wrong."""
    by_name = defaultdict(list)
    for one in listed:
        by_name[one["kind"], one["name"]].append(one)
    for type_ in expected:
        if type_["name"] is None:  # an enum, known by its constants
            found = [
                one for one in by_name["enum", None] if one["constants"].keys() == type_["constants"].keys()
            ]
        else:
            names = dict.fromkeys([type_["name"], *type_["aliases"]])
            found = [one for name in names for one in by_name[type_["kind"], name]]
        whys = [difference(type_, one) for one in found]
        if None not in whys:
            yield type_, whys[0] or "" if whys else "is not listed"


def difference(expected: Type, one: Type) -> str | None:
    """Return what is wrong with the listing of a type; None if nothing is."""
    if expected["kind"] == "enum":
        pairs = {
            "size": (expected["size"], one["underlying"]["size"]),
            "signed": (expected["signed"], one["underlying"]["signed"]),
            "constants": (expected["constants"], one["constants"]),
        }
    else:
        aligns = {expected["align"], expected.get("align_also", expected["align"])}
        pairs = {
            "size": (expected["size"], one["size"]),
            "align": (one["align"] if one["align"] in aligns else expected["align"], one["align"]),
        }
    wrong = [f"{word} is {had}, not {want}" for word, (want, had) in pairs.items() if want != had]
    if not wrong and "fields" in expected:
        return member_difference(expected["fields"], one["fields"])
    return wrong[0] if wrong else None


def member_difference(expected: Sequence[Type], listed: Sequence[Type]) -> str | None:
    """Return the first member that is wrong, those of anonymous members counted as members."""
    want, had = list(_members(expected)), list(_members(listed))
    for ours, theirs in zip(had, want, strict=False):
        place = (ours["name"], *_bits(ours))
        right = (theirs["name"], theirs["offset_bits"], theirs["size_bits"], theirs["is_bitfield"])
        if place != right:
            return f"member (name, bit offset, bits, bit-field) is {place}, not {right}"
        if "fields" in theirs and "fields" in ours:
            inside = member_difference(theirs["fields"], ours["fields"])
            if inside:
                return f"{ours['name']}: {inside}"
    return None if len(want) == len(had) else f"has {len(had)} members, not {len(want)}"


def _members(fields: Sequence[Type]) -> Iterator[Type]:
    for field in fields:
        if field["name"] is None:
            yield from _members(field.get("fields", ()))
        else:
            yield field


def _bits(field: Type) -> tuple[int, int, bool]:
    if field["bit_width"] is not None:
        return field["bit_offset"], field["bit_width"], True
    return 8 * field["offset"], 8 * field["size"], False


def still_holds(unit: Unit, type_: Type) -> bool:
    """Whether the compiler of this machine says of the installed headers what was recorded.

    Distributions mend headers: what is recorded of a type that changed is not the truth any more.
    """
    program = "\n".join([f'#include "{unit.header}"', "#include <stddef.h>", *_assertions(type_), ""])
    process = subprocess.run(
        [*_compiler(unit.target), "-x", "c", "-w", "-fsyntax-only", *_cflags(unit), "-"],
        input=program,
        capture_output=True,
        text=True,
        check=False,
    )
    return process.returncode == 0


def _compiler(target: str) -> tuple[str, ...]:
    compiler = find_compiler(find_target(target))
    assert compiler is not None
    assert compiler.knows_target
    return compiler.command


@cache
def _cflags(unit: Unit) -> list[str]:
    flags = [f"-D{macro}" for macro in unit.macros]
    if unit.modules:
        command = ["pkg-config", "--cflags", *unit.modules]
        flags += subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return flags


def _assertions(type_: Type) -> Iterator[str]:
    """Yield what was recorded, in C."""
    for name, value in type_.get("constants", {}).items():
        suffix = "ULL" if value > (1 << 63) - 1 else "LL"
        yield f'_Static_assert({name} == {value}{suffix}, "");'
    if (name := type_.get("c_name")) is None:
        return
    yield f'_Static_assert(sizeof({name}) == {type_["size"]}, "");'
    for field in _members(type_.get("fields", ())):
        if not field["is_bitfield"]:
            yield f'_Static_assert(offsetof({name}, {field["name"]}) == {field["offset_bits"] // 8}, "");'
