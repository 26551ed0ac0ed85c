"""Layouts for people: a table for each type, with its padding where it lies."""

import io
from collections.abc import Callable, Iterable, Iterator

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from ffisafe.model.interface import DeclaredEnum
from ffisafe.model.layout import RecordLayout
from ffisafe.model.source import SourceLocation
from ffisafe.model.spelling import spell_c
from ffisafe.report.layout.facts import LINE_BYTES, facts
from ffisafe.report.layout.padding import Span, amount, plural
from ffisafe.report.layout.reorder import Records, reordered
from ffisafe.report.layout.view import Aggregate, FieldView, Listing, in_order

_LINE_BITS = 8 * LINE_BYTES
_WIDE = 100_000  # a row is one line, however long its type
Shorten = Callable[[str], str]


def render_layout_text(
    listing: Listing, *, color: bool, savings: bool = False, shorten: Shorten = str
) -> str:
    """Return a listing as text, with ANSI colours if asked.

    Args:
        listing: The types.
        color: Whether a terminal shows it.
        savings: Say for each struct what reordering its fields would save.
        shorten: How the reader knows a file.
    """
    return rendered(_pieces(listing, savings=savings, shorten=shorten), color=color)


def rendered(pieces: Iterable[RenderableType], *, color: bool) -> str:
    """Return what is to be shown as text, with ANSI colours if asked."""
    console = Console(
        file=io.StringIO(),
        force_terminal=color,
        no_color=not color,
        color_system="standard" if color else None,
        highlight=False,
        width=_WIDE,
    )
    for piece in pieces:
        console.print(piece, soft_wrap=isinstance(piece, Text))
    text: str = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO from above
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def _pieces(listing: Listing, *, savings: bool, shorten: Shorten) -> Iterator[RenderableType]:
    for aggregate in listing.aggregates:
        yield from _aggregate(aggregate, listing.records, shorten)
        if savings:
            yield Text(_saving(aggregate.layout, listing), style="green")
        yield Text()
    for enum in listing.enums:
        yield from _enum(enum, shorten)
        yield Text()
    yield Text(_summary(listing), style="bold")


def _aggregate(aggregate: Aggregate, records: Records, shorten: Shorten) -> Iterator[RenderableType]:
    layout = aggregate.layout
    yield heading(aggregate.title, layout.location, shorten)
    for line in facts(aggregate, records):
        yield Text(line)
    table = _table("offset", "size", "align")
    table.add_column("field", no_wrap=True)
    _add_rows(table, aggregate.fields, layout, 0, depth=0)
    if table.row_count:
        yield table


def heading(title: str, location: SourceLocation | None, shorten: Shorten) -> Text:
    """Return a type with its place."""
    where = f"{shorten(location.file)}:{location.line}" if location else "the compiler's own"
    return Text.assemble((title, "bold"), "  ", (printable(where), "blue"))


def _table(*numbers: str) -> Table:
    table = Table(box=None, header_style="dim", padding=(0, 1), pad_edge=True)
    for name in numbers:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _add_rows(
    table: Table, fields: Iterable[FieldView], record: RecordLayout, base_bits: int, *, depth: int
) -> None:
    indent = "  " * depth
    whole = Span(offset_bits=base_bits, size_bits=8 * record.size_bytes)
    line = 0
    for item in in_order(fields, record.kind, whole):
        if depth == 0 and item.offset_bits // _LINE_BITS > line:
            line = item.offset_bits // _LINE_BITS
            _add_boundary(table, line, item.offset_bits)
        if isinstance(item, Span):
            row = (_place(item), _size(item.size_bits), "", f"{indent}(padding)")
            table.add_row(*row, style="yellow")
            continue
        member = item.member
        table.add_row(
            _place(item.span), _size(item.size_bits), str(member.align_bytes), Text(indent + _spelled(item))
        )
        if item.record is not None:
            _add_rows(table, item.fields or (), item.record, item.offset_bits, depth=depth + 1)


def _add_boundary(table: Table, line: int, offset_bits: int) -> None:
    """Add a row where another cache line begins, or has begun within the field before."""
    past = offset_bits // 8 - line * LINE_BYTES
    began = f" began {plural(past, 'byte')} before" if past else ""
    table.add_row(str(line * LINE_BYTES), "", "", f"--- cache line {line + 1}{began} ---", style="dim")


def _spelled(field: FieldView) -> str:
    member = field.member
    width = "" if member.width_bits is None else f" : {member.width_bits}"
    return spell_c(member.type, member.name or "") + width


def _place(span: Span) -> str:
    """Return an offset in bytes, with the bit where it is inside of one or less than one follows."""
    size_bytes, bit = divmod(span.offset_bits, 8)
    return f"{size_bytes}:{bit}" if bit or span.size_bits % 8 else str(size_bytes)


def _size(size_bits: int) -> str:
    return f"{size_bits} b" if size_bits % 8 else str(size_bits // 8)


def _saving(layout: RecordLayout, listing: Listing) -> str:
    better = reordered(layout, listing.records, listing.rules)
    if better is None:
        return "its fields cannot be reordered by alignment alone"
    saved = layout.size_bytes - better.size_bytes
    if saved <= 0:
        return "reordering the fields by alignment saves nothing"
    order = ", ".join(member.name or spell_c(member.type) for member in better.members)
    return f"reordering saves {plural(saved, 'byte')}, {better.size_bytes} remain: {order}"


def _enum(enum: DeclaredEnum, shorten: Shorten) -> Iterator[RenderableType]:
    kind = enum.type.underlying
    tagged = f"enum {enum.type.name}" if enum.type.name else enum.name or "enum {...}"
    yield heading(tagged, enum.location, shorten)
    yield Text(f"{plural(kind.size_bytes, 'byte')}, alignment {kind.align_bytes}, {kind.name}")
    table = _table("value", "hex")
    table.add_column("constant", no_wrap=True)
    for name, value in enum.type.constants:
        table.add_row(str(value), f"{value:#x}", Text(name))
    yield table


def _summary(listing: Listing) -> str:
    padded = [sum(span.size_bits for span in aggregate.padding()) for aggregate in listing.aggregates]
    counts = [
        plural(len(listing.aggregates), "aggregate"),
        *([plural(len(listing.enums), "enum")] if listing.enums else []),
        f"{amount(sum(padded))} of padding in {sum(map(bool, padded))}",
    ]
    return f"{', '.join(counts)} ({listing.target})"


def printable(text: str) -> str:
    """Return a file's name as it can be shown: it may hold anything but a zero byte."""
    return "".join(each if each.isprintable() else "\ufffd" for each in text)
