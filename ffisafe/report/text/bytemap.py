"""Two layouts of one record under each other, byte below byte, with the first difference marked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from ffisafe.model.layout import RecordLayout
from ffisafe.report.text.pieces import Piece, Row, at, first_difference, rows
from ffisafe.report.text.snippet import shown

_SCALES = (4, 3, 2, 1, 0)  # cells for each byte; 0: as many as the names need
_MAX_NAME = 16
_MAX_ROWS = 8  # of one side: a union may have hundreds of members
_MAX_PARTS = 2
_GUTTER = "blue"


@dataclass(frozen=True, slots=True)
class _Scale:
    """In which column each boundary between pieces stands."""

    columns: dict[int, int]

    @property
    def width(self) -> int:
        return self.up_to(max(self.columns))

    def up_to(self, bound: int) -> int:
        """Return how many cells there are up to a boundary, its number on the ruler included."""
        return self.columns[bound] + len(str(bound))


def byte_map(c: RecordLayout, rust: RecordLayout, *, gutter: int, width: int) -> Iterator[Text]:
    """Yield the lines of a map; none where every field lies at the same place.

    Args:
        c: The record in C.
        rust: The record in Rust.
        gutter: How many cells the sides' names take.
        width: How many cells a line may take.
    """
    ours, theirs = rows(c), rows(rust)
    differs = first_difference(ours, theirs)
    if differs is None:
        return
    shown_rows = [("C", row) for row in ours[:_MAX_ROWS]] + [("Rust", row) for row in theirs[:_MAX_ROWS]]
    scale = _fitting([row for _, row in shown_rows], width - gutter - 3)
    parts = _parts(scale, width - gutter - 3)
    first = next((i for i, (_, end) in enumerate(parts) if differs < end), len(parts) - 1)
    what = f"first difference, at byte {differs}: {at(ours, differs)} in C, {at(theirs, differs)} in Rust"
    padded = any(piece.name is None for _, row in shown_rows for piece in row)
    for part in parts[first : first + _MAX_PARTS]:
        yield _line(gutter, "", Text(_ruler(scale, part)))
        for i, (side, row) in enumerate(shown_rows):
            repeated = i > 0 and shown_rows[i - 1][0] == side
            yield _line(gutter, "" if repeated else side, Text(_drawn(row, scale, part)))
        if part is parts[first]:
            mark = " " * (scale.columns[differs] - scale.columns[part[0]]) if differs in scale.columns else ""
            yield from _pointed(gutter, mark, f"{what}{_legend(padded)}", width)
    if len(parts) > first + _MAX_PARTS:
        yield _line(gutter, "", Text(f"... and {max(c.size_bytes, rust.size_bytes) - part[1]} bytes more"))


def _pointed(gutter: int, mark: str, text: str, width: int) -> Iterator[Text]:
    """Yield the mark with its words beside it, or below where the line would be too long."""
    if gutter + 5 + len(mark) + cell_len(text) <= width:
        yield _line(gutter, "", Text.assemble((f"{mark}^ ", "bold red"), text))
    else:
        yield _line(gutter, "", Text(f"{mark}^", style="bold red"))
        yield _line(gutter, "", Text(text))


def _legend(padded: bool) -> str:  # noqa: FBT001  # the one thing that it says
    return " (dots are padding)" if padded else ""


def _line(gutter: int, side: str, text: Text) -> Text:
    return Text.assemble((f"{side:>{gutter}} | ", _GUTTER), text)


def _fitting(drawn: Sequence[Row], room: int) -> _Scale:
    """Return the largest scale that fits into a line, else the smallest."""
    for per_byte in _SCALES:
        scale = _scaled(drawn, per_byte)
        if scale.width <= room:
            break
    return scale


def _scaled(drawn: Sequence[Row], per_byte: int) -> _Scale:
    bounds = sorted({0} | {bound for row in drawn for piece in row for bound in (piece.start, piece.end)})
    widths = {start: max(per_byte * (end - start), len(str(start)) + 1) for start, end in pairwise(bounds)}
    position = {bound: i for i, bound in enumerate(bounds)}
    for piece in sorted((p for row in drawn for p in row), key=lambda p: p.end - p.start):
        inside = bounds[position[piece.start] : position[piece.end]]
        missing = 1 + min(_MAX_NAME, cell_len(_name(piece))) - sum(widths[start] for start in inside)
        if missing > 0 and piece.name is not None:
            widths[inside[-1]] += missing
    columns, column = {}, 0
    for bound in bounds:
        columns[bound] = column
        column += widths.get(bound, 0)
    return _Scale(columns)


def _name(piece: Piece) -> str:
    return shown(piece.name or "")


def _parts(scale: _Scale, room: int) -> list[tuple[int, int]]:
    """Return from which to which byte each line goes; a piece may go on in the next."""
    bounds = list(scale.columns)
    parts, start = [], bounds[0]
    for before, bound in pairwise(bounds):
        if scale.up_to(bound) - scale.columns[start] > room and before > start:
            parts.append((start, before))
            start = before
    return [*parts, (start, bounds[-1])]


def _ruler(scale: _Scale, part: tuple[int, int]) -> str:
    text = ""
    origin = scale.columns[part[0]]
    for bound, column in scale.columns.items():
        if part[0] <= bound <= part[1]:
            text = text.ljust(column - origin) + str(bound)
    return text


def _drawn(row: Row, scale: _Scale, part: tuple[int, int]) -> str:
    text = ""
    for piece in row:
        start, end = max(piece.start, part[0]), min(piece.end, part[1])
        if start >= end:
            continue
        cells = scale.columns[end] - scale.columns[start] - 1
        if piece.name is None:
            text += f"|{'.' * cells}"
            continue
        name = _name(piece)
        if cell_len(name) > cells:
            name = f"{set_cell_size(name, max(0, cells - 1))}~"[:cells]
        text += f"|{set_cell_size(name, cells)}"
    return f"{text}|" if text else ""
