"""Size and alignments of types, as the rules for records ask for them."""

from collections.abc import Mapping
from dataclasses import dataclass

from ffisafe.errors import UnsupportedTypeError
from ffisafe.model.ctype import Array, CType, Enumeration, FunctionType, Pointer, Record, Scalar, innermost
from ffisafe.model.layout import RecordLayout
from ffisafe.model.target import Encoding

Records = Mapping[str, RecordLayout]

_POWERS = {1, 2, 4, 8}
_EIGHT_BYTES = 8  # the scalars that the i386 psABI aligns less inside records than by themselves


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """What a type takes, in bytes.

    ``align_bytes`` holds for a member, C's ``_Alignof``; ``own_align_bytes`` for a variable, GNU
    C's ``__alignof__``; ``required_align_bytes`` is what Microsoft's rules let nothing lower.
    """

    size_bytes: int
    align_bytes: int
    own_align_bytes: int
    required_align_bytes: int = 1
    is_user_aligned: bool = False


def extent_of(ctype: CType, records: Records) -> Extent:
    """Return what a type takes; an open array has size 0.

    Raises:
        UnsupportedTypeError: The type is incomplete or a function.
    """
    match ctype:
        case Scalar():
            return _scalar(ctype)
        case Pointer(size_bytes=size):
            return Extent(size_bytes=size, align_bytes=size, own_align_bytes=size)
        case Array(element=element, count=count):
            return _array(extent_of(element, records), count or 0)
        case Enumeration(underlying=underlying):
            return _scalar(underlying)
        case Record(key=key, kind=kind, name=name):
            if key not in records:
                raise UnsupportedTypeError(f"{kind} {name} is an incomplete type")
            return _record(records[key])
        case FunctionType():
            raise UnsupportedTypeError("a function type has no size")


def _scalar(ctype: Scalar) -> Extent:
    size, align = ctype.size_bytes, ctype.align_bytes
    part = size // 2 if ctype.encoding is Encoding.COMPLEX else size
    own = max(align, part) if part == _EIGHT_BYTES else align
    return Extent(size_bytes=size, align_bytes=align, own_align_bytes=own)


def _array(element: Extent, count: int) -> Extent:
    return Extent(
        size_bytes=element.size_bytes * count,
        align_bytes=element.align_bytes,
        own_align_bytes=element.own_align_bytes,
        required_align_bytes=element.required_align_bytes,
        is_user_aligned=element.is_user_aligned,
    )


def _record(layout: RecordLayout) -> Extent:
    return Extent(
        size_bytes=layout.size_bytes,
        align_bytes=layout.member_align_bytes or layout.align_bytes,
        own_align_bytes=layout.align_bytes,
        required_align_bytes=layout.required_align_bytes,
        is_user_aligned=layout.is_user_aligned,
    )


def natural_alignment(ctype: CType) -> int:
    """Return the size of a scalar that is a power of two, whatever a psABI or a typedef lowers it to.

    Microsoft's rules, and those that imitate them, align scalars so. Of an array it is the
    element's; of what is no single scalar it is 1.
    """
    element = innermost(ctype)
    if isinstance(element, Enumeration):
        element = element.underlying
    if not isinstance(element, Scalar) or element.encoding in {Encoding.COMPLEX, Encoding.VECTOR}:
        return 1
    # What is larger is aligned to its size by itself, but for `_BitInt`, which is never.
    return element.size_bytes if element.size_bytes in _POWERS else 1
