"""Whether C can hand over one object as two arguments: only if its types allow both at one address."""

from collections.abc import Mapping

from ffisafe.model.ctype import CType, Enumeration, Pointer, Record, Scalar, innermost, is_void
from ffisafe.model.layout import RecordLayout
from ffisafe.model.target import Encoding

Records = Mapping[str, RecordLayout]  # C's

_INTEGERS = {Encoding.SIGNED, Encoding.UNSIGNED, Encoding.CHAR, Encoding.BOOLEAN}


def may_overlap(one: CType, other: CType, records: Records) -> bool:
    """Whether what two of C's pointers point to may share bytes, if the caller casts neither.

    Objects of one type may, a struct and what it holds, and anything and bytes; but into a struct
    that C does not see the inside of, a caller has no pointer. Types that are no pointers may:
    nothing is known of them.
    """
    if not (isinstance(one, Pointer) and isinstance(other, Pointer)):
        return True
    first, second = innermost(one.pointee), innermost(other.pointee)
    if is_void(first) or is_void(second):
        return True
    return _holds(first, second, records) or _holds(second, first, records)


def _holds(outer: CType, inner: CType, records: Records, seen: frozenset[str] = frozenset()) -> bool:
    """Whether an object of one type is, or has within it, one of another."""
    if _alike(outer, inner):
        return True
    if not isinstance(outer, Record):
        return _is_byte(inner)
    layout = records.get(outer.key)
    if layout is None or outer.key in seen:
        return False
    if _is_byte(inner):
        return True
    inside = seen | {outer.key}
    return any(_holds(innermost(member.type), inner, records, inside) for member in layout.members)


def _alike(one: CType, other: CType) -> bool:
    match one, other:
        case Record(key=ours), Record(key=theirs):
            return ours == theirs
        case ((Scalar() | Enumeration()), (Scalar() | Enumeration())):
            return _kind(one) == _kind(other)
        case Pointer(), Pointer():
            return True
    return False


def _kind(ctype: Scalar | Enumeration) -> tuple[bool, object, int]:
    """Return what may be read as one another: integers of a size, whatever their sign."""
    scalar = ctype.underlying if isinstance(ctype, Enumeration) else ctype
    is_integer = scalar.encoding in _INTEGERS
    return is_integer, None if is_integer else scalar.encoding, scalar.size_bytes


def _is_byte(ctype: CType) -> bool:
    """Whether it is a character type, which C lets any object be read as."""
    is_integer = isinstance(ctype, Scalar) and ctype.encoding in _INTEGERS - {Encoding.BOOLEAN}
    return is_integer and isinstance(ctype, Scalar) and ctype.size_bytes == 1
