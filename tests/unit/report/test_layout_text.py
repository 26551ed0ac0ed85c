"""Layouts as a person reads them."""

import pytest

from ffisafe.report.layout import list_types, with_padding
from ffisafe.report.layout.text import render_layout_text
from tests.support.headers import c_interface


def shown(text: str, *, holes: bool = False, color: bool = False) -> list[str]:
    """Return the lines for the types of a header."""
    listing = list_types(c_interface(text), ["lib.h"])
    listing = with_padding(listing) if holes else listing
    return render_layout_text(listing, color=color, savings=holes).splitlines()


def test_a_table_shows_padding_where_it_lies() -> None:
    """Between fields, behind bit-fields and at the end; fields without a name are indented."""
    text = """struct T {
        char kind;
        union { int *list; struct { char tag[3]; short n; }; };
        unsigned mode : 3, level : 7;
    };"""
    assert shown(text) == [
        "struct T  lib.h:1",
        "24 bytes, alignment 8, 4 fields",
        "13 bytes and 6 bits of padding: 7 bytes in 1 hole, 6 bytes and 6 bits at the end",
        " offset  size  align  field",
        "      0     1      1  char kind",
        "      1     7         (padding)",
        "      8     8      8  union {...}",
        "      8     8      8    int *list",
        "      8     6      2    struct {...}",
        "      8     3      1      char tag[3]",
        "     11     1             (padding)",
        "     12     2      2      short n",
        "   16:0   3 b      4  unsigned int mode : 3",
        "   16:3   7 b      4  unsigned int level : 7",
        "   17:2  54 b         (padding)",
        "",
        "1 aggregate, 13 bytes and 6 bits of padding in 1 (x86_64-unknown-linux-gnu)",
    ]


def test_cache_lines_are_marked_where_they_begin() -> None:
    """Or, within a field, before the next one."""
    assert shown("struct T { char a[60]; int b; char c[100]; short d; };") == [
        "struct T  lib.h:1",
        "168 bytes, alignment 4, 3 cache lines with 40 bytes in the last, 4 fields",
        "2 bytes of padding at the end",
        " offset  size  align  field",
        "      0    60      1  char a[60]",
        "     60     4      4  int b",
        "     64               --- cache line 2 ---",
        "     64   100      1  char c[100]",
        "    128               --- cache line 3 began 36 bytes before ---",
        "    164     2      2  short d",
        "    166     2         (padding)",
        "",
        "1 aggregate, 2 bytes of padding in 1 (x86_64-unknown-linux-gnu)",
    ]


def test_padding_of_members_types_is_told() -> None:
    """At any depth, for each element of an array; their own tables show where."""
    text = "struct In { char c; int i; }; struct T { struct In in[3]; union { struct In one; char c; } u; };"
    lines = shown(text)
    assert "no padding" in lines
    assert "more inside: 9 bytes in `in`" in lines


def test_bit_fields_have_their_own_holes() -> None:
    """Padding that does not begin or end at a byte is told apart."""
    text = "struct T { unsigned a : 3; unsigned : 0; char b; int c; unsigned d : 31; };"
    assert shown(text)[2] == (
        "6 bytes and 6 bits of padding: 3 bytes in 1 hole, 3 bytes and 5 bits in 1 hole behind bit-fields, "
        "1 bit at the end"
    )


def test_an_empty_struct_has_no_table() -> None:
    """There is nothing to put into it."""
    assert shown("struct T {};")[:4] == [
        "struct T  lib.h:1",
        "0 bytes, alignment 1, 0 fields",
        "no padding",
        "",
    ]


def test_an_enum_is_a_table_of_its_constants() -> None:
    """Decimal and hexadecimal, with the integer that holds them."""
    assert shown("typedef enum { LOW = -1, HIGH = 255 } level;") == [
        "level  lib.h:1",
        "4 bytes, alignment 4, int",
        " value   hex  constant",
        "    -1  -0x1  LOW",
        "   255  0xff  HIGH",
        "",
        "0 aggregates, 1 enum, 0 bytes of padding in 0 (x86_64-unknown-linux-gnu)",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "struct T { char a; long b; char c; };",
            "reordering saves 8 bytes, 16 remain: b, a, c",
        ),
        ("struct T { long a; char b; };", "reordering the fields by alignment saves nothing"),
        ("union T { long a; char b[9]; };", "its fields cannot be reordered by alignment alone"),
        (
            "struct T { char a; int : 0; char b; long c; };",
            "its fields cannot be reordered by alignment alone",
        ),
        (
            "struct T { char a; long b; char c; int rest[]; };",
            "reordering saves 8 bytes, 16 remain: b, a, c, rest",
        ),
        (
            "struct T { char a; int b : 3, c : 4; char d; long e; char f; };",
            "reordering saves 8 bytes, 16 remain: e, b, c, a, d, f",
        ),
        (
            "typedef int strict __attribute__((aligned(16))); struct T { char a; strict b, c; long d; };",
            "reordering saves 16 bytes, 32 remain: b, a, d, c",
        ),
    ],
    ids=["holes", "tail", "union", "unnamed", "flexible", "bits", "strict"],
)
def test_what_reordering_saves(text: str, says: str) -> None:
    """The new order where there is something to save, and the truth where there is not."""
    assert says in shown(text, holes=True)


def test_holes_leaves_out_what_has_none() -> None:
    """A struct without padding and an enum are not shown; the one with padding is."""
    lines = shown("struct A { int a; }; struct B { char a; int b; }; enum E { X };", holes=True)
    assert [line for line in lines if "lib.h" in line] == ["struct B  lib.h:1"]


def test_an_array_bound_is_not_taken_for_markup() -> None:
    """What stands in square brackets is shown."""
    assert any(line.endswith("char text[4][8]") for line in shown("struct T { char text[4][8]; };"))


def test_colours_are_for_terminals() -> None:
    """The same words, with escapes only if asked."""
    assert any("\x1b[" in line for line in shown("struct T { int a; };", color=True))
    assert not any("\x1b[" in line for line in shown("struct T { int a; };"))
