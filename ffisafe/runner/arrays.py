"""NumPy arrays as native memory; NumPy is imported only where somebody uses it."""

import sys
from typing import Any, TypeGuard

from ffisafe.errors import UnsupportedTypeError
from ffisafe.model.ctype import CType, Enumeration, Pointer, Record, Scalar, is_void
from ffisafe.model.spelling import spell_c
from ffisafe.model.target import Encoding, Target

_KINDS = {
    Encoding.SIGNED: "i",
    Encoding.UNSIGNED: "u",
    Encoding.UTF: "u",
    Encoding.FLOAT: "f",
    Encoding.BOOLEAN: "b",
    Encoding.CHAR: "i",
}
_NATIVE_FORMATS = "bBhHiIlLqQfd"  # those that a memoryview can be cast from
_ACCEPTED = {Encoding.CHAR: "iuS", Encoding.BOOLEAN: "bu"}  # and whatever has their own kind


def is_array(value: object) -> TypeGuard[Any]:
    """Return whether a value is a NumPy array."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, numpy.ndarray)


def scalar_of(ctype: CType) -> Scalar | None:
    """Return the scalar that the elements of a type are, or None if they are none."""
    match ctype:
        case Enumeration(underlying=underlying):
            return underlying
        case Scalar() if not is_void(ctype):
            return ctype
    return None


def dtype_name(scalar: Scalar) -> str:
    """Return the NumPy dtype of a scalar, in its short form (``f8``).

    Raises:
        UnsupportedTypeError: NumPy has none.
    """
    if scalar.size_bytes > 8:
        raise UnsupportedTypeError(f"`{scalar.name}` has no NumPy counterpart")
    return f"{_KINDS[scalar.encoding]}{scalar.size_bytes}"


def element_type(array: Any, target: Target) -> Scalar:
    """Return the C type of an array's elements.

    Raises:
        TypeError: C has none on this target.
    """
    wanted = (array.dtype.kind, array.dtype.itemsize)
    for name, fact in target.scalars.items():
        if fact.encoding in _KINDS and (_KINDS[fact.encoding], fact.size_bytes) == wanted:
            return Scalar(
                name=name,
                encoding=fact.encoding,
                size_bytes=fact.size_bytes,
                align_bytes=fact.align_bytes,
            )
    raise TypeError(f"no C type has elements of dtype {array.dtype}")


def flat_bytes(array: Any) -> memoryview:
    """Return an array's memory, in the order in which it lies there.

    Raises:
        ValueError: The array is not contiguous.
    """
    flags = array.flags
    if not (flags.c_contiguous or flags.f_contiguous):
        raise ValueError(
            f"the array of shape {array.shape} is not contiguous (strides {array.strides}): "
            "pass a copy, and say in which order"
        )
    if array.size == 0:
        return memoryview(b"")
    if flags.c_contiguous and array.dtype.char in _NATIVE_FORMATS:
        return memoryview(array).cast("B")
    return memoryview(array.ravel(order="K").view("u1"))


def check_dtype(array: Any, pointee: CType, size_bytes: int) -> None:
    """Check that an array's elements are what a pointer points to.

    Raises:
        TypeError: They are not.
    """
    if is_void(pointee):
        return
    dtype = array.dtype
    if not dtype.isnative:
        raise TypeError(f"dtype {dtype.str} has the other byte order")
    if isinstance(pointee, Record):
        fits = dtype.itemsize == size_bytes or (dtype.kind in "iu" and dtype.itemsize == 1)
    elif isinstance(pointee, Pointer):
        fits = dtype.kind == "u" and dtype.itemsize == size_bytes
    else:
        scalar = scalar_of(pointee)
        encoding = scalar.encoding if scalar else Encoding.VOID
        kinds = _ACCEPTED.get(encoding, _KINDS.get(encoding, ""))
        if isinstance(pointee, Enumeration):
            kinds = "iu"
        fits = dtype.itemsize == size_bytes and dtype.kind in kinds
    if not fits:
        raise TypeError(f"dtype {dtype} is not `{spell_c(pointee)}` ({size_bytes} bytes)")
