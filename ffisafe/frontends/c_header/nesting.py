"""How large a type may be, all that it is made of taken together."""

from ffisafe.errors import UnsupportedTypeError
from ffisafe.model.ctype import Array, CType, FunctionType, Pointer

MAX_DEPTH = 240
"""Declarators and typedefs inside one another; C promises 12 declarators (C17 §5.2.4.1)."""

MAX_RECORDS = 120
"""Definitions of records inside one another; C promises 63 (C17 §5.2.4.1)."""

_MAX_PARTS = 2000
"""Of one type: typedefs of functions can double them with each line, and everybody walks through them."""


def require_bounded(ctype: CType) -> CType:
    """Return a type, unless it is too deep or too large for those who walk through it.

    Raises:
        UnsupportedTypeError: It is.
    """
    waiting = [(ctype, 1)]
    for _ in range(_MAX_PARTS):
        if not waiting:
            return ctype
        of, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise UnsupportedTypeError("its type is nested too deeply")
        match of:
            case Pointer(pointee=inner) | Array(element=inner):
                waiting.append((inner, depth + 1))
            case FunctionType(parameters=parameters, result=result):
                waiting += ((each, depth + 1) for each in (*parameters, result))
    if not waiting:
        return ctype
    raise UnsupportedTypeError("its type is made of too many others")
