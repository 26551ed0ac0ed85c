"""RISC-V with floating-point registers, LP64D (RISC-V ELF psABI, "Calling Conventions").

Sections: "Integer Calling Convention", "Hardware Floating-Point Calling Convention".
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from ffisafe.abi.calls.leaves import Counted, Leaf, has_union, is_integer, leaves
from ffisafe.abi.calls.places import Registers, Stack
from ffisafe.abi.extent import Records
from ffisafe.abi.layout import size_and_alignment
from ffisafe.model.call import ArgumentClass, CallLayout, Passage, Passing, Piece
from ffisafe.model.ctype import CType, FunctionType
from ffisafe.model.target import Target

_XLEN_BYTES = 8
_FLEN_BYTES = 8
_STACK_ALIGN_BYTES = 16
_COUNTED = Counted(unnamed_bit_fields=True)  # as integers, by both compilers


def _registers(prefix: str, count: int = 8) -> Registers:
    return Registers(tuple(f"{prefix}{number}" for number in range(count)))


@dataclass(slots=True, kw_only=True)
class _Places:
    """What is left of registers and stack while arguments are handed out."""

    records: Records
    integer: Registers = field(default_factory=lambda: _registers("a"))
    floating: Registers = field(default_factory=lambda: _registers("fa"))
    stack: Stack = field(default_factory=lambda: Stack(slot_bytes=_XLEN_BYTES))

    def put(self, ctype: CType, *, named: bool = True) -> Passing:
        """Return where an argument goes."""
        size, align = size_and_alignment(ctype, self.records)
        if size == 0:
            return Passing(passage=Passage.IGNORED, classes=())
        parts = self._floating_parts(ctype) if named else None
        if parts is not None:
            return self._flattened(parts)
        if size > 2 * _XLEN_BYTES:
            pieces = self._in_words(_XLEN_BYTES, _XLEN_BYTES)
            return Passing(passage=Passage.REFERENCE, classes=(ArgumentClass.MEMORY,), pieces=pieces)
        if not named and align >= 2 * _XLEN_BYTES:
            self.integer.align(2)
        pieces = self._in_words(size, align)
        return Passing(passage=Passage.DIRECT, classes=(ArgumentClass.INTEGER,), pieces=pieces)

    def _floating_parts(self, ctype: CType) -> tuple[Leaf, ...] | None:
        """Return the one or two scalars that a value is, if they go in registers of their kinds."""
        if has_union(ctype, self.records):
            return None
        parts = tuple(islice(leaves(ctype, self.records, counted=_COUNTED), 3))
        floats = sum(part.is_float for part in parts)
        if not 1 <= len(parts) <= 2 or not floats:
            return None
        if not all(_fits(part) for part in parts):
            return None
        enough = floats <= self.floating.free and len(parts) - floats <= self.integer.free
        return parts if enough else None

    def _flattened(self, parts: Sequence[Leaf]) -> Passing:
        pieces = tuple(
            Piece(
                offset_bytes=part.offset_bits // 8,
                size_bytes=-(-(part.offset_bits % 8 + part.size_bits) // 8),
                register=(self.floating if part.is_float else self.integer).take(),
            )
            for part in parts
        )
        classes = tuple(ArgumentClass.FLOAT if part.is_float else ArgumentClass.INTEGER for part in parts)
        return Passing(passage=Passage.DIRECT, classes=classes, pieces=pieces)

    def _in_words(self, size: int, align: int) -> tuple[Piece, ...]:
        """Return words in integer registers, on the stack, or the first here and the second there."""
        pieces = []
        for offset in range(0, size, _XLEN_BYTES):
            part = min(_XLEN_BYTES, size - offset)
            if self.integer.free:
                pieces.append(Piece(offset_bytes=offset, size_bytes=part, register=self.integer.take()))
            else:
                strictest = min(align, _STACK_ALIGN_BYTES) if offset == 0 else _XLEN_BYTES
                pieces.append(self.stack.put(size - offset, strictest, offset))
                break
        return tuple(pieces)


def _fits(part: Leaf) -> bool:
    """Return whether a leaf goes in one register by the floating-point convention."""
    if part.is_float:
        return part.type.size_bytes <= _FLEN_BYTES
    return is_integer(part.type) and part.size_bits <= 8 * _XLEN_BYTES


def call_layout(
    function: FunctionType, records: Records, target: Target, variadic: Sequence[CType]
) -> CallLayout:
    """Return where the arguments and the result of a call travel."""
    del target
    places = _Places(records=records)
    result = _Places(records=records, integer=_registers("a", 2), floating=_registers("fa", 2)).put(
        function.result
    )
    if result.passage is Passage.REFERENCE:
        places.integer.take()
    named = [places.put(ctype) for ctype in function.parameters]
    anonymous = [places.put(ctype, named=False) for ctype in variadic]
    return CallLayout(parameters=(*named, *anonymous), result=result, stack_bytes=places.stack.position_bytes)
