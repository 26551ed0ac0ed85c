"""Values of arithmetic types and the NumPy types that hold them."""

from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import DTypeLike

from ffisafe.errors import UnsupportedTypeError
from ffisafe.model.ctype import CType, Enumeration, Scalar
from ffisafe.model.spelling import spell_c
from ffisafe.model.target import Encoding

SMALL = 8
"""Extents are drawn up to here: small enough to shrink to what a person would have written."""


def from_ctype(
    ctype: CType, *, limits: tuple[int, int] | None = None
) -> st.SearchStrategy[int | float | bool]:
    """Return a strategy for every value of an arithmetic or enumerated type.

    Args:
        ctype: A scalar or an enumeration; of the latter only declared values are drawn.
        limits: The lowest and highest integer allowed.

    Raises:
        UnsupportedTypeError: The type is neither.
    """
    match ctype:
        case Enumeration(constants=constants) if constants:
            return st.sampled_from([value for _, value in constants])
        case Enumeration(underlying=underlying):
            return from_ctype(underlying, limits=limits)
        case Scalar(encoding=Encoding.BOOLEAN):
            return st.booleans()
        case Scalar(encoding=Encoding.FLOAT, size_bytes=size):
            return st.floats(width=32 if size == 4 else 64)
        case Scalar(encoding=Encoding.SIGNED | Encoding.UNSIGNED | Encoding.CHAR):
            low, high = integer_limits(ctype)
            return _integers(max(low, limits[0]), min(high, limits[1])) if limits else _integers(low, high)
    raise UnsupportedTypeError(f"no strategy for `{spell_c(ctype)}`")


def _integers(low: int, high: int) -> st.SearchStrategy[int]:
    """Return a strategy in which small numbers are likely (modes, flags, indices), and edges."""
    edges = st.sampled_from([high, low] if low < high else [low])
    if low > 2 * SMALL or high < -2:
        return st.one_of(st.integers(low, high), edges)
    near = st.integers(max(low, -2), min(high, 2 * SMALL))
    return st.one_of(near, near, st.integers(low, high), edges)


def integer_limits(ctype: Scalar) -> tuple[int, int]:
    """Return the lowest and highest value of an integer type."""
    bits = ctype.size_bytes * 8
    if ctype.encoding is Encoding.UNSIGNED:
        return 0, (1 << bits) - 1
    return -(1 << (bits - 1)), (1 << (bits - 1)) - 1


def dtype_of(ctype: CType) -> np.dtype[Any]:
    """Return the NumPy type of an array's elements.

    Raises:
        UnsupportedTypeError: NumPy has no such type.
    """
    if isinstance(ctype, Enumeration):
        ctype = ctype.underlying
    if isinstance(ctype, Scalar):
        kinds = {
            Encoding.SIGNED: "i",
            Encoding.CHAR: "i",
            Encoding.UNSIGNED: "u",
            Encoding.FLOAT: "f",
            Encoding.BOOLEAN: "b",
            Encoding.VOID: "u",
        }
        kind = kinds.get(ctype.encoding)
        if kind is not None and ctype.size_bytes <= 8:
            spelled: DTypeLike = f"{kind}{ctype.size_bytes or 1}"
            return np.dtype(spelled)
    raise UnsupportedTypeError(f"no array type for `{spell_c(ctype)}`")
