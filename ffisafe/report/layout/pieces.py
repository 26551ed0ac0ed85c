"""What a drawing of a record's bytes is made of: fields and padding, cut into cache lines."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ffisafe.model.ctype import Array, RecordKind
from ffisafe.report.layout.padding import Span
from ffisafe.report.layout.view import Aggregate, FieldView, in_order

LINE_BITS = 512  # a cache line has 64 bytes on the processors that are meant

WORD_BITS = 64  # what a row shows of bit-fields, a bit as wide as a byte is in the others


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A field without parts, or padding where ``field`` is None.

    What shares bytes, as the fields of a union do, lies in different lanes.
    """

    span: Span
    lane: int
    number: int  # of what is drawn, in order: neighbours differ in colour
    field: FieldView | None
    path: str = ""  # the field's name behind those of the members that hold it

    @property
    def is_bit_field(self) -> bool:
        """Whether it is a part of a byte, or several."""
        return self.field is not None and self.field.member.width_bits is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A cache line with what lies in it; ``skipped_before`` look like its neighbours and are left out."""

    number: int
    pieces: tuple[Piece, ...]
    skipped_before: int = 0


def pieces_of(aggregate: Aggregate) -> list[Piece]:
    """Return what is drawn of an aggregate."""
    whole = Span(offset_bits=0, size_bits=8 * aggregate.layout.size_bytes)
    pieces: list[Piece] = []
    _place(pieces, in_order(aggregate.fields, aggregate.layout.kind, whole), aggregate.layout.kind, 0, "")
    return pieces


def _place(
    pieces: list[Piece], items: Iterable[FieldView | Span], kind: RecordKind, lane: int, holder: str
) -> int:
    """Add the pieces of a record from a lane on; return the first lane that is free below them."""
    below = lane + 1
    for item in items:
        if isinstance(item, Span):
            pieces.append(Piece(span=item, lane=lane, number=len(pieces), field=None))
            below = max(below, lane + 1)
            continue
        path = holder + (item.member.name or "")
        if item.record is None or isinstance(item.member.type, Array):
            pieces.append(Piece(span=item.span, lane=lane, number=len(pieces), field=item, path=path))
            free = lane + 1
        else:
            inner = in_order(item.fields or (), item.record.kind, item.span)
            free = _place(pieces, inner, item.record.kind, lane, f"{path}." if item.member.name else holder)
        below = max(below, free)
        if kind is RecordKind.UNION:
            lane = free
    return below


def lines_of(pieces: Sequence[Piece]) -> Iterator[Line]:
    """Yield the cache lines in which something begins or ends; others look like their neighbours."""
    drawn = [piece for piece in pieces if piece.span.size_bits]
    numbers = sorted({number for piece in drawn for number in _first_and_last(piece)})
    previous = -1
    for number in numbers:
        present = tuple(
            piece for piece in drawn if _first_and_last(piece)[0] <= number <= _first_and_last(piece)[1]
        )
        yield Line(number=number, pieces=present, skipped_before=number - previous - 1)
        previous = number


def words_of(line: Line) -> Iterator[tuple[int, tuple[Piece, ...]]]:
    """Yield the 8-byte words of a cache line that have bit-fields, by number, with what lies in them."""
    start = line.number * LINE_BITS
    for number in range(start // WORD_BITS, (start + LINE_BITS) // WORD_BITS):
        first, end = number * WORD_BITS, (number + 1) * WORD_BITS
        present = [p for p in line.pieces if p.span.offset_bits < end and p.span.end_bits > first]
        if any(piece.is_bit_field for piece in present):
            yield number, tuple(present)


def _first_and_last(piece: Piece) -> tuple[int, int]:
    return piece.span.offset_bits // LINE_BITS, (piece.span.end_bits - 1) // LINE_BITS
