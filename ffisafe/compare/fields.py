"""Which field of a C record is which field of a Rust one."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ffisafe.compare.keywords import must_differ
from ffisafe.compare.names import loose, match_constants
from ffisafe.model.ctype import Record, RecordKind
from ffisafe.model.layout import Member, RecordLayout

_PADDING_WORDS = ("pad", "reserved", "unused", "filler", "spare")

Pair = tuple[Member, Member]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldMatch:
    """Fields of both sides that correspond, C's first, and those that have no counterpart.

    ``pairs`` holds the fields with equal names and the ``renamed`` ones, in C's order.
    ``bit_fields`` are C's, which Rust has no counterpart for.
    """

    pairs: tuple[Pair, ...]
    renamed: tuple[Pair, ...]
    only_c: tuple[Member, ...]
    only_rust: tuple[Member, ...]
    bit_fields: tuple[Member, ...]


def match_fields(c: RecordLayout, rust: RecordLayout, c_records: Mapping[str, RecordLayout]) -> FieldMatch:
    """Match fields by name; those left over on both sides match if they lie at the same place.

    The fields of a tuple struct have no names: they match in order. An anonymous member of C is
    the Rust field at its place, or else stands for its own members. Left out are members without
    size and padding that one side spells out, and the Rust fields that hold what are bit-fields in C.
    """
    c_names = {_loose(m) for m in _flattened(c, c_records)}
    free = [m for m in rust.members if _loose(m) not in c_names]
    anonymous = _at_same_place([m for m in c.members if m.name is None], free, c.kind)
    whole = {id(m) for m, _ in anonymous}
    all_ours = list(_flattened(c, c_records, keep=whole))
    bit_fields = [m for m in all_ours if m.width_bits is not None]
    named = _of_same_name([m for m in all_ours if m.width_bits is None], rust.members)
    if not named and not bit_fields and all(_is_number(m) for m in rust.members):
        named = list(zip(all_ours, rust.members, strict=False))
    taken = {id(m) for pair in (*anonymous, *named) for m in pair}
    only_c = [m for m in all_ours if id(m) not in taken and m.width_bits is None]
    only_rust = [m for m in rust.members if id(m) not in taken and not _holds(m, bit_fields)]
    renamed = _at_same_place(only_c, only_rust, c.kind)
    moved = {id(m) for pair in renamed for m in pair}
    return FieldMatch(
        pairs=tuple(sorted([*named, *anonymous, *renamed], key=lambda p: p[0].offset_bits)),
        renamed=tuple(pair for pair in renamed if not _may_differ(*pair)),
        only_c=tuple(m for m in only_c if id(m) not in moved and not _is_padding(m, rust)),
        only_rust=tuple(m for m in only_rust if id(m) not in moved and not _is_padding(m, c)),
        bit_fields=tuple(bit_fields),
    )


def _of_same_name(c: Iterable[Member], rust: Iterable[Member]) -> list[Pair]:
    """Pair members by name: as it is written, without the marks of the languages, without a prefix."""
    pairs: list[Pair] = []
    ours, theirs = list(c), list(rust)
    for spelling in (_written, _plain, _loose):
        there = {spelling(m): m for m in theirs}
        found = [(m, there[spelling(m)]) for m in ours if spelling(m) in there]
        pairs += found
        taken = {id(m) for pair in found for m in pair}
        ours, theirs = ([m for m in side if id(m) not in taken] for side in (ours, theirs))
    return pairs or _of_same_name_but_prefix(ours, theirs)


def _of_same_name_but_prefix(c: Sequence[Member], rust: Sequence[Member]) -> list[Pair]:
    """Pair members of records that share no name because one side gives all of them a prefix."""
    there = {_plain(m): m for m in rust}
    matched = match_constants([_plain(m) for m in c], list(there))
    return [(m, there[matched[_plain(m)]]) for m in c if _plain(m) in matched] if len(matched) > 1 else []


def _written(member: Member) -> str:
    return member.name or ""


def _plain(member: Member) -> str:
    """Return a name without what keeps it from being a keyword, or a number (`.0` is `_0` in C)."""
    return re.sub(r"^r#|^_(?=\d+$)|_+$", "", member.name or "")


def _loose(member: Member) -> str:
    """Return a name without case: cbindgen can write `byteCount`, or `mByteCount` as Gecko has it."""
    return loose(re.sub(r"^m(?=[A-Z])", "", _plain(member)))


def _is_number(member: Member) -> bool:
    return _plain(member).isdecimal()


def _flattened(
    layout: RecordLayout,
    records: Mapping[str, RecordLayout],
    keep: frozenset[int] | set[int] = frozenset(),
) -> Iterator[Member]:
    """Yield named members, those of anonymous records at their place in the outer one."""
    for member in layout.members:
        if member.name is not None:
            yield member
        elif isinstance(member.type, Record) and id(member) not in keep:
            for inner in _flattened(records[member.type.key], records):
                yield replace(inner, offset_bits=inner.offset_bits + member.offset_bits)


def _at_same_place(c: Sequence[Member], rust: Sequence[Member], kind: RecordKind) -> list[Pair]:
    """Pair members by offset; in a union, where all offsets are 0, by order."""
    if kind is RecordKind.UNION:
        return list(zip(c, rust, strict=False))
    by_offset = {m.offset_bits: m for m in rust if m.size_bytes}
    return [(m, by_offset[m.offset_bits]) for m in c if m.size_bytes and m.offset_bits in by_offset]


def _holds(member: Member, bit_fields: Iterable[Member]) -> bool:
    """Whether a member lies where bit-fields do."""
    start, end = member.offset_bits, member.offset_bits + 8 * member.size_bytes
    return any(m.offset_bits < end and start < m.offset_bits + (m.width_bits or 0) for m in bit_fields)


def _is_padding(member: Member, other: RecordLayout) -> bool:
    """Whether a member takes up only what is padding on the other side, or nothing."""
    if not member.size_bytes:
        return True
    start, end = member.offset_bytes, member.offset_bytes + member.size_bytes
    free = not any(m.offset_bytes < end and start < m.offset_bytes + m.size_bytes for m in other.members)
    return free and end <= other.size_bytes and _is_named_as_padding(member)


def _may_differ(c: Member, rust: Member) -> bool:
    """Whether members at the same place are no renaming: padding, and what has to be called otherwise."""
    is_padding = _is_named_as_padding(c) and _is_named_as_padding(rust)
    return is_padding or must_differ(c.name, rust.name)


def _is_named_as_padding(member: Member) -> bool:
    name = (member.name or "").lower()
    return name.startswith("_") or any(word in name for word in _PADDING_WORDS)
