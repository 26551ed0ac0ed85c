"""Libraries made to do harm: sizes that cannot be, types that hold themselves, nesting without end."""

import struct
import subprocess
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from ffisafe.abi.targets import find_target
from ffisafe.compare import check_interfaces
from ffisafe.errors import LibraryError
from ffisafe.frontends.c_header import HeaderOptions, read_headers
from ffisafe.frontends.rust import read_library
from ffisafe.model.interface import Interface
from tests.support.limits import cpu_seconds

TARGET = find_target("x86_64-unknown-linux-gnu")
CPU_S = 10

# DW_TAG_*, DW_AT_* and DW_FORM_* as <dwarf.h> has them.
UNIT, BASE, TYPEDEF, STRUCT, MEMBER, POINTER, SUBPROGRAM, PARAMETER, ARRAY, SUBRANGE, CONST = (
    *(0x11, 0x24, 0x16, 0x13, 0x0D, 0x0F, 0x2E, 0x05, 0x01, 0x21, 0x26),
)
SIBLING, NAME, BYTE_SIZE, UPPER, EXTERNAL, OFFSET, ORIGIN, TYPE, ENCODING, ALIGNMENT = (
    *(0x01, 0x03, 0x0B, 0x2F, 0x3F, 0x38, 0x31, 0x49, 0x3E, 0x88),
)
DATA8, DATA1, STRING, REF4, FLAG, IMPLICIT = 0x07, 0x0B, 0x08, 0x13, 0x19, 0x21

LINE = (0x3B, DATA1, 1)
Die = tuple[int, bool, Sequence[tuple[int, int, object]]]
END: Die = (0, False, ())


def uleb(value: int) -> bytes:
    """Return a number in groups of seven bits."""
    parts = []
    while True:
        value, low = value >> 7, value & 0x7F
        parts.append(low | (0x80 if value else 0))
        if not value:
            return bytes(parts)


def assembled(dies: Sequence[Die]) -> tuple[bytes, bytes]:
    """Return ``.debug_info`` and ``.debug_abbrev`` of some DIEs; a reference is a DIE's index.

    Each shape of a DIE has an abbreviation of its own.
    """
    shapes: dict[tuple[int, bool, tuple[tuple[int, int], ...]], int] = {}
    body, places, fixes = bytearray(), [], []
    for tag, has_children, attributes in dies:
        places.append(11 + len(body))
        if not tag:
            body += b"\0"
            continue
        shape = (tag, has_children, tuple((name, form) for name, form, _ in attributes))
        body += uleb(shapes.setdefault(shape, len(shapes) + 1))
        for _, form, value in attributes:
            if form == STRING:
                body += str(value).encode() + b"\0"
            elif form == REF4:
                fixes.append((len(body), value))
                body += bytes(4)
            elif form != FLAG:
                assert isinstance(value, int)
                body += value.to_bytes(8 if form == DATA8 else 1, "little")
    for at, index in fixes:
        assert isinstance(index, int)
        body[at : at + 4] = places[index].to_bytes(4, "little")
    abbreviations = bytearray()
    for (tag, has_children, names), code in shapes.items():
        abbreviations += uleb(code) + uleb(tag) + bytes([has_children])
        abbreviations += b"".join(uleb(name) + uleb(form) for name, form in names) + b"\0\0"
    info = struct.pack("<IHIB", len(body) + 7, 4, 0, 8) + bytes(body)
    return info, bytes(abbreviations) + b"\0"


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that exports ``f`` and has no debug information."""
    folder = tmp_path_factory.mktemp("bare")
    (folder / "f.c").write_text("int f(void *p) { return 1; }\n")
    subprocess.run(["gcc", "-shared", "-nostdlib", "-o", "f.so", "f.c"], check=True, cwd=folder)
    return folder / "f.so"


def library_with(bare: Path, folder: Path, **sections: bytes) -> Path:
    """Return the library with sections added."""
    made = folder / "lib.so"
    options = []
    for name, data in sections.items():
        (folder / name).write_bytes(data)
        options.append(f"--add-section=.{name}={folder / name}")
    subprocess.run(["objcopy", *options, bare, made], check=True)
    return made


def read(library: Path, tmp_path: Path) -> Interface | LibraryError:
    """Read and compare, within the limit."""
    header = tmp_path / "f.h"
    header.write_text("struct s { struct s *p; int x; };\nint f(struct s *p);\n")
    c = read_headers([header], HeaderOptions(), TARGET)
    with cpu_seconds(CPU_S):
        try:
            found = read_library(library, target=TARGET)
        except LibraryError as error:
            assert "\n" not in error.message  # noqa: PT017  # an interface is as good
            return error
        check_interfaces(c, found, library="lib.so")
    return found


def function(of: int) -> list[Die]:
    """Return a unit with the function ``f`` whose parameter has the type of a DIE by its index."""
    return [
        (UNIT, True, [(NAME, STRING, "f.rs")]),
        (SUBPROGRAM, True, [(NAME, STRING, "f"), (EXTERNAL, FLAG, 1)]),
        (PARAMETER, False, [(NAME, STRING, "p"), (TYPE, REF4, of)]),
        END,
    ]


SELF_TYPEDEF: list[Die] = [*function(4), (TYPEDEF, False, [(NAME, STRING, "t"), (TYPE, REF4, 4)]), END]
CONST_LOOP: list[Die] = [
    *function(4),
    (CONST, False, [(TYPE, REF4, 5)]),
    (TYPEDEF, False, [(NAME, STRING, "t"), (TYPE, REF4, 4)]),
    END,
]
SELF_STRUCT: list[Die] = [
    *function(4),
    (POINTER, False, [(TYPE, REF4, 5)]),
    (STRUCT, True, [(NAME, STRING, "s"), (BYTE_SIZE, DATA1, 16)]),
    (MEMBER, False, [(NAME, STRING, "p"), (TYPE, REF4, 5), (OFFSET, DATA1, 0)]),
    END,
    END,
]
ALIGNED_SELF_STRUCT: list[Die] = [
    *function(4),
    (POINTER, False, [(TYPE, REF4, 5)]),
    (STRUCT, True, [(NAME, STRING, "s"), (BYTE_SIZE, DATA1, 16), (ALIGNMENT, DATA1, 8)]),
    (MEMBER, False, [(NAME, STRING, "p"), (TYPE, REF4, 5), (OFFSET, DATA1, 0)]),
    END,
    END,
]
SELF_POINTER: list[Die] = [*function(4), (POINTER, False, [(TYPE, REF4, 4)]), END]
SELF_ARRAY: list[Die] = [
    *function(4),
    (ARRAY, True, [(TYPE, REF4, 4)]),
    (SUBRANGE, False, [(UPPER, DATA8, 2**63)]),
    END,
    END,
]
SELF_ORIGIN: list[Die] = [
    (UNIT, True, [(NAME, STRING, "f.rs")]),
    (SUBPROGRAM, False, [(NAME, STRING, "f"), (ORIGIN, REF4, 2)]),
    (SUBPROGRAM, False, [(ORIGIN, REF4, 1)]),
    END,
]
SIBLING_LOOP: list[Die] = [
    *function(4),
    (STRUCT, True, [(NAME, STRING, "s"), (BYTE_SIZE, DATA1, 16), (SIBLING, REF4, 4)]),
    (MEMBER, True, [(NAME, STRING, "p"), (TYPE, REF4, 4), (OFFSET, DATA1, 0), (SIBLING, REF4, 5)]),
    END,
    END,
    END,
]
DEEP_POINTERS: list[Die] = [
    *function(4),
    *((POINTER, False, [(TYPE, REF4, 5 + i)]) for i in range(5000)),
    (BASE, False, [(NAME, STRING, "u8"), (BYTE_SIZE, DATA1, 1), (ENCODING, DATA1, 7)]),
    END,
]
DEEP_STRUCTS: list[Die] = [
    *function(4),
    *((STRUCT, True, [(NAME, STRING, "s"), (BYTE_SIZE, DATA1, 1)]) for _ in range(5000)),
    *([END] * 5001),
]
DIMENSIONS: list[Die] = [
    *function(5),
    (BASE, False, [(NAME, STRING, "u8"), (BYTE_SIZE, DATA1, 1), (ENCODING, DATA1, 7)]),
    (ARRAY, True, [(TYPE, REF4, 4)]),
    *((SUBRANGE, False, [(UPPER, DATA8, 2**62)]) for _ in range(5000)),
    END,
    END,
]
HUGE_STRUCT: list[Die] = [
    *function(4),
    (POINTER, False, [(TYPE, REF4, 5)]),
    (STRUCT, True, [(NAME, STRING, "s"), (BYTE_SIZE, DATA8, 2**64 - 1)]),
    (MEMBER, False, [(NAME, STRING, "p"), (TYPE, REF4, 4), (OFFSET, DATA8, 2**64 - 1)]),
    (MEMBER, False, [(NAME, STRING, "x"), (TYPE, REF4, 4), (OFFSET, DATA8, 2**63)]),
    END,
    END,
]


NESTED = "its types are nested "


@pytest.mark.parametrize(
    ("dies", "reason"),
    [
        pytest.param(SELF_TYPEDEF, NESTED, id="typedef"),
        pytest.param(CONST_LOOP, NESTED, id="const"),
        pytest.param(SELF_STRUCT, NESTED, id="struct"),
        pytest.param(ALIGNED_SELF_STRUCT, "holds itself", id="aligned struct"),
        pytest.param(SELF_POINTER, NESTED, id="pointer"),
        pytest.param(SELF_ARRAY, NESTED, id="array"),
        pytest.param(DEEP_POINTERS, NESTED, id="deep pointers"),
        pytest.param(SIBLING_LOOP, "lies before it", id="sibling"),
    ],
)
def test_types_without_end(bare: Path, tmp_path: Path, dies: list[Die], reason: str) -> None:
    """A type that leads back to itself, or further than anybody follows, is one error or problem."""
    info, abbreviations = assembled(dies)
    found = read(library_with(bare, tmp_path, debug_info=info, debug_abbrev=abbreviations), tmp_path)
    reasons = (
        [problem.reason for problem in found.problems] if isinstance(found, Interface) else [found.message]
    )
    assert len(reasons) == 1
    assert reason in reasons[0]


@pytest.mark.parametrize("dies", [SELF_ORIGIN, DEEP_STRUCTS, DIMENSIONS, HUGE_STRUCT])
def test_what_is_odd_but_ends(bare: Path, tmp_path: Path, dies: list[Die]) -> None:
    """Nesting that no reference follows, and sizes that no machine has, are read and compared."""
    info, abbreviations = assembled(dies)
    found = read(library_with(bare, tmp_path, debug_info=info, debug_abbrev=abbreviations), tmp_path)
    assert isinstance(found, Interface) or NESTED in found.message


def packed(data: bytes, size: int | None = None) -> bytes:
    """Return a section compressed as GNU did at first, which says its own size."""
    return b"ZLIB" + (len(data) if size is None else size).to_bytes(8, "big") + zlib.compress(data, 9)


@pytest.mark.parametrize("size", [None, 1 << 20, 1 << 40, (1 << 64) - 1])
def test_a_section_that_unfolds_without_end(bare: Path, tmp_path: Path, size: int | None) -> None:
    """A compressed section that says to be larger than it can be is not even begun."""
    _, abbreviations = assembled(SELF_TYPEDEF)
    bomb = packed(bytes(100_000_000), size)
    found = read(
        library_with(bare, tmp_path, zdebug_info=bomb, zdebug_abbrev=packed(abbreviations)), tmp_path
    )
    assert isinstance(found, LibraryError)


def test_more_units_and_dies_than_a_file_can_have(bare: Path, tmp_path: Path) -> None:
    """Debug information of a byte for each DIE is given up before it takes the memory."""
    unit = struct.pack("<IHIB", 1_000_007, 4, 0, 8) + b"\x01" + b"\x02" * 999_999
    abbreviations = b"\x01\x11\x01\0\0\x02\x34\0\0\0\0"
    found = read(library_with(bare, tmp_path, debug_info=unit, debug_abbrev=abbreviations), tmp_path)
    assert isinstance(found, LibraryError)
    assert "more debug information than a file of its size can have" in found.message


def test_attributes_that_take_no_room(bare: Path, tmp_path: Path) -> None:
    """A DIE of one byte may have no more attributes than real ones have."""
    many = b"".join(uleb(0x2200 + i) + b"\x19" for i in range(50_000))
    abbreviations = b"\x01\x11\x01\0\0\x02\x2e\0" + many + b"\0\0\0"
    unit = struct.pack("<IHIB", 10_008, 4, 0, 8) + b"\x01" + b"\x02" * 9_999 + b"\0"
    found = read(library_with(bare, tmp_path, debug_info=unit, debug_abbrev=abbreviations), tmp_path)
    assert isinstance(found, LibraryError)
    assert "attributes" in found.message


def test_a_table_of_files_that_take_no_room(bare: Path, tmp_path: Path) -> None:
    """A line program that says to have more files than it has bytes is damaged."""
    info, abbreviations = assembled(
        [
            (UNIT, True, [(NAME, STRING, "f.rs"), (0x10, DATA8, 0)]),
            (
                SUBPROGRAM,
                False,
                [(NAME, STRING, "f"), (EXTERNAL, FLAG, 1), (0x3A, DATA1, 1), (0x3B, DATA1, 1)],
            ),
            END,
        ]
    )
    header = struct.pack("<HBBI", 5, 8, 0, 20) + bytes([1, 1, 1, 0, 14, 1]) + b"\0" + uleb(1 << 60)
    line = struct.pack("<I", len(header)) + header
    found = read(
        library_with(bare, tmp_path, debug_info=info, debug_abbrev=abbreviations, debug_line=line), tmp_path
    )
    assert isinstance(found, LibraryError)


@pytest.mark.parametrize(
    "data",
    [
        b"!<arch>\n" + b"a/".ljust(48) + b"99999999999999999999"[:10] + b"`\n",
        b"!<arch>\n" + b"a/".ljust(48) + b"-1".ljust(10) + b"`\n",
        b"!<arch>\n" + b"#1/9999".ljust(48) + b"10".ljust(10) + b"`\n" + bytes(10),
        b"!<arch>\n" + b"/99999999".ljust(48) + b"0".ljust(10) + b"`\n",
        b"!<arch>\n" + b"/".ljust(48) + b"4".ljust(10) + b"`\n\xff\xff\xff\xff",
        b"\x7fELF\x02\x01\x01" + b"\xff" * 57,
        b"MZ" + b"\xff" * 200,
        b"\xcf\xfa\xed\xfe" + b"\xff" * 200,
        b"\xca\xfe\xba\xbe" + b"\xff" * 200,
    ],
)
def test_headers_that_lie(tmp_path: Path, data: bytes) -> None:
    """Sizes and counts that no file has are one error."""
    library = tmp_path / "lib.so"
    library.write_bytes(data)
    with pytest.raises(LibraryError) as caught:
        read_library(library, target=TARGET)
    assert "\n" not in caught.value.message


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """A folder or a device is not read."""
    for place in (tmp_path, Path("/dev/zero")):
        with pytest.raises(LibraryError, match="is no file"):
            read_library(place, target=TARGET)
