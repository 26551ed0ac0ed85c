"""x86-64 Windows: Microsoft's "x64 calling convention", and GCC's with its 80-bit `long double`.

An argument's position decides its register; what is not 1, 2, 4 or 8 bytes goes by reference.
"""

from collections.abc import Sequence

from ffisafe.abi.calls.leaves import has_flexible_array, is_float, is_integer, is_x87
from ffisafe.abi.extent import Records
from ffisafe.abi.layout import size_and_alignment
from ffisafe.model.call import ArgumentClass, CallingConvention, CallLayout, Passage, Passing, Piece
from ffisafe.model.ctype import CType, FunctionType, Vector, is_void
from ffisafe.model.target import Target

_GENERAL = ("rcx", "rdx", "r8", "r9")
_SHADOW_BYTES = 32  # the callee's to use, below the arguments on the stack
_REGISTER_SIZES = {1, 2, 4, 8}
_XMM_BYTES = 16


def call_layout(
    function: FunctionType, records: Records, target: Target, variadic: Sequence[CType]
) -> CallLayout:
    """Return where the arguments and the result of a call travel."""
    mingw = target.calls is CallingConvention.MINGW_X64
    result = _result(function.result, records, mingw=mingw)
    first = int(result.passage is Passage.REFERENCE)
    types = (*function.parameters, *variadic)
    parameters = tuple(
        _argument(ctype, records, position, named=position - first < len(function.parameters), mingw=mingw)
        for position, ctype in enumerate(types, start=first)
    )
    return CallLayout(
        parameters=parameters,
        result=result,
        stack_bytes=max(_SHADOW_BYTES, 8 * (first + len(types))),
        returned_address="rax" if first else None,
    )


def _argument(ctype: CType, records: Records, position: int, *, named: bool, mingw: bool) -> Passing:
    """Return where the argument at a position goes ("Parameter passing")."""
    size, _ = size_and_alignment(ctype, records)
    if _by_reference(ctype, size, records, mingw=mingw) or (not mingw and _is_widened(ctype)):
        address = _slot(position, 8)
        return Passing(passage=Passage.REFERENCE, classes=(ArgumentClass.MEMORY,), pieces=(address,))
    slot = _slot(position, size)
    # A vector of one element, `__m64`, counts as an integer; for GCC, any vector of 8 bytes does.
    in_vector = is_float(ctype)
    if not in_vector or slot.register is None:
        kind = ArgumentClass.SSE if in_vector else ArgumentClass.INTEGER
        return Passing(passage=Passage.DIRECT, classes=(kind,), pieces=(slot,))
    vector = Piece(offset_bytes=0, size_bytes=size, register=f"xmm{position}")
    # A variadic function looks for its further arguments in the general registers ("Varargs").
    pieces = (vector,) if named else (vector, slot)
    return Passing(passage=Passage.DIRECT, classes=(ArgumentClass.SSE,), pieces=pieces)


def _by_reference(ctype: CType, size: int, records: Records, *, mingw: bool) -> bool:
    if mingw and is_x87(ctype):
        return True
    return size not in _REGISTER_SIZES or has_flexible_array(ctype, records)


def _slot(position: int, size: int) -> Piece:
    """Return a general register, or from the fifth argument on a place above the shadow space."""
    if position < len(_GENERAL):
        return Piece(offset_bytes=0, size_bytes=size, register=_GENERAL[position])
    return Piece(offset_bytes=0, size_bytes=size, stack_offset_bytes=8 * position)


def _result(ctype: CType, records: Records, *, mingw: bool) -> Passing:
    """Return where a result goes ("Return values"): rax, xmm0, or the memory that rcx points to."""
    size, _ = size_and_alignment(ctype, records)
    if is_void(ctype):
        return Passing(passage=Passage.IGNORED, classes=())
    if mingw and size == 0:
        return Passing(passage=Passage.IGNORED, classes=())
    is_wide = _is_wide(ctype, size) or (not mingw and _is_widened(ctype))
    if not is_wide and _by_reference(ctype, size, records, mingw=mingw):
        address = Piece(offset_bytes=0, size_bytes=8, register="rcx")
        return Passing(passage=Passage.REFERENCE, classes=(ArgumentClass.MEMORY,), pieces=(address,))
    in_vector = is_wide or is_float(ctype)
    kind = ArgumentClass.SSE if in_vector else ArgumentClass.INTEGER
    piece = Piece(offset_bytes=0, size_bytes=size, register="xmm0" if in_vector else "rax")
    return Passing(passage=Passage.DIRECT, classes=(kind,), pieces=(piece,))


def _is_wide(ctype: CType, size: int) -> bool:
    """Return whether a result fills xmm0: a vector, or an `__int128` as GCC and Clang return it."""
    is_integer_or_vector = isinstance(ctype, Vector) or is_integer(ctype)
    return is_integer_or_vector and size == _XMM_BYTES


def _is_widened(ctype: CType) -> bool:
    """Return whether Clang makes a vector of 8 bytes one of 16: if it has several elements."""
    return isinstance(ctype, Vector) and ctype.size_bytes == _XMM_BYTES // 2 and ctype.count > 1
