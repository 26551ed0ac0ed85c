"""A drawing of the bytes of aggregates: 64 to a row, which is a cache line, padding hatched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import wrap
from xml.etree import ElementTree as ET

from ffisafe.model.layout import RecordLayout
from ffisafe.model.spelling import spell_c
from ffisafe.report.layout.facts import facts
from ffisafe.report.layout.padding import amount
from ffisafe.report.layout.pieces import LINE_BITS, WORD_BITS, Line, Piece, lines_of, pieces_of, words_of
from ffisafe.report.layout.text import printable
from ffisafe.report.layout.view import Aggregate, Listing

_BYTE = 14
_LANE = 24
_LEFT = 72  # where offsets stand
_MARGIN = 16
_LETTER = 6.7  # of the font below, at its size
_WIDTH = _LEFT + 64 * _BYTE + _MARGIN
_LETTERS = int((_WIDTH - 2 * _MARGIN) / _LETTER)
_BOLD_LETTERS = _LETTERS - 4
_INK, _FAINT = "#1a1a1a", "#5f5f5f"
_COLORS = ("#8ecae6", "#ffd166", "#b5e48c", "#f4a6b7", "#cdb4db", "#f6bd60", "#9ad1c4", "#d6ccc2")


def render_layout_svg(listing: Listing) -> str:
    """Return a listing's aggregates as a drawing, one below the other; enums have no fields to draw."""
    drawing = _Drawing()
    names = ", ".join(aggregate.title for aggregate in listing.aggregates) or "no struct or union"
    drawing.describe(
        "Layout of C types", f"{names} on {listing.target}: bytes by cache line, padding hatched"
    )
    for aggregate in listing.aggregates:
        drawing.add(aggregate, listing.records)
    return drawing.text()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A run of bits on a line of its own."""

    start_bits: int
    end_bits: int
    bit_width: float

    def extent(self, piece: Piece) -> tuple[float, float]:
        """Return where a piece begins and how wide it is."""
        start = max(piece.span.offset_bits, self.start_bits)
        end = min(piece.span.end_bits, self.end_bits)
        return _LEFT + (start - self.start_bits) * self.bit_width, (end - start) * self.bit_width


@dataclass(slots=True)
class _Drawing:
    root: ET.Element = field(default_factory=lambda: ET.Element("svg"))
    y: float = _MARGIN

    def __post_init__(self) -> None:
        self.root.set("xmlns", "http://www.w3.org/2000/svg")
        self.root.set("role", "img")
        self.root.set("font-family", "monospace")
        self.root.set("font-size", "11")
        self.root.set("fill", _INK)

    def describe(self, title: str, description: str) -> None:
        """Say what it is to those who do not see it, and lay the ground: pages may be dark."""
        self.root.set("aria-labelledby", "title description")
        _element(self.root, "title", id="title").text = title
        _element(self.root, "desc", id="description").text = printable(description)
        definitions = ET.SubElement(self.root, "defs")
        hatch = _element(
            definitions, "pattern", id="padding", width=6, height=6, patternUnits="userSpaceOnUse"
        )
        _element(hatch, "rect", width=6, height=6, fill="#ffffff")
        _element(hatch, "path", d="M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2", stroke="#8a8a8a")
        _element(self.root, "rect", width="100%", height="100%", fill="#ffffff")

    def add(self, aggregate: Aggregate, records: Mapping[str, RecordLayout]) -> None:
        """Draw an aggregate below what is there."""
        self.y += 12
        self._words(_MARGIN, aggregate.title, _BOLD_LETTERS, weight="bold")
        for line in facts(aggregate, records):
            self.y += 15
            self._words(_MARGIN, line, _LETTERS, fill=_FAINT)
        pieces = pieces_of(aggregate)
        lines = list(lines_of(pieces))
        if lines:
            self._ruler()
        for each in lines:
            self._line(each)
        self._without_room(pieces)
        self.y += _MARGIN

    def text(self) -> str:
        """Return the drawing, as large as what is in it."""
        height = self.y + _MARGIN
        self.root.set("width", str(_WIDTH))
        self.root.set("height", f"{height:g}")
        self.root.set("viewBox", f"0 0 {_WIDTH} {height:g}")
        ET.indent(self.root)
        return ET.tostring(self.root, encoding="unicode", xml_declaration=False) + "\n"

    def _ruler(self) -> None:
        """Number each eighth byte of a line."""
        self.y += 16
        for byte in range(0, 64, 8):
            x = _LEFT + byte * _BYTE
            number = _element(self.root, "text", x=x, y=self.y, fill=_FAINT)
            number.set("font-size", "9")
            number.text = f"+{byte}"
        self.y += 4

    def _line(self, line: Line) -> None:
        if line.skipped_before:
            self.y += 14
            self._words(_LEFT, f"\N{VERTICAL ELLIPSIS} {line.skipped_before} more lines like it", _LETTERS)
            self.y += 6
        start = line.number * LINE_BITS
        whole = _Row(start_bits=start, end_bits=start + LINE_BITS, bit_width=_BYTE / 8)
        self._row(str(start // 8), whole, line.pieces)
        for number, pieces in words_of(line):
            row = _Row(start_bits=number * WORD_BITS, end_bits=(number + 1) * WORD_BITS, bit_width=_BYTE)
            self._row(f"{number * WORD_BITS // 8}:0", row, pieces)

    def _row(self, label: str, row: _Row, pieces: Sequence[Piece]) -> None:
        offset = _element(self.root, "text", x=_LEFT - 6, y=self.y + 15, fill=_FAINT)
        offset.set("text-anchor", "end")
        offset.text = label
        for piece in pieces:
            self._piece(piece, row)
        lanes = 1 + max((piece.lane for piece in pieces), default=0)
        self.y += lanes * _LANE + 4

    def _piece(self, piece: Piece, row: _Row) -> None:
        x, width = row.extent(piece)
        y = self.y + piece.lane * _LANE
        group = ET.SubElement(self.root, "g")
        _element(group, "title").text = _caption(piece)
        fill = "url(#padding)" if piece.field is None else _COLORS[piece.number % len(_COLORS)]
        _element(group, "rect", x=x, y=y, width=width, height=_LANE - 2, fill=fill, stroke="#333333")
        if label := _label(piece, width):
            _element(group, "text", x=x + 3, y=y + 15).text = label

    def _without_room(self, pieces: Sequence[Piece]) -> None:
        """Name the fields whose boxes are too narrow for a letter of their names."""
        names = [
            f"{piece.path or '...'} at {_place(piece)}"
            for piece in pieces
            if piece.field is not None and piece.span.size_bits and not _is_labelled(piece)
        ]
        for line in wrap(f"narrow: {', '.join(names)}", _LETTERS) if names else []:
            self.y += 13
            self._words(_MARGIN, line, _LETTERS, fill=_FAINT)

    def _words(self, x: float, text: str, room: int, *, weight: str = "normal", fill: str = _INK) -> None:
        words = _element(self.root, "text", x=x, y=self.y, fill=fill)
        words.set("font-weight", weight)
        whole = printable(text)
        words.text = _cut(whole, room)
        if words.text != whole:
            _element(words, "title").text = whole


def _element(parent: ET.Element, tag: str, **attributes: float | str) -> ET.Element:
    return ET.SubElement(
        parent,
        tag,
        {name: value if isinstance(value, str) else f"{value:g}" for name, value in attributes.items()},
    )


def _label(piece: Piece, width: float) -> str:
    """Return what stands in a box: the name, its end cut off, or nothing."""
    if piece.field is None:
        return ""
    room = int((width - 4) / _LETTER)
    name = piece.field.member.name or ""
    if len(piece.path) <= room:
        return piece.path
    return _cut(name, room) if room > 2 or len(name) <= room else ""


def _is_labelled(piece: Piece) -> bool:
    """Whether a piece has its name somewhere: bit-fields also have rows that are wider."""
    width = piece.span.size_bits * (_BYTE if piece.is_bit_field else _BYTE / 8)
    return bool(_label(piece, width))


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 1] + "\N{HORIZONTAL ELLIPSIS}"


def _place(piece: Piece) -> str:
    offset, bit = divmod(piece.span.offset_bits, 8)
    return f"{offset}:{bit}" if piece.is_bit_field else str(offset)


def _caption(piece: Piece) -> str:
    """Return what a piece is, for those who point at it."""
    span = piece.span
    where = f"byte {span.offset_bits // 8}" + (
        f", bit {span.offset_bits % 8}" if span.offset_bits % 8 else ""
    )
    if piece.field is None:
        return f"padding: {amount(span.size_bits)} at {where}"
    member = piece.field.member
    return f"{spell_c(member.type, piece.path)}: {amount(span.size_bits)} at {where}"
