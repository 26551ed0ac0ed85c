"""The drawing of bytes by cache line."""

from dataclasses import replace
from xml.etree import ElementTree as ET

from ffisafe.report.layout import list_types
from ffisafe.report.layout.pieces import lines_of, pieces_of
from ffisafe.report.layout.svg import render_layout_svg
from tests.support.headers import c_interface

SVG = "{http://www.w3.org/2000/svg}"


def drawn(text: str) -> ET.Element:
    """Return the drawing of a header's types; it must be well-formed."""
    return ET.fromstring(render_layout_svg(list_types(c_interface(text), ["lib.h"])))  # noqa: S314  # our own


def captions(root: ET.Element) -> list[str]:
    """Return what the boxes say they are."""
    return [title.text or "" for title in root.iter(f"{SVG}title")]


def words(root: ET.Element) -> list[str]:
    """Return all text that is written into the drawing."""
    return [text.text or "" for text in root.iter(f"{SVG}text")]


def test_fields_and_padding_are_boxes() -> None:
    """Each field has a colour of its own; padding is hatched."""
    root = drawn("struct T { char a; int b; unsigned c : 3; };")
    assert captions(root) == [
        "char a: 1 byte at byte 0",
        "padding: 3 bytes at byte 1",
        "int b: 4 bytes at byte 4",
        "unsigned int c: 3 bits at byte 8",
        "padding: 3 bytes and 5 bits at byte 8, bit 3",
    ]
    fills = [box.findall(f"{SVG}rect")[0].get("fill") for box in root.findall(f"{SVG}g")]
    assert fills[1] == fills[4] == "url(#padding)"
    assert len({*fills}) == 4


def test_a_row_is_a_cache_line_and_equal_rows_are_left_out() -> None:
    """64 bytes to a row; a large array is its first and its last row."""
    root = drawn("struct T { long n; char data[1024]; };")
    assert [word for word in words(root) if word.isdigit()] == ["0", "1024"]
    assert "\N{VERTICAL ELLIPSIS} 15 more lines like it" in words(root)


def test_what_shares_bytes_lies_in_lanes() -> None:
    """The fields of a union are drawn below one another."""
    (aggregate,) = list_types(
        c_interface("union T { long a; struct { int b, c; }; char d[8]; };"), ["lib.h"]
    ).aggregates
    pieces = pieces_of(aggregate)
    assert [(piece.field.member.name, piece.lane) for piece in pieces if piece.field] == [
        ("a", 0),
        ("b", 1),
        ("c", 1),
        ("d", 2),
    ]


def test_a_name_that_has_no_room_is_cut() -> None:
    """A box is as wide as its bytes; the caption has the whole name."""
    root = drawn("struct T { int a_rather_long_name; };")
    assert any(word.startswith("a_rath") and word.endswith("\N{HORIZONTAL ELLIPSIS}") for word in words(root))
    assert captions(root) == ["int a_rather_long_name: 4 bytes at byte 0"]


def test_what_xml_cannot_hold_is_escaped_or_replaced() -> None:
    """Whatever a name has in it, the drawing can be read back."""
    listing = list_types(c_interface("struct T { int a; };"), ["lib.h"])
    (aggregate,) = listing.aggregates
    odd = replace(listing, aggregates=(replace(aggregate, key="k", name="<&\x01\udcff"),))
    assert words(ET.fromstring(render_layout_svg(odd)))[0].startswith("<&\ufffd\ufffd: 4 bytes")  # noqa: S314


def test_an_empty_struct_is_a_heading() -> None:
    """Without bytes there is no row."""
    listing = list_types(c_interface("struct T { };"), ["lib.h"])
    assert list(lines_of(pieces_of(listing.aggregates[0]))) == []
    assert words(drawn("struct T { };")) == ["struct T: 0 bytes, alignment 1, 0 bytes of padding"]
