"""Which field of a C record is which field of a Rust one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ffisafe.model.ctype import Record, RecordKind
from ffisafe.model.layout import Member, RecordLayout

Pairs = tuple[tuple[Member, Member], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldMatch:
    """Fields of both sides that correspond, and those that have no counterpart.

    ``pairs`` holds the fields with equal names and the ``renamed`` ones, C's first.
    """

    pairs: Pairs
    renamed: Pairs
    only_c: tuple[Member, ...]
    only_rust: tuple[Member, ...]

    @property
    def reordered(self) -> bool:
        """Whether the pairs come in another order in Rust than in C."""
        offsets = [rust.offset_bits for _, rust in self.pairs]
        return offsets != sorted(offsets)


def match_fields(c: RecordLayout, rust: RecordLayout, c_records: Mapping[str, RecordLayout]) -> FieldMatch:
    """Match fields by name; those left over on both sides match if they lie at the same place.

    An anonymous member of C is the Rust field at its place, or else stands for its own
    members. Padding that Rust spells out as a field (``_pad``) matches C's padding.
    """
    theirs = {_plain(m.name): m for m in rust.members}
    c_names = {_plain(m.name) for m in _flattened(c, c_records)}
    free = [m for name, m in theirs.items() if name not in c_names]
    anonymous = _at_same_place([m for m in c.members if m.name is None], free, c.kind)
    whole = {id(m) for m, _ in anonymous}
    ours = {_plain(m.name): m for m in _flattened(c, c_records, keep=whole)}
    named = [(m, theirs[name]) for name, m in ours.items() if name in theirs]
    taken = {id(m) for _, m in (*anonymous, *named)}
    only_c = [m for name, m in ours.items() if name not in theirs]
    only_rust = [m for m in theirs.values() if id(m) not in taken]
    renamed = _at_same_place(only_c, only_rust, c.kind)
    moved = {id(m) for pair in renamed for m in pair}
    return FieldMatch(
        pairs=tuple(sorted([*named, *anonymous, *renamed], key=lambda p: p[0].offset_bits)),
        renamed=tuple(renamed),
        only_c=tuple(m for m in only_c if id(m) not in moved),
        only_rust=tuple(m for m in only_rust if id(m) not in moved and not _is_padding(m, c)),
    )


def _plain(name: str | None) -> str:
    """Return a name without the marks that keep it from being a keyword."""
    return (name or "").removeprefix("r#").rstrip("_")


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


def _at_same_place(c: list[Member], rust: list[Member], kind: RecordKind) -> list[tuple[Member, Member]]:
    """Pair members by offset; in a union, where all offsets are 0, by order."""
    if kind is RecordKind.UNION:
        return list(zip(c, rust, strict=False))
    by_offset = {m.offset_bits: m for m in rust if m.size_bytes}
    return [(m, by_offset[m.offset_bits]) for m in c if m.offset_bits in by_offset]


def _is_padding(member: Member, c: RecordLayout) -> bool:
    if not member.size_bytes:
        return True
    start, end = member.offset_bytes, member.offset_bytes + member.size_bytes
    free = not any(m.offset_bytes < end and start < m.offset_bytes + m.size_bytes for m in c.members)
    return free and end <= c.size_bytes and (member.name or "").startswith("_")
