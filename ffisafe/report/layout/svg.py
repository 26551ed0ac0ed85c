"""A drawing of the bytes of aggregates: 64 to a row, which is a cache line, padding hatched."""

from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from ffisafe.model.spelling import spell_c
from ffisafe.report.layout.padding import amount
from ffisafe.report.layout.pieces import LINE_BITS, Line, Piece, lines_of, pieces_of
from ffisafe.report.layout.text import printable
from ffisafe.report.layout.view import Aggregate, Listing

_BYTE = 14
_LANE = 24
_LEFT = 64  # where offsets stand
_MARGIN = 16
_LETTER = 6.7  # of the font below, at its size
_WIDTH = _LEFT + 64 * _BYTE + _MARGIN
_COLORS = ("#8ecae6", "#ffd166", "#b5e48c", "#f4a6b7", "#cdb4db", "#f6bd60", "#9ad1c4", "#d6ccc2")


def render_layout_svg(listing: Listing) -> str:
    """Return a listing's aggregates as a drawing, one below the other; enums have no fields to draw."""
    drawing = _Drawing()
    for aggregate in listing.aggregates:
        drawing.add(aggregate)
    return drawing.text()


@dataclass(slots=True)
class _Drawing:
    root: ET.Element = field(default_factory=lambda: ET.Element("svg"))
    y: int = _MARGIN

    def __post_init__(self) -> None:
        self.root.set("xmlns", "http://www.w3.org/2000/svg")
        self.root.set("font-family", "monospace")
        self.root.set("font-size", "11")
        definitions = ET.SubElement(self.root, "defs")
        hatch = _element(
            definitions, "pattern", id="padding", width=6, height=6, patternUnits="userSpaceOnUse"
        )
        _element(hatch, "rect", width=6, height=6, fill="#ffffff")
        _element(hatch, "path", d="M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2", stroke="#999999")

    def add(self, aggregate: Aggregate) -> None:
        """Draw an aggregate below what is there."""
        layout = aggregate.layout
        padding = sum(span.size_bits for span in aggregate.padding())
        facts = f"{layout.size_bytes} bytes, alignment {layout.align_bytes}, {amount(padding)} of padding"
        self.y += 12
        self._words(_MARGIN, self.y, f"{aggregate.title}: {facts}", weight="bold")
        self.y += 8
        for line in lines_of(pieces_of(aggregate)):
            self._line(line)
        self.y += _MARGIN

    def text(self) -> str:
        """Return the drawing, as large as what is in it."""
        height = self.y + _MARGIN
        self.root.set("width", str(_WIDTH))
        self.root.set("height", str(height))
        self.root.set("viewBox", f"0 0 {_WIDTH} {height}")
        ET.indent(self.root)
        return ET.tostring(self.root, encoding="unicode", xml_declaration=False) + "\n"

    def _line(self, line: Line) -> None:
        if line.skipped_before:
            self._words(_LEFT, self.y + 14, f"\N{VERTICAL ELLIPSIS} {line.skipped_before} more lines like it")
            self.y += 20
        self._words(_MARGIN, self.y + 16, str(line.number * LINE_BITS // 8))
        for piece in line.pieces:
            self._piece(piece, line.number * LINE_BITS)
        lanes = 1 + max((piece.lane for piece in line.pieces), default=0)
        self.y += lanes * _LANE + 4

    def _piece(self, piece: Piece, line_bits: int) -> None:
        start = max(piece.span.offset_bits, line_bits) - line_bits
        end = min(piece.span.end_bits, line_bits + LINE_BITS) - line_bits
        x, y, width = _LEFT + start * _BYTE / 8, self.y + piece.lane * _LANE, (end - start) * _BYTE / 8
        group = ET.SubElement(self.root, "g")
        _element(group, "title").text = _caption(piece)
        fill = "url(#padding)" if piece.field is None else _COLORS[piece.number % len(_COLORS)]
        _element(group, "rect", x=x, y=y, width=width, height=_LANE - 2, fill=fill, stroke="#333333")
        name = piece.field.member.name or "" if piece.field else ""
        room = int((width - 4) / _LETTER)
        if name and room > 1:
            shown = name if len(name) <= room else name[: room - 1] + "\N{HORIZONTAL ELLIPSIS}"
            _element(group, "text", x=x + 3, y=y + 15).text = shown

    def _words(self, x: int, y: int, text: str, *, weight: str = "normal") -> None:
        words = _element(self.root, "text", x=x, y=y)
        words.set("font-weight", weight)
        words.text = printable(text)


def _element(parent: ET.Element, tag: str, **attributes: float | str) -> ET.Element:
    return ET.SubElement(parent, tag, {name: str(value) for name, value in attributes.items()})


def _caption(piece: Piece) -> str:
    """Return what a piece is, for those who point at it."""
    span = piece.span
    where = f"byte {span.offset_bits // 8}" + (
        f", bit {span.offset_bits % 8}" if span.offset_bits % 8 else ""
    )
    if piece.field is None:
        return f"padding: {amount(span.size_bits)} at {where}"
    member = piece.field.member
    return f"{spell_c(member.type, member.name or '')}: {amount(span.size_bits)} at {where}"
