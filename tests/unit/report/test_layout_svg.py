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
    return [title.text or "" for box in root.iter(f"{SVG}g") for title in box.findall(f"{SVG}title")]


def boxes(root: ET.Element) -> list[ET.Element]:
    """Return the boxes, in the order of their captions."""
    return [shape for box in root.iter(f"{SVG}g") for shape in box.findall(f"{SVG}rect")]


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
        # The word with the bit-field once more, by bits.
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
    assert [word for word in words(root) if word.startswith("+")] == [f"+{byte}" for byte in range(0, 64, 8)]
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
    assert words(ET.fromstring(render_layout_svg(odd)))[0] == "<&\ufffd\ufffd"  # noqa: S314  # written above


def test_an_empty_struct_is_a_heading() -> None:
    """Without bytes there is no row."""
    listing = list_types(c_interface("struct T { };"), ["lib.h"])
    assert list(lines_of(pieces_of(listing.aggregates[0]))) == []
    assert words(drawn("struct T { };")) == ["struct T", "0 bytes, alignment 1, 0 fields", "no padding"]


def test_bit_fields_have_rows_of_their_own() -> None:
    """Eight bytes to a row, a bit as wide as a byte is elsewhere, so that names have room."""
    root = drawn("struct T { unsigned on : 1; unsigned level : 7; char c; long : 3; long far : 60; };")
    widths = {title: box.get("width") for title, box in zip(captions(root), boxes(root), strict=True)}
    assert widths["unsigned int level: 7 bits at byte 0, bit 1"] == str(7 * 14)
    assert widths["char c: 1 byte at byte 1"] == str(8 * 14)
    assert [word for word in words(root) if word in {"0:0", "8:0"}] == ["0:0", "8:0"]
    assert {"level", "far", "narrow: on at 0:0"} <= set(words(root))


def test_fields_inside_have_their_whole_names() -> None:
    """With those of the members that hold them; anonymous ones have none."""
    root = drawn("struct T { struct { int x; union { int y; float z; }; } in; };")
    assert captions(root) == [
        "int in.x: 4 bytes at byte 0",
        "int in.y: 4 bytes at byte 4",
        "float in.z: 4 bytes at byte 4",
    ]


def test_what_has_no_room_for_its_name_is_listed() -> None:
    """Below the boxes, with its place."""
    root = drawn("struct T { char first; char c; long second; };")
    assert words(root)[-1] == "narrow: first at 0"


def test_it_can_be_read_by_those_who_do_not_see_it() -> None:
    """It has a title and a description, and a ground of its own on dark pages."""
    root = drawn("struct T { int a; };")
    assert root.get("aria-labelledby") == "title description"
    assert [root.findtext(f"{SVG}{tag}") for tag in ("title", "desc")] == [
        "Layout of C types",
        "struct T on x86_64-unknown-linux-gnu: bytes by cache line, padding hatched",
    ]
    ground = root.find(f"{SVG}rect")
    assert ground is not None
    assert (ground.get("width"), ground.get("fill")) == ("100%", "#ffffff")


def test_a_long_heading_is_cut() -> None:
    """What does not fit the drawing is in the caption."""
    name = "x" * 300
    root = drawn(f"struct {name} {{ int a; }};")
    heading = next(root.iter(f"{SVG}text"))
    assert len(heading.text or "") < 150
    assert heading.findtext(f"{SVG}title") == f"struct {name}"
