"""A record's bytes as rows of pieces: fields, and the padding between them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ffisafe.model.ctype import RecordKind
from ffisafe.model.layout import Member, RecordLayout


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """Bytes from ``start`` up to ``end``; ``name`` is None for padding."""

    start: int
    end: int
    name: str | None

    @property
    def key(self) -> tuple[int, int, str | None]:
        """What it is in both languages: keywords are spelt otherwise in Rust, and in C."""
        plain = None if self.name is None else re.sub(r"^r#|^_+|_+$", "", self.name).lower()
        return self.start, self.end, plain


Row = Sequence[Piece]


def rows(layout: RecordLayout) -> list[Row]:
    """Return a struct as one row; a union, and a Rust enum with data, as one for each possibility."""
    if layout.variants:
        tag = [replace(layout.tag, name="(tag)")] if layout.tag else []
        return [_row([*tag, *variant.members], layout.size_bytes) for variant in layout.variants]
    if layout.kind is RecordKind.UNION:
        return [_row([member], layout.size_bytes) for member in layout.members]
    return [_row(layout.members, layout.size_bytes)]


def _row(members: Iterable[Member], size_bytes: int) -> Row:
    fields: list[Piece] = []
    for piece in map(_piece, sorted(_sized(members), key=lambda member: member.offset_bits)):
        if fields and piece.start < fields[-1].end:  # bit-fields that share a byte
            last = fields.pop()
            fields.append(Piece(last.start, max(last.end, piece.end), f"{last.name},{piece.name}"))
        else:
            fields.append(piece)
    return list(_with_padding(fields, size_bytes))


def _sized(members: Iterable[Member]) -> Iterator[Member]:
    return (member for member in members if member.size_bytes)


def _piece(member: Member) -> Piece:
    start_bits = member.offset_bits
    width_bits = 8 * member.size_bytes if member.width_bits is None else member.width_bits
    return Piece(start_bits // 8, -(-(start_bits + width_bits) // 8), member.name or "(anonymous)")


def _with_padding(fields: Iterable[Piece], size_bytes: int) -> Iterator[Piece]:
    end = 0
    for piece in fields:
        if piece.start > end:
            yield Piece(end, piece.start, None)
        yield piece
        end = piece.end
    if end < size_bytes:
        yield Piece(end, size_bytes, None)


def first_difference(c: Sequence[Row], rust: Sequence[Row]) -> int | None:
    """Return the first byte that does not belong to the same piece on both sides."""
    ours, theirs = ({piece.key for row in side for piece in row} for side in (c, rust))
    ends = {(start, name): end for start, end, name in ours}
    others = {(start, name): end for start, end, name in theirs}
    found = [
        min(ends[start, name], others[start, name]) if (start, name) in ends.keys() & others.keys() else start
        for start, _, name in ours ^ theirs
    ]
    return min(found, default=None)


def at(side: Sequence[Row], byte: int) -> str:
    """Return what a byte belongs to, in words."""
    names = []
    for row in side:
        piece = next((piece for piece in row if piece.start <= byte < piece.end), None)
        if piece is None:
            continue
        kind = "padding" if piece.name is None else f"`{piece.name}`"
        names.append(kind if piece.start == byte or piece.name is None else f"still {kind}")
    return " or ".join(dict.fromkeys(names)) or "past the end"
