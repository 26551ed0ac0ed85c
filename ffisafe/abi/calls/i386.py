"""32-bit x86: System V's ("Passing Parameters", "Returning Values" of its psABI), Microsoft's and MinGW's.

Arguments are on the stack; the three differ in vectors, and in small structs as results.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ffisafe.abi.calls.leaves import (
    Leaf,
    has_flexible_array,
    has_union,
    is_aggregate,
    is_float,
    is_ignored,
    is_x87,
    leaves,
)
from ffisafe.abi.calls.places import Registers, Stack
from ffisafe.abi.extent import Records, extent_of
from ffisafe.abi.layout import size_and_alignment
from ffisafe.errors import UnsupportedTypeError
from ffisafe.model.call import ArgumentClass, CallingConvention, CallLayout, Passage, Passing, Piece
from ffisafe.model.ctype import Array, CType, FunctionType, Record, Vector, is_void
from ffisafe.model.target import RulesOf, Target

_X87_BYTES = 10  # of the 12 that a `long double` takes in memory
_POINTER_BYTES = 4
_IN_REGISTERS = {1, 2, 4, 8}
_MMX_BYTES, _XMM_BYTES = 8, 16


@dataclass(slots=True, kw_only=True)
class _Places:
    """What is left of the three vector registers, and the stack."""

    records: Records
    target: Target
    variadic: bool
    vector: Registers = field(default_factory=lambda: Registers(("xmm0", "xmm1", "xmm2")))
    mmx: Registers = field(default_factory=lambda: Registers(("mm0", "mm1", "mm2")))
    stack: Stack = field(default_factory=lambda: Stack(slot_bytes=4))

    @property
    def is_microsoft(self) -> bool:
        """Whether Microsoft's rules hold, not those of GCC."""
        return self.target.calls is CallingConvention.MICROSOFT_X86

    def put(self, ctype: CType, *, named: bool = True) -> Passing:
        """Return where an argument goes."""
        size, _ = size_and_alignment(ctype, self.records)
        if isinstance(ctype, Vector) and size >= _MMX_BYTES:
            return self._vector(ctype)
        if size == 0 or (not self.is_microsoft and is_ignored(ctype, self.records, self.target)):
            return Passing(passage=Passage.IGNORED, classes=())
        if named and self._is_over_aligned(ctype):
            piece = self.stack.put(_POINTER_BYTES)
            return Passing(passage=Passage.REFERENCE, classes=(ArgumentClass.MEMORY,), pieces=(piece,))
        piece = self.stack.put(size, self._stack_alignment(ctype))
        return Passing(passage=Passage.DIRECT, classes=(ArgumentClass.MEMORY,), pieces=(piece,))

    def _stack_alignment(self, ctype: CType) -> int:
        """Return what a value is aligned to: for GCC a vector, also within a record, keeps its alignment."""
        if self.target.records.of is not RulesOf.GCC or not _holds_aligned_vector(ctype, self.records):
            return self.stack.slot_bytes
        return size_and_alignment(ctype, self.records)[1]

    def _is_over_aligned(self, ctype: CType) -> bool:
        """Return whether Microsoft's compilers pass a record by reference: `align` asks for more than 4."""
        return (
            self.is_microsoft and extent_of(ctype, self.records).required_align_bytes > self.stack.slot_bytes
        )

    def _vector(self, vector: Vector) -> Passing:
        """Return where a vector goes: the first three in registers, unless the function is variadic."""
        size = vector.size_bytes
        registers = {_MMX_BYTES: self.mmx, _XMM_BYTES: self.vector}.get(size)
        if self.is_microsoft and size == _MMX_BYTES:
            _require_several(vector)
            registers = self.vector
        if registers is not None and registers.free and (self.is_microsoft or not self.variadic):
            return self._in_xmm_or_instead(size, registers.take())
        if self.is_microsoft:
            piece = self.stack.put(_POINTER_BYTES)
            return Passing(passage=Passage.REFERENCE, classes=(ArgumentClass.MEMORY,), pieces=(piece,))
        piece = self.stack.put(size, size if size > _MMX_BYTES else 4)
        return Passing(passage=Passage.DIRECT, classes=(ArgumentClass.MEMORY,), pieces=(piece,))

    def _in_xmm_or_instead(self, size: int, register: str) -> Passing:
        """Return a register, or, where Microsoft's function is variadic, the 16 bytes instead of it."""
        if not self.variadic:
            piece = Piece(offset_bytes=0, size_bytes=size, register=register)
            return Passing(passage=Passage.DIRECT, classes=(ArgumentClass.SSE,), pieces=(piece,))
        whole = self.stack.put(_XMM_BYTES)
        return Passing(
            passage=Passage.DIRECT, classes=(ArgumentClass.MEMORY,), pieces=(replace(whole, size_bytes=size),)
        )


def _holds_aligned_vector(ctype: CType, records: Records) -> bool:
    """Return whether a vector of 16 bytes or more makes a type, and all around it, as aligned."""
    if extent_of(ctype, records).own_align_bytes < _XMM_BYTES:
        return False
    match ctype:
        case Array(element=element):
            return _holds_aligned_vector(element, records)
        case Record(key=key):
            return any(_holds_aligned_vector(member.type, records) for member in records[key].members)
    return isinstance(ctype, Vector)


def _require_several(vector: Vector) -> None:
    """Refuse a vector of one element, such as `__m64`, where Microsoft's rules hold."""
    if vector.count == 1:
        raise UnsupportedTypeError("how Microsoft's compilers pass a vector of one element is not known")


def call_layout(
    function: FunctionType, records: Records, target: Target, variadic: Sequence[CType]
) -> CallLayout:
    """Return where the arguments and the result of a call travel."""
    assert target.calls is not None
    places = _Places(records=records, target=target, variadic=function.variadic)
    result = _result(function.result, records, target.calls)
    if result.passage is Passage.REFERENCE:
        hidden = places.stack.put(_POINTER_BYTES)
        result = Passing(passage=Passage.REFERENCE, classes=result.classes, pieces=(hidden,))
    named = [places.put(ctype) for ctype in function.parameters]
    anonymous = [places.put(ctype, named=False) for ctype in variadic]
    pops_hidden = result.passage is Passage.REFERENCE and target.calls is CallingConvention.SYSTEM_V_I386
    return CallLayout(
        parameters=(*named, *anonymous),
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
    alone = _only_member(ctype, size, records) if convention is CallingConvention.MINGW_X86 else None
    if alone is not None:
        ctype = alone.type
    if isinstance(ctype, Vector) and not (alone and size == _MMX_BYTES):
        return _vector_result(ctype, size, convention)
    if is_float(ctype) and size <= 12:  # `_Float128` goes in memory
        return _in_x87(_X87_BYTES if is_x87(ctype) else size)
    if _goes_in_memory(ctype, size, records, convention):
        return Passing(passage=Passage.REFERENCE, classes=(ArgumentClass.MEMORY,))
    pieces = tuple(
        Piece(offset_bytes=offset, size_bytes=min(4, size - offset), register=register)
        for offset, register in zip(range(0, size, 4), ("eax", "edx"), strict=False)
    )
    return Passing(passage=Passage.DIRECT, classes=(ArgumentClass.INTEGER,), pieces=pieces)


def _goes_in_memory(ctype: CType, size: int, records: Records, convention: CallingConvention) -> bool:
    if is_aggregate(ctype):
        if convention is CallingConvention.SYSTEM_V_I386 or has_flexible_array(ctype, records):
            return True
        if convention is CallingConvention.MICROSOFT_X86:
            return not _is_like_registers(ctype, records)
        return size not in _IN_REGISTERS
    return size > 8 or isinstance(ctype, Vector)  # eax and edx


def _is_like_registers(ctype: CType, records: Records) -> bool:
    """Return whether a type and all its members have the sizes of registers, as Clang asks of a result."""
    if size_and_alignment(ctype, records)[0] not in _IN_REGISTERS:
        return False
    match ctype:
        case Array(element=element):
            return _is_like_registers(element, records)
        case Record(key=key):
            members = records[key].members
            return all(
                _is_like_registers(member.type, records)
                for member in members
                if member.width_bits is not None or any(leaves(member.type, records))
            )
    return not (isinstance(ctype, Vector) and ctype.size_bytes == _MMX_BYTES)


def _only_member(ctype: CType, size: int, records: Records) -> Leaf | None:
    """Return the float or vector that a struct consists of: GCC returns it as that, Microsoft does not."""
    if not is_aggregate(ctype) or has_union(ctype, records) or size > _XMM_BYTES:
        return None
    parts = tuple(leaves(ctype, records))
    if len(parts) != 1 or parts[0].size_bits != 8 * size:
        return None
    return parts[0] if parts[0].is_float or isinstance(parts[0].type, Vector) else None


def _in_x87(size: int) -> Passing:
    piece = Piece(offset_bytes=0, size_bytes=size, register="st(0)")
    return Passing(passage=Passage.DIRECT, classes=(ArgumentClass.X87,), pieces=(piece,))


def _vector_result(vector: Vector, size: int, convention: CallingConvention) -> Passing:
    """Return where a vector, or a struct that consists of one, comes back."""
    is_microsoft = convention is CallingConvention.MICROSOFT_X86
    if is_microsoft and size == _MMX_BYTES:
        _require_several(vector)
    if size in {_MMX_BYTES, _XMM_BYTES}:
        register = "mm0" if size == _MMX_BYTES and not is_microsoft else "xmm0"
        piece = Piece(offset_bytes=0, size_bytes=size, register=register)
        return Passing(passage=Passage.DIRECT, classes=(ArgumentClass.SSE,), pieces=(piece,))
    return Passing(passage=Passage.REFERENCE, classes=(ArgumentClass.MEMORY,))
