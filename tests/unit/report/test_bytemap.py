"""Two layouts under each other: whole maps, as they are printed."""

from collections.abc import Sequence

import pytest
from rich.cells import cell_len

from ffisafe.model.ctype import VOID, RecordKind
from ffisafe.model.layout import Member, RecordLayout, Variant
from ffisafe.report.text.bytemap import byte_map

Placed = tuple[str | None, int, int]  # name, offset and size in bytes


def member(name: str | None, offset: int, size: int) -> Member:
    """Return a member that lies somewhere."""
    return Member(name=name, type=VOID, offset_bits=8 * offset, size_bytes=size, align_bytes=1)


def record(size: int, *members: Placed, kind: RecordKind = RecordKind.STRUCT) -> RecordLayout:
    """Return a record of members that lie somewhere."""
    placed = tuple(member(*each) for each in members)
    return RecordLayout(kind=kind, name="T", size_bytes=size, align_bytes=1, members=placed)


def drawn(c: RecordLayout, rust: RecordLayout, width: int = 80) -> str:
    """Return a map as text."""
    return "".join(f"{line.plain.rstrip()}\n" for line in byte_map(c, rust, gutter=4, width=width))


SAMPLE = record(24, ("time_ns", 0, 8), ("channel", 8, 4), ("flags", 12, 4), ("value", 16, 8))
REORDERED = record(24, ("time_ns", 0, 8), ("value", 8, 8), ("channel", 16, 4), ("flags", 20, 4))
PADDED = record(16, ("a", 0, 1), ("b", 8, 8))
PACKED = record(9, ("a", 0, 1), ("b", 1, 8))
UNION = record(8, ("i", 0, 4), ("d", 0, 8), kind=RecordKind.UNION)
NARROW = record(4, ("i", 0, 4), ("d", 0, 4), kind=RecordKind.UNION)

MAPS = {
    "reordered": (
        SAMPLE,
        REORDERED,
        """\
     | 0               8       12      16      20      24
   C | |time_ns        |channel|flags  |value          |
Rust | |time_ns        |value          |channel|flags  |
     |                 ^
     | first difference, at byte 8: `channel` in C, `value` in Rust
""",
    ),
    "packed": (
        PACKED,
        PADDED,
        """\
     | 0   1                           8   9                           16
   C | |a  |b                              |
Rust | |a  |...........................|b                              |
     |     ^
     | first difference, at byte 1: `b` in C, padding in Rust (dots are padding)
""",
    ),
    "union": (
        UNION,
        NARROW,
        """\
     | 0               4               8
   C | |i              |...............|
     | |d                              |
Rust | |i              |
     | |d              |
     |                 ^
     | first difference, at byte 4: padding or still `d` in C, past the end in Rust (dots are padding)
""",
    ),
    "long": (
        record(4200, ("name", 0, 4096), ("a_name_that_is_too_long", 4096, 8), ("z", 4104, 96)),
        record(4196, ("name", 0, 4096), ("a_name_that_is_too_long", 4096, 4), ("z", 4100, 96)),
        """\
     | 0    4096             4100 4104 4196 4200
   C | |name|a_name_that_is_too_l~|z        |
Rust | |name|a_name_that_is_~|z        |
     |                       ^
     | first difference, at byte 4100: still `a_name_that_is_too_long` in C, `z` in Rust
""",
    ),
}


@pytest.mark.parametrize(("c", "rust", "expected"), MAPS.values(), ids=MAPS)
def test_a_map(c: RecordLayout, rust: RecordLayout, expected: str) -> None:
    """A ruler, a row for each side, and the first byte that differs."""
    assert drawn(c, rust) == expected


def test_a_wider_terminal_has_more_room() -> None:
    """The words stand beside the mark, and each byte is wider."""
    told = "first difference, at byte 8: `channel` in C, `value` in Rust"
    assert drawn(SAMPLE, REORDERED, width=120).splitlines()[3] == (
        "     |                                 ^ " + told
    )


def test_a_map_shows_bits_and_variants() -> None:
    """Bit-fields that share a byte are one piece; a Rust enum with data is a row for each variant."""
    bits = [
        Member(name=name, type=VOID, offset_bits=offset, size_bytes=4, align_bytes=4, width_bits=4)
        for name, offset in (("low", 0), ("high", 4))
    ]
    c = RecordLayout(kind=RecordKind.STRUCT, name="T", size_bytes=8, align_bytes=4, members=tuple(bits))
    tagged = RecordLayout(
        kind=RecordKind.STRUCT,
        name="T",
        size_bytes=8,
        align_bytes=4,
        members=(),
        tag=member(None, 0, 1),
        variants=(
            Variant(name="A", discriminant=0, members=(member("x", 4, 4),)),
            Variant(name="B", discriminant=1, members=()),
        ),
    )
    assert drawn(c, tagged).splitlines()[:4] == [
        "     | 0        1           4               8",
        "   C | |low,high|...........................|",
        "Rust | |(tag)   |...........|x              |",
        "     | |(tag)   |...........................|",
    ]


@pytest.mark.parametrize(
    ("c", "rust"),
    [
        (SAMPLE, SAMPLE),
        (record(8, ("type_", 0, 8)), record(8, ("r#type", 0, 8))),
        (record(8, ("_0", 0, 8)), record(8, ("0", 0, 8))),
        (record(0), record(0)),
    ],
)
def test_nothing_is_drawn_where_nothing_differs(c: RecordLayout, rust: RecordLayout) -> None:
    """Names that differ in what the languages ask for are the same."""
    assert drawn(c, rust) == ""


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("count", [1, 3, 17, 300])
@pytest.mark.parametrize("name", ["x", "field_with_a_long_name", "宽字段"])
def test_every_line_fits(width: int, count: int, name: str) -> None:
    """However many fields there are, lines are few and not too long; the mark is below the byte."""
    fields: Sequence[Placed] = [(f"{name}_{i}", 8 * i, 8) for i in range(count)]
    other: Sequence[Placed] = [*fields[:-1], ("other", 8 * (count - 1), 8)]
    lines = drawn(record(8 * count, *fields), record(8 * count, *other), width).splitlines()
    assert len(lines) <= 9
    rows = [line for line in lines if "first difference" not in line]
    assert all(cell_len(line) <= width for line in rows)
    (marked,) = (line for line in lines if "^" in line)
    ruler = lines[lines.index(marked) - 3]
    assert ruler[marked.index("^") :].split()[0] == str(8 * (count - 1))
