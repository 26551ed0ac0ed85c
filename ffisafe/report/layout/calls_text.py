"""Calls for people: a table for each function, a row for each argument and one for the result."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from ffisafe.model.call import CallLayout, Passage, Passing, Piece
from ffisafe.model.ctype import is_void
from ffisafe.model.spelling import spell_c
from ffisafe.report.layout.calls import CallListing, ListedCall
from ffisafe.report.layout.padding import plural
from ffisafe.report.layout.text import Shorten, heading, rendered

_LINE = 78  # with room for what closes the parameters
_NAME_WIDTH = 24
_WHERE_WIDTH = 40


def render_calls_text(listing: CallListing, *, color: bool, shorten: Shorten = str) -> str:
    """Return a listing as text, with ANSI colours if asked; ``shorten`` is how the reader knows a file."""
    return rendered(_pieces(listing, shorten), color=color)


def _pieces(listing: CallListing, shorten: Shorten) -> Iterator[RenderableType]:
    for call in listing.calls:
        yield heading(call.name, call.location, shorten) if call.location else Text(call.name, style="bold")
        yield Text("\n".join(_wrapped(_signature(call))))
        if call.layout is None:
            yield Text(f"where its arguments travel is not known: {call.reason}", style="yellow")
        else:
            yield from _table(call, call.layout)
        yield Text()
    count = plural(len(listing.calls), "function")
    yield Text(f"{count} by {listing.convention} ({listing.target})", style="bold")


def _signature(call: ListedCall) -> list[str]:
    """Return a declaration in parts that a line may be broken between."""
    parameters = [spell_c(ctype, name or "") for name, ctype in call.parameters()]
    parameters += ["..."] if call.type.variadic else []
    name = f"(*{call.name})" if call.is_typedef else call.name
    # The declarator of the result may enclose the parameters, as in `int (*f(void))(int)`.
    before, after = spell_c(call.type.result, f"{name}\0").split("\0")
    return [f"{before}(", *_separated(parameters or ["void"]), f"){after}"]


def _separated(parameters: Sequence[str]) -> Iterator[str]:
    for index, parameter in enumerate(parameters, start=1):
        yield parameter if index == len(parameters) else f"{parameter}, "


def _wrapped(parts: Sequence[str]) -> list[str]:
    """Return parts in as few lines as there may be."""
    lines = [""]
    for part in parts:
        is_last = part.startswith(")")
        if len(lines[-1]) + len(part.rstrip()) > _LINE and lines[-1].strip() and not is_last:
            lines.append("    ")
        lines[-1] += part
    return [line.rstrip() for line in lines]


def _table(call: ListedCall, layout: CallLayout) -> Iterator[RenderableType]:
    table = Table(box=None, header_style="dim", padding=(0, 1), pad_edge=True)
    table.add_column("argument", max_width=_NAME_WIDTH, overflow="fold")
    table.add_column("size", justify="right", no_wrap=True)
    table.add_column("class", no_wrap=True)
    table.add_column("where", max_width=_WHERE_WIDTH)
    for number, (name, size, passing) in enumerate(
        zip(call.parameter_names, call.sizes_bytes[:-1], layout.parameters, strict=True), start=1
    ):
        table.add_row(Text(name or f"({number})"), str(size), _classes(passing), Text(where(passing)))
    for name, passing in (call.further or {}).items():
        table.add_row(Text(f"... {name}"), "", _classes(passing), Text(where(passing)))
    if not is_void(call.type.result):
        table.add_row(
            Text("(result)"), str(call.sizes_bytes[-1]), _classes(layout.result), Text(_result(layout))
        )
    if table.row_count:
        yield table
    if notes := ", ".join(_notes(layout)):
        yield Text(f" {notes}", style="dim")


def _classes(passing: Passing) -> str:
    return " ".join(passing.classes)


def where(passing: Passing) -> str:
    """Return in words where a value travels."""
    match passing.passage:
        case Passage.IGNORED:
            return "nowhere: it has no bytes"
        case Passage.REFERENCE:
            return f"by reference, address {_places(passing.pieces)}"
        case Passage.DIRECT:
            return _places(passing.pieces)


def _result(layout: CallLayout) -> str:
    if not layout.hidden_result:
        return where(layout.result)
    returned = f", returned in {layout.returned_address}" if layout.returned_address else ""
    return f"in memory, hidden pointer {_places(layout.result.pieces)}{returned}"


def _places(pieces: Sequence[Piece]) -> str:
    if len(pieces) == 1:
        return _place(pieces[0])
    if all(piece.offset_bytes == 0 for piece in pieces):
        return " and ".join(_place(piece) for piece in pieces)
    return ", ".join(
        f"bytes {piece.offset_bytes}-{piece.offset_bytes + piece.size_bytes - 1} {_place(piece)}"
        for piece in pieces
    )


def _place(piece: Piece) -> str:
    return f"in {piece.register}" if piece.register else f"on the stack at {piece.stack_offset_bytes}"


def _notes(layout: CallLayout) -> Iterator[str]:
    if layout.stack_bytes:
        yield f"{plural(layout.stack_bytes, 'byte')} of stack"
    if layout.popped_bytes:
        yield f"{layout.popped_bytes} of them popped by the callee"
    if layout.vector_count:
        yield f"{layout.vector_count} has the number of vector registers used"
