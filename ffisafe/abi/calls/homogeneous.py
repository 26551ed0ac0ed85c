"""Homogeneous aggregates: up to four members of one floating-point or vector type.

AAPCS64, "Homogeneous Aggregates"; for AAPCS32's candidates for VFP registers tests ask GCC and Clang.
"""

from dataclasses import dataclass

from ffisafe.abi.calls.leaves import complex_part, is_complex, unnamed_with_width
from ffisafe.abi.extent import Records
from ffisafe.abi.layout import size_and_alignment
from ffisafe.model.ctype import Array, CType, Record, RecordKind, Scalar, Vector
from ffisafe.model.target import Encoding, RulesOf, Target

_MAX_MEMBERS = 4
_VECTOR_BYTES = {8, 16}


@dataclass(frozen=True, slots=True, kw_only=True)
class Homogeneous:
    """``count`` members of one size, all of them floats or all of them vectors."""

    member_bytes: int
    count: int
    is_vector: bool


def homogeneous(ctype: CType, records: Records) -> Homogeneous | None:
    """Return what a float, a vector, a complex number or an aggregate consists of, if that is all alike.

    Padding and bit-fields spoil it, unnamed ones too unless they have no width, and so does an
    array without elements.
    """
    found = _members(ctype, records)
    return found if found is not None and 1 <= found.count <= _MAX_MEMBERS else None


def _members(ctype: CType, records: Records) -> Homogeneous | None:
    match ctype:
        case Vector(size_bytes=size) if size in _VECTOR_BYTES:
            return Homogeneous(member_bytes=size, count=1, is_vector=True)
        case Scalar(encoding=Encoding.FLOAT, size_bytes=size):
            return Homogeneous(member_bytes=size, count=1, is_vector=False)
        case Scalar() if is_complex(ctype):
            part = _members(complex_part(ctype), records)
            return part and _times(part, 2)
        case Array(element=element, count=count) if count:
            size, _ = size_and_alignment(element, records)
            inner = _members(element, records) if size else None
            return inner and _times(inner, count)
        case Record():
            return _of_record(ctype, records)
    return None


def _times(one: Homogeneous, count: int) -> Homogeneous:
    return Homogeneous(member_bytes=one.member_bytes, count=one.count * count, is_vector=one.is_vector)


def _of_record(record: Record, records: Records) -> Homogeneous | None:
    whole: Homogeneous | None = None
    if unnamed_with_width(records[record.key]):
        return None
    for member in records[record.key].members:
        inner = _members(member.type, records) if member.width_bits is None else None
        if member.size_bytes == 0 and isinstance(member.type, Record):
            continue
        if inner is None or (whole is not None and not _alike(whole, inner)):
            return None
        count = inner.count
        if whole is not None:
            is_union = record.kind is RecordKind.UNION
            count = max(whole.count, inner.count) if is_union else whole.count + inner.count
        whole = Homogeneous(member_bytes=inner.member_bytes, count=count, is_vector=inner.is_vector)
    if whole is None or whole.count * whole.member_bytes != records[record.key].size_bytes:
        return None
    return whole


def _alike(one: Homogeneous, other: Homogeneous) -> bool:
    return (one.member_bytes, one.is_vector) == (other.member_bytes, other.is_vector)


def natural_alignment(ctype: CType, records: Records, target: Target) -> int:
    """Return a type's alignment before an `aligned` of its own adjusts it, in bytes.

    For a composite type that is the strictest alignment of its members (AAPCS64, "Composite Types"),
    and of its unnamed bit-fields where those align records. A packed bit-field counts as its type
    for GCC, and not for Clang.
    """
    if not isinstance(ctype, Record):
        return size_and_alignment(ctype, records)[1]
    layout = records[ctype.key]
    unnamed = layout.unnamed_bit_fields if target.records.aligns_unnamed_bit_fields else ()
    is_clang = target.records.of is RulesOf.CLANG
    packed = is_clang and any(each.name.strip("_") == "packed" for each in layout.attributes)
    alignments = (
        1 if packed and member.width_bits is not None else member.align_bytes
        for member in (*layout.members, *unnamed)
    )
    return max(alignments, default=1)
