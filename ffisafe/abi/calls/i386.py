"""32-bit x86: System V's ("Passing Parameters", "Returning Values" of its psABI), Microsoft's and MinGW's.

Arguments are on the stack; the three differ in vectors, and in small structs as results.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ffisafe.abi.calls.leaves import (
    Leaf,
    has_flexible_array,
    has_union,
    is_aggregate,
    is_float,
    is_x87,
    leaves,
)
from ffisafe.abi.calls.places import Registers, Stack
from ffisafe.abi.extent import Records
from ffisafe.abi.layout import size_and_alignment
from ffisafe.errors import UnsupportedTypeError
from ffisafe.model.call import ArgumentClass, CallingConvention, CallLayout, Passage, Passing, Piece
from ffisafe.model.ctype import CType, FunctionType, Vector, is_void
from ffisafe.model.target import Target

_X87_BYTES = 10  # of the 12 that a `long double` takes in memory
_POINTER_BYTES = 4
_IN_REGISTERS = {1, 2, 4, 8}
_MMX_BYTES, _XMM_BYTES = 8, 16


@dataclass(slots=True, kw_only=True)
class _Places:
    """What is left of the three vector registers, and the stack."""

    records: Records
    convention: CallingConvention
    variadic: bool
    vector: Registers = field(default_factory=lambda: Registers(("xmm0", "xmm1", "xmm2")))
    mmx: Registers = field(default_factory=lambda: Registers(("mm0", "mm1", "mm2")))
    stack: Stack = field(default_factory=lambda: Stack(slot_bytes=4))

    def put(self, ctype: CType) -> Passing:
        """Return where an argument goes."""
        size, _ = size_and_alignment(ctype, self.records)
        if isinstance(ctype, Vector) and size >= _MMX_BYTES:
            return self._vector(size)
        if size == 0:
            return Passing(passage=Passage.IGNORED, classes=())
        piece = self.stack.put(size)
        return Passing(passage=Passage.DIRECT, classes=(ArgumentClass.MEMORY,), pieces=(piece,))

    def _vector(self, size: int) -> Passing:
        """Return where a vector goes: the first three in registers, unless the function is variadic."""
        registers = {_MMX_BYTES: self.mmx, _XMM_BYTES: self.vector}.get(size)
        if size == _MMX_BYTES:
            _require_mmx(self.convention)
        if registers is not None and registers.free and not self.variadic:
            piece = Piece(offset_bytes=0, size_bytes=size, register=registers.take())
            return Passing(passage=Passage.DIRECT, classes=(ArgumentClass.SSE,), pieces=(piece,))
        if self.convention is CallingConvention.MICROSOFT_X86:
            piece = self.stack.put(_POINTER_BYTES)
            return Passing(passage=Passage.REFERENCE, classes=(ArgumentClass.MEMORY,), pieces=(piece,))
        piece = self.stack.put(size, size if size > _MMX_BYTES else 4)
        return Passing(passage=Passage.DIRECT, classes=(ArgumentClass.MEMORY,), pieces=(piece,))


def _require_mmx(convention: CallingConvention) -> None:
    if convention is CallingConvention.MICROSOFT_X86:
        raise UnsupportedTypeError("how Microsoft's compilers pass a vector of 8 bytes is not known")


def call_layout(
    function: FunctionType, records: Records, target: Target, variadic: Sequence[CType]
) -> CallLayout:
    """Return where the arguments and the result of a call travel."""
    assert target.calls is not None
    places = _Places(records=records, convention=target.calls, variadic=function.variadic)
    result = _result(function.result, records, target.calls)
    if result.passage is Passage.REFERENCE:
        hidden = places.stack.put(_POINTER_BYTES)
        result = Passing(passage=Passage.REFERENCE, classes=result.classes, pieces=(hidden,))
    parameters = tuple(places.put(ctype) for ctype in (*function.parameters, *variadic))
    pops_hidden = result.passage is Passage.REFERENCE and target.calls is CallingConvention.SYSTEM_V_I386
    return CallLayout(
        parameters=parameters,
        result=result,
        stack_bytes=places.stack.position_bytes,
        popped_bytes=_POINTER_BYTES if pops_hidden else 0,
        returned_address="eax" if result.passage is Passage.REFERENCE else None,
    )


def _result(ctype: CType, records: Records, convention: CallingConvention) -> Passing:
    """Return where a result goes, without the place of the hidden argument where that is needed."""
    size, _ = size_and_alignment(ctype, records)
    if is_void(ctype):
        return Passing(passage=Passage.IGNORED, classes=())
    if isinstance(ctype, Vector):
        return _vector_result(size, convention)
    if is_float(ctype) and size <= 12:  # `_Float128` goes in memory
        return _in_x87(_X87_BYTES if is_x87(ctype) else size)
    if _goes_in_memory(ctype, size, records, convention):
        return Passing(passage=Passage.REFERENCE, classes=(ArgumentClass.MEMORY,))
    alone = tuple(leaves(ctype, records))
    if convention is CallingConvention.MINGW_X86 and _is_one_float(ctype, alone, size):
        return _in_x87(size)
    pieces = tuple(
        Piece(offset_bytes=offset, size_bytes=min(4, size - offset), register=register)
        for offset, register in zip(range(0, size, 4), ("eax", "edx"), strict=False)
    )
    return Passing(passage=Passage.DIRECT, classes=(ArgumentClass.INTEGER,), pieces=pieces)


def _goes_in_memory(ctype: CType, size: int, records: Records, convention: CallingConvention) -> bool:
    if is_aggregate(ctype):
        if convention is CallingConvention.SYSTEM_V_I386 or has_flexible_array(ctype, records):
            return True
        return size not in _IN_REGISTERS
    return size > 8  # eax and edx


def _is_one_float(ctype: CType, parts: Sequence[Leaf], size: int) -> bool:
    return is_aggregate(ctype) and len(parts) == 1 and parts[0].is_float and parts[0].size_bits == 8 * size


def _in_x87(size: int) -> Passing:
    piece = Piece(offset_bytes=0, size_bytes=size, register="st(0)")
    return Passing(passage=Passage.DIRECT, classes=(ArgumentClass.X87,), pieces=(piece,))


def _vector_result(size: int, convention: CallingConvention) -> Passing:
    if size == _XMM_BYTES:
        piece = Piece(offset_bytes=0, size_bytes=size, register="xmm0")
        return Passing(passage=Passage.DIRECT, classes=(ArgumentClass.SSE,), pieces=(piece,))
    if size == _MMX_BYTES:
        _require_mmx(convention)
        piece = Piece(offset_bytes=0, size_bytes=size, register="mm0")
        return Passing(passage=Passage.DIRECT, classes=(ArgumentClass.SSE,), pieces=(piece,))
    return Passing(passage=Passage.REFERENCE, classes=(ArgumentClass.MEMORY,))
