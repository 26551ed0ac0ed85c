"""AArch64 (AAPCS64, "Parameter Passing", "Result Return"), and what Apple does otherwise.

Apple describes its differences in "Writing ARM64 code for Apple platforms"; tests ask Clang.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ffisafe.abi.calls.homogeneous import Homogeneous, homogeneous, natural_alignment
from ffisafe.abi.calls.leaves import is_aggregate, is_complex, is_ignored
from ffisafe.abi.calls.places import Registers, Stack, in_words
from ffisafe.abi.extent import Records
from ffisafe.abi.layout import size_and_alignment
from ffisafe.model.call import ArgumentClass, CallingConvention, CallLayout, Passage, Passing, Piece
from ffisafe.model.ctype import CType, FunctionType, Vector
from ffisafe.model.target import RulesOf, Target

_LETTERS = {2: "h", 4: "s", 8: "d", 16: "q"}  # SIMD and floating-point registers by width


@dataclass(slots=True, kw_only=True)
class _Places:
    """NGRN, NSRN and NSAA of the standard, as what is left of registers and stack."""

    records: Records
    target: Target
    general: Registers = field(default_factory=lambda: Registers(tuple(f"x{n}" for n in range(8))))
    vector: Registers = field(default_factory=lambda: Registers(tuple("01234567")))
    stack: Stack = field(default_factory=lambda: Stack(slot_bytes=8))

    @property
    def apple(self) -> bool:
        """Whether Apple's differences apply."""
        return self.target.calls is CallingConvention.APPLE_ARM64

    def put(self, ctype: CType, *, named: bool = True) -> Passing:
        """Return where an argument goes; stage B first, then the rules of stage C in turn."""
        size, _ = size_and_alignment(ctype, self.records)
        if is_ignored(ctype, self.records, self.target):
            return Passing(passage=Passage.IGNORED, classes=())
        if self.apple and not named:
            self.general.exhaust()
            self.vector.exhaust()
        alike = homogeneous(ctype, self.records)
        if alike is not None:
            return self._in_vector_registers(ctype, alike, size, named=named)
        is_composite = is_aggregate(ctype) or is_complex(ctype) or isinstance(ctype, Vector)
        if is_composite and size > 16:
            pieces = self._in_general_registers(8, 8, named=named)
            return Passing(passage=Passage.REFERENCE, classes=(ArgumentClass.MEMORY,), pieces=pieces)
        kind = ArgumentClass.AGGREGATE if is_composite else ArgumentClass.INTEGER
        align = self._alignment(ctype)
        pieces = self._in_general_registers(size, align, named=named, is_composite=is_composite)
        return Passing(passage=Passage.DIRECT, classes=(kind,), pieces=pieces)

    def _alignment(self, ctype: CType) -> int:
        """Return the alignment that the rules of stage C ask for (rule B.6)."""
        if self.apple:
            return size_and_alignment(ctype, self.records)[1]
        align = natural_alignment(ctype, self.records, self.target)
        return (16 if align >= 16 else 8) if is_aggregate(ctype) else align

    def _in_vector_registers(self, ctype: CType, alike: Homogeneous, size: int, *, named: bool) -> Passing:
        """Apply rules C.1 to C.6."""
        if not is_aggregate(ctype) and not is_complex(ctype):
            kind = ArgumentClass.VECTOR if alike.is_vector else ArgumentClass.FLOAT
        else:
            kind = ArgumentClass.HVA if alike.is_vector else ArgumentClass.HFA
        if alike.count <= self.vector.free:
            pieces = tuple(
                Piece(
                    offset_bytes=index * alike.member_bytes,
                    size_bytes=alike.member_bytes,
                    register=_LETTERS[alike.member_bytes] + self.vector.take(),
                )
                for index in range(alike.count)
            )
            return Passing(passage=Passage.DIRECT, classes=(kind,), pieces=pieces)
        self.vector.exhaust()
        packed = self.apple and named
        align = alike.member_bytes if packed else self._alignment(ctype)
        if self.target.records.of is RulesOf.CLANG:  # which passes the members, packed or not
            align = max(align, alike.member_bytes)
        piece = self._on_stack(size, align, packed=packed)
        return Passing(passage=Passage.DIRECT, classes=(kind,), pieces=(piece,))

    def _in_general_registers(
        self, size: int, align: int, *, named: bool, is_composite: bool = False
    ) -> tuple[Piece, ...]:
        """Apply rules C.9 to C.17."""
        if align >= 16 and not self.apple:
            self.general.align(2)
        if -(-size // 8) <= self.general.free:
            return in_words(self.general, size, 8)
        self.general.exhaust()
        packed = self.apple and named and not is_composite
        return (self._on_stack(size, align, packed=packed),)

    def _on_stack(self, size: int, align: int, *, packed: bool) -> Piece:
        """Return the next place on the stack; packed, it takes no more than its size (Apple)."""
        self.stack.slot_bytes = 1 if packed else 8
        return self.stack.put(size, align)


def call_layout(
    function: FunctionType, records: Records, target: Target, variadic: Sequence[CType]
) -> CallLayout:
    """Return where the arguments and the result of a call travel."""
    places = _Places(records=records, target=target)
    named = [places.put(ctype) for ctype in function.parameters]
    anonymous = [places.put(ctype, named=False) for ctype in variadic]
    return CallLayout(
        parameters=(*named, *anonymous),
        result=_result(_Places(records=records, target=target).put(function.result)),
        stack_bytes=-(-places.stack.position_bytes // 8) * 8,
    )


def _result(as_argument: Passing) -> Passing:
    """Return where a result goes: as an argument would, or through the address in x8."""
    if as_argument.passage is not Passage.REFERENCE:
        return as_argument
    address = Piece(offset_bytes=0, size_bytes=8, register="x8")
    return Passing(passage=Passage.REFERENCE, classes=as_argument.classes, pieces=(address,))
