"""What is said about an aggregate as a whole: how much of it is used, and where the rest lies."""

from collections.abc import Iterator, Mapping

from ffisafe.model.ctype import Array, CType, Record, RecordKind, innermost
from ffisafe.model.layout import RecordLayout
from ffisafe.report.layout.padding import Span, amount, gaps, plural
from ffisafe.report.layout.view import Aggregate

LINE_BYTES = 64
"""Of a cache line on most processors; some have lines of 128 or 256."""


def facts(aggregate: Aggregate, records: Mapping[str, RecordLayout]) -> Iterator[str]:
    """Yield lines on size and alignment, on padding, and on padding inside of tagged members."""
    layout = aggregate.layout
    holes = aggregate.padding()
    size = plural(layout.size_bytes, "byte")
    fields = plural(len(layout.members), "field")
    yield f"{size}, alignment {layout.align_bytes}, {_lines(layout.size_bytes)}{fields}"
    yield _padding(holes, 8 * layout.size_bytes)
    tagged = [member for member in layout.members if _is_tagged(member.type)]
    known: dict[str, int] = {}
    inside = [(member.name or "...", _inside(member.type, records, known)) for member in tagged]
    if named := [f"{amount(bits)} in `{name}`" for name, bits in inside if bits]:
        yield f"more inside: {', '.join(named)}"


def _lines(size_bytes: int) -> str:
    count, rest = -(-size_bytes // LINE_BYTES), size_bytes % LINE_BYTES
    if count < 2:
        return ""
    last = f" with {plural(rest, 'byte')} in the last" if rest else ""
    return f"{count} cache lines{last}, "


def _padding(holes: list[Span], end_bits: int) -> str:
    """Return how much padding there is, and how it is spread."""
    if not holes:
        return "no padding"
    between = [span for span in holes if span.end_bits < end_bits]
    whole = [span for span in between if not _is_of_bits(span)]
    bits = [span for span in between if _is_of_bits(span)]
    last = [span for span in holes if span.end_bits == end_bits]
    kinds = [
        (whole, f"in {plural(len(whole), 'hole')}"),
        (bits, f"in {plural(len(bits), 'hole')} behind bit-fields"),
        (last, "at the end"),
    ]
    found = [(amount(_total(spans)), where) for spans, where in kinds if spans]
    total = f"{amount(_total(holes))} of padding"
    if len(found) == 1:
        return f"{total} {found[0][1]}"
    return f"{total}: {', '.join(f'{size} {where}' for size, where in found)}"


def _is_of_bits(span: Span) -> bool:
    return bool(span.offset_bits % 8 or span.size_bits % 8)


def _total(spans: list[Span]) -> int:
    return sum(span.size_bits for span in spans)


def _is_tagged(ctype: CType) -> bool:
    """Whether a member's fields are shown elsewhere, at their own type."""
    inner = innermost(ctype)
    return isinstance(inner, Record) and bool(inner.name)


def _inside(ctype: CType, records: Mapping[str, RecordLayout], known: dict[str, int]) -> int:
    """Return how many bits of a type are padding, at any depth; ``known`` are those of records so far."""
    if isinstance(ctype, Array):
        return (ctype.count or 0) * _inside(ctype.element, records, known)
    if not isinstance(ctype, Record) or ctype.key not in records:
        return 0
    if ctype.key not in known:
        layout = records[ctype.key]
        known[ctype.key] = _total(_gaps_of(layout))
        if layout.kind is not RecordKind.UNION:
            known[ctype.key] += sum(_inside(member.type, records, known) for member in layout.members)
    return known[ctype.key]


def _gaps_of(layout: RecordLayout) -> list[Span]:
    spans = (
        Span(
            offset_bits=member.offset_bits,
            size_bits=8 * member.size_bytes if member.width_bits is None else member.width_bits,
        )
        for member in layout.members
    )
    return gaps(spans, Span(offset_bits=0, size_bits=8 * layout.size_bytes))
