"""Drifts of records: of a field, of the order, of packing and alignment."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ffisafe.model.ctype import Record
from ffisafe.model.interface import Interface
from ffisafe.model.layout import Member, RecordLayout
from tests.support.headers import c_interface
from tests.support.mutants.header import Header, Keys, Mutant
from tests.support.mutants.retype import retyped

_HELD = frozenset({"Command.move", "Event.key", "Event.level"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A field, the type that declares it as symbols have it, and its neighbour behind it."""

    path: str
    key: str
    member: Member
    next: Member | None


def _places(c: Interface) -> Iterator[_Place]:
    paths = {key: layout.name for key, layout in c.records.items() if layout.name}
    while len(paths) < len(c.records):
        for key, layout in c.records.items():
            for member in layout.members if key in paths else ():
                if isinstance(member.type, Record) and not member.type.name:
                    paths[member.type.key] = paths[key] + (f".{member.name}" if member.name else "")
    for key, layout in c.records.items():
        written = [member for member in layout.members if member.name and member.location]
        for index, member in enumerate(written):
            following = written[index + 1] if index + 1 < len(written) else None
            yield _Place(path=paths[key], key=key, member=member, next=following)


def of_fields(header: Header) -> Iterator[Mutant]:
    """Yield drifts of each field: of its type, its name, its place, and with or without it."""
    for place in _places(header.interface):
        assert place.member.location
        number = place.member.location.line
        declared = header.line(number).strip().removesuffix(";")
        symbol = f"{place.path}.{place.member.name}"
        if "{" in declared or "}" in declared:
            continue  # a nested record
        for operator, other in retyped(declared):
            text = header.with_line(number, f"{other};")
            yield Mutant(name=f"{operator} {symbol}", text=text, errors=frozenset({("FFI106", symbol)}))
        if "(" not in declared:
            yield from _of_names(header, place, number, declared)
        if place.next is not None:
            yield from _swapped(header, place, number)


def _of_names(header: Header, place: _Place, number: int, declared: str) -> Iterator[Mutant]:
    symbol = f"{place.path}.{place.member.name}"
    renamed = re.sub(rf"\b{place.member.name}\b", "other_name", declared)
    lost = frozenset({("FFI105", f"{place.path}.other_name")})
    yield Mutant(name=f"rename {symbol}", text=header.with_line(number, f"{renamed};"), errors=lost)
    if len(header.interface.records[place.key].members) > 1:
        # What a variant holds is missed under the variant's name.
        known = symbol if symbol not in _HELD else f"{place.path}.{str(place.member.name).title()}"
        missing = frozenset({("FFI105", known)})
        yield Mutant(name=f"drop {symbol}", text=header.with_line(number, ""), errors=missing)
    for operator, added in (("before", "{0} {1}"), ("after", "{1} {0}")):
        text = header.with_line(number, added.format("int32_t extra;", f"{declared};"))
        extra = frozenset({("FFI105", f"{place.path}.extra")})
        yield Mutant(name=f"add-{operator} {symbol}", text=text, errors=extra)


def _swapped(header: Header, place: _Place, number: int) -> Iterator[Mutant]:
    assert place.next
    assert place.next.location
    second = place.next.location.line
    if second != number + 1 or "}" in header.line(second):
        return
    text = header.with_line(number, f"{header.line(second)} {header.line(number)}")
    every = text.split("\n")
    text = "\n".join([*every[: second - 1], "", *every[second:]])
    errors = _moved(header, text, place.key, place.path)
    yield Mutant(name=f"swap {place.path}.{place.member.name}", text=text, errors=errors)


def _moved(header: Header, text: str, key: str, path: str) -> Keys:
    """Return FFI104 for each field of a record that a drift moves, else FFI103 if it aligns it otherwise."""
    before, after = header.interface.records[key], c_interface(text).records[key]
    offsets = {member.name: member.offset_bits for member in after.members}
    moved = {member.name for member in before.members if offsets[member.name] != member.offset_bits}
    if moved:
        return frozenset(("FFI104", f"{path}.{name}") for name in moved)
    return frozenset({("FFI103", path)}) if before.align_bytes != after.align_bytes else frozenset()


def of_records(header: Header) -> Iterator[Mutant]:
    """Yield records that are packed, or aligned, or no longer so."""
    for key, layout in header.interface.records.items():
        for attribute in ("packed", "aligned(2)", "aligned(64)", ""):
            text = _with_attribute(header.text, layout, attribute)
            # Of a packed record that is aligned instead, both are drifts.
            if text is not None and not (layout.align_bytes == 1 and "aligned" in attribute):
                errors = _moved(header, text, key, layout.name)
                yield Mutant(name=f"attribute({attribute}) {layout.name}", text=text, errors=errors)


def _with_attribute(text: str, layout: RecordLayout, attribute: str) -> str | None:
    """Return the text with an attribute in place of those that a record has."""
    found = re.search(rf"(struct|union) (__attribute__\(\(\S*\)\) )?{layout.name or '-'} \{{", text)
    written = f"__attribute__(({attribute})) " if attribute else ""
    if found is None or written == (found[2] or ""):
        return None
    return text[: found.start()] + f"{found[1]} {written}{layout.name} {{" + text[found.end() :]
