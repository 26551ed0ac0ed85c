"""Sizes and offsets by the psABI; `tests/properties/c_header` asks the compiler about many more."""

from dataclasses import replace

import pytest

from ffisafe.abi.layout import layout_record, size_and_alignment
from ffisafe.abi.targets import find_target
from ffisafe.abi.varargs import va_list
from ffisafe.errors import UnsupportedTypeError
from ffisafe.model.ctype import VOID, Array, CType, FunctionType, Record, RecordKind, Scalar
from ffisafe.model.layout import Field, RecordDefinition
from ffisafe.model.target import Encoding, RecordRules

MICROSOFT = find_target("x86_64-pc-windows-msvc").records
MINGW = find_target("x86_64-pc-windows-gnu").records
CHAR = Scalar(name="char", encoding=Encoding.CHAR, size_bytes=1, align_bytes=1)
INT = Scalar(name="int", encoding=Encoding.SIGNED, size_bytes=4, align_bytes=4)
DOUBLE = Scalar(name="double", encoding=Encoding.FLOAT, size_bytes=8, align_bytes=8)
GONE = Record(kind=RecordKind.STRUCT, name="Gone", key="struct Gone")


def definition(*fields: Field, kind: RecordKind = RecordKind.STRUCT) -> RecordDefinition:
    """Return a record of some fields."""
    return RecordDefinition(kind=kind, name="T", fields=fields)


MIXED = definition(Field(name="a", type=CHAR), Field(name="b", type=DOUBLE), Field(name="c", type=INT))
BITS = definition(
    Field(name="a", type=INT, width_bits=30),
    Field(name="b", type=INT, width_bits=3),
    Field(name=None, type=INT, width_bits=0),
    Field(name="c", type=INT, width_bits=1),
)


def test_members_are_aligned_and_the_whole_is_padded() -> None:
    """Offsets are multiples of alignments, the size of the strictest."""
    layout = layout_record(MIXED, {})
    assert [member.offset_bytes for member in layout.members] == [0, 8, 16]
    assert (layout.size_bytes, layout.align_bytes) == (24, 8)


def test_a_packed_record_has_no_padding() -> None:
    """Every member follows the one before it."""
    layout = layout_record(replace(MIXED, packed=True), {})
    assert [member.offset_bytes for member in layout.members] == [0, 1, 9]
    assert (layout.size_bytes, layout.align_bytes) == (13, 1)


def test_pragma_pack_is_an_upper_bound() -> None:
    """Members are aligned to at most so many bytes."""
    layout = layout_record(replace(MIXED, pack_bytes=4), {})
    assert [member.offset_bytes for member in layout.members] == [0, 4, 12]
    assert (layout.size_bytes, layout.align_bytes) == (16, 4)


def test_members_of_a_union_lie_at_its_start() -> None:
    """A union is as large as its largest member."""
    layout = layout_record(replace(MIXED, kind=RecordKind.UNION), {})
    assert [member.offset_bytes for member in layout.members] == [0, 0, 0]
    assert (layout.size_bytes, layout.align_bytes) == (8, 8)


def test_bit_fields_do_not_cross_the_boundaries_of_their_type() -> None:
    """What does not fit moves to the next unit; one without width ends the unit."""
    layout = layout_record(BITS, {})
    assert [(member.name, member.offset_bits) for member in layout.members] == [
        ("a", 0),
        ("b", 32),
        ("c", 64),
    ]
    assert layout.size_bytes == 12


def test_packed_bit_fields_cross_boundaries() -> None:
    """They follow each other without a gap; one without width still ends the unit."""
    layout = layout_record(replace(BITS, packed=True), {})
    assert [member.offset_bits for member in layout.members] == [0, 30, 64]
    assert (layout.size_bytes, layout.align_bytes) == (9, 1)


def test_an_open_array_has_no_size() -> None:
    """It counts for alignment only."""
    assert size_and_alignment(Array(element=INT, count=None), {}) == (0, 4)


@pytest.mark.parametrize(
    ("ctype", "reason"),
    [
        (GONE, "struct Gone is an incomplete type"),
        (FunctionType(parameters=(), result=VOID), "a function type has no size"),
    ],
)
def test_what_has_no_size(ctype: CType, reason: str) -> None:
    """Incomplete types and functions are refused by name."""
    with pytest.raises(UnsupportedTypeError) as caught:
        size_and_alignment(Array(element=ctype, count=2), {})
    assert caught.value.message == reason


@pytest.mark.parametrize(
    ("triple", "size", "align", "is_array"),
    [
        ("x86_64-unknown-linux-gnu", 24, 8, True),
        ("x86_64-apple-darwin", 24, 8, True),
        ("aarch64-unknown-linux-gnu", 32, 8, False),
        ("aarch64-apple-darwin", 8, 8, False),
        ("armv7-unknown-linux-gnueabihf", 4, 4, False),
        ("riscv64gc-unknown-linux-gnu", 8, 8, False),
        ("s390x-unknown-linux-gnu", 32, 8, True),
        ("x86_64-pc-windows-gnu", 8, 8, False),
        ("i686-unknown-linux-gnu", 4, 4, False),
    ],
)
def test_a_va_list(triple: str, size: int, align: int, *, is_array: bool) -> None:
    """A pointer, a struct, or an array of one struct."""
    ctype, layouts = va_list(find_target(triple))
    assert size_and_alignment(ctype, layouts) == (size, align)
    assert isinstance(ctype, Array) is is_array


MIXED_BITS = definition(
    Field(name="a", type=CHAR, width_bits=3),
    Field(name="b", type=INT, width_bits=5),
    Field(name="c", type=INT, width_bits=28),
    Field(name=None, type=INT, width_bits=0),
    Field(name=None, type=INT, width_bits=0),
    Field(name="d", type=CHAR, width_bits=1),
)


def test_microsofts_bit_fields_share_units_of_one_size() -> None:
    """A type of another size begins a unit, and so does what does not fit; `: 0` counts after a bit-field."""
    layout = layout_record(MIXED_BITS, {}, MICROSOFT)
    assert [member.offset_bits for member in layout.members] == [0, 32, 64, 96]
    assert (layout.size_bytes, layout.align_bytes) == (16, 4)


def test_unnamed_bit_fields_align_records_by_aapcs() -> None:
    """Elsewhere they move what follows, and no more."""
    record = definition(Field(name="a", type=CHAR), Field(name=None, type=INT, width_bits=0))
    assert layout_record(record, {}).align_bytes == 1
    assert layout_record(record, {}, RecordRules(aligns_unnamed_bit_fields=True)).align_bytes == 4


def test_microsofts_empty_struct_has_a_size() -> None:
    """Four bytes, or what is asked for as alignment."""
    rules = MICROSOFT
    assert layout_record(definition(), {}, rules).size_bytes == 4
    assert layout_record(replace(definition(), align_bytes=16), {}, rules).size_bytes == 16


def test_bit_fields_of_microsofts_unions_do_not_align_them() -> None:
    """They make room for their type; GCC's imitation aligns as well."""
    union = definition(Field(name="a", type=INT, width_bits=3), kind=RecordKind.UNION)
    for rules, figures in (
        (MICROSOFT, (4, 1)),
        (MINGW, (4, 4)),
    ):
        layout = layout_record(union, {}, rules)
        assert (layout.size_bytes, layout.align_bytes) == figures


def test_microsofts_pack_does_not_cap_what_a_member_asks_for() -> None:
    """`__declspec(align)` holds inside `#pragma pack`."""
    record = replace(
        definition(Field(name="a", type=CHAR), Field(name="b", type=INT, align_bytes=8)), pack_bytes=2
    )
    layout = layout_record(record, {}, MICROSOFT)
    assert [member.offset_bytes for member in layout.members] == [0, 8]


def test_a_complex_number_is_aligned_as_its_parts_by_microsofts_rules_too() -> None:
    """Only single scalars are aligned to their size."""
    pair = Scalar(name="double _Complex", encoding=Encoding.COMPLEX, size_bytes=16, align_bytes=8)
    layout = layout_record(definition(Field(name="a", type=pair)), {}, MINGW)
    assert (layout.size_bytes, layout.align_bytes) == (16, 8)
