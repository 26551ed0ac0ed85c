"""Types taken apart into the scalars that they are made of."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeGuard

from ffisafe.abi.extent import Records
from ffisafe.abi.layout import size_and_alignment
from ffisafe.errors import UnsupportedTypeError
from ffisafe.model.ctype import Array, CType, Enumeration, FunctionType, Pointer, Record, RecordKind, Scalar
from ffisafe.model.layout import Member, RecordLayout
from ffisafe.model.target import Encoding, RulesOf, Target

_COMPLEX = " _Complex"
_FLOATS = ("float", "double", "long double", "_Float", "__fp16", "__float")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A scalar or a pointer in a value, or a bit-field with its declared type."""

    offset_bits: int  # from the first bit of the value
    size_bits: int
    type: Scalar | Pointer
    is_bit_field: bool = False

    @property
    def align_bytes(self) -> int:
        """What its type asks for, wherever it lies."""
        return self.type.size_bytes if isinstance(self.type, Pointer) else self.type.align_bytes

    @property
    def is_float(self) -> bool:
        """Whether it is a real floating-point number."""
        return is_float(self.type)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What counts besides values: that is the compiler's choice where a psABI says nothing.

    GCC for x86-64 counts the first element of an array that has none, unless an eightbyte begins there.
    """

    unnamed_bit_fields: bool = False  # those that have a width
    empty_arrays: bool = False


_VALUES_ONLY = Counted()


def leaves(
    ctype: CType, records: Records, offset_bits: int = 0, counted: Counted = _VALUES_ONLY
) -> Iterator[Leaf]:
    """Yield what a value is made of, in the order of declaration; members of a union overlap.

    A complex number is its two parts, a vector is one leaf. Unnamed bit-fields come after the
    members of their record.

    Raises:
        UnsupportedTypeError: The type is incomplete or a function.
    """
    match ctype:
        case Scalar(encoding=Encoding.VOID):
            return
        case Scalar(encoding=Encoding.COMPLEX):
            part = complex_part(ctype)
            yield from leaves(part, records, offset_bits)
            yield from leaves(part, records, offset_bits + 8 * part.size_bytes)
        case Scalar() | Pointer():
            yield Leaf(offset_bits=offset_bits, size_bits=8 * ctype.size_bytes, type=ctype)
        case Enumeration(underlying=underlying):
            yield from leaves(underlying, records, offset_bits)
        case Array(element=element, count=count):
            size, _ = size_and_alignment(element, records)
            if count == 0 and counted.empty_arrays and offset_bits % 64:
                count = 1
            # However many there are, what has no size has no leaves.
            for index in range(count or 0 if size else 0):
                yield from leaves(element, records, offset_bits + 8 * size * index, counted)
        case Record():
            yield from _members(ctype, records, offset_bits, counted)
        case FunctionType():
            raise UnsupportedTypeError("a function type has no size")


def _members(record: Record, records: Records, offset_bits: int, counted: Counted) -> Iterator[Leaf]:
    size_and_alignment(record, records)  # it may be incomplete
    layout = records[record.key]
    unnamed = unnamed_with_width(layout) if counted.unnamed_bit_fields else ()
    for member in (*layout.members, *unnamed):
        start = offset_bits + member.offset_bits
        if member.width_bits is None:
            yield from leaves(member.type, records, start, counted)
        else:
            declared = next(leaves(member.type, records))
            yield replace(declared, offset_bits=start, size_bits=member.width_bits, is_bit_field=True)


def is_ignored(ctype: CType, records: Records, target: Target) -> bool:
    """Return whether nothing travels of a value: it has no bytes, or for Clang nothing but padding."""
    if size_and_alignment(ctype, records)[0] == 0:
        return True
    return target.records.of is RulesOf.CLANG and not any(leaves(ctype, records))


def unnamed_with_width(layout: RecordLayout) -> tuple[Member, ...]:
    """Return the unnamed bit-fields of a record that are not without width."""
    return tuple(member for member in layout.unnamed_bit_fields if member.width_bits)


def complex_part(ctype: Scalar) -> Scalar:
    """Return the type of both parts of a complex number: GNU C has complex integers too."""
    name = ctype.name.removesuffix(_COMPLEX)
    encoding = Encoding.FLOAT if name.startswith(_FLOATS) else Encoding.SIGNED
    return Scalar(
        name=name, encoding=encoding, size_bytes=ctype.size_bytes // 2, align_bytes=ctype.align_bytes
    )


def is_aggregate(ctype: CType) -> bool:
    """Return whether a type is a struct, a union or an array."""
    return isinstance(ctype, Record | Array)


def is_complex(ctype: CType) -> TypeGuard[Scalar]:
    """Return whether a type is a complex number."""
    return isinstance(ctype, Scalar) and ctype.encoding is Encoding.COMPLEX


def is_x87(ctype: CType) -> bool:
    """Return whether a type is x86's 80-bit extended format; Microsoft's `long double` is not."""
    return isinstance(ctype, Scalar) and ctype.name in {"long double", "__float80"} and ctype.size_bytes > 8


def is_float(ctype: CType) -> bool:
    """Return whether a type is a real floating-point number."""
    return isinstance(ctype, Scalar) and ctype.encoding is Encoding.FLOAT


def is_integer(ctype: CType) -> bool:
    """Return whether a type is an integer; a pointer is none."""
    kinds = {Encoding.FLOAT, Encoding.COMPLEX, Encoding.VECTOR, Encoding.VOID}
    return isinstance(ctype, Scalar) and ctype.encoding not in kinds


def has_union(ctype: CType, records: Records) -> bool:
    """Return whether a type is, or has in it, a union with a size."""
    match ctype:
        case Array(element=element, count=count):
            return bool(count) and has_union(element, records)
        case Record(kind=RecordKind.UNION, key=key):
            return records[key].size_bytes > 0
        case Record(key=key):
            return any(has_union(member.type, records) for member in records[key].members)
    return False


def has_flexible_array(ctype: CType, records: Records) -> bool:
    """Return whether a record has an array without bound, at any depth."""
    return isinstance(ctype, Record) and any(
        (isinstance(member.type, Array) and member.type.count is None)
        or has_flexible_array(member.type, records)
        for member in records[ctype.key].members
    )


def underlying(ctype: CType) -> CType:
    """Return the integer behind an enumerated type, else the type itself."""
    return ctype.underlying if isinstance(ctype, Enumeration) else ctype
