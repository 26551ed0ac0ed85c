"""32-bit Arm with hard floats: AAPCS32, "Parameter Passing" and "VFP and SIMD vector Register Arguments"."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ffisafe.abi.calls.homogeneous import Homogeneous, homogeneous, natural_alignment
from ffisafe.abi.calls.leaves import is_aggregate, is_complex, is_ignored
from ffisafe.abi.calls.places import Registers, Stack, in_words
from ffisafe.abi.extent import Records
from ffisafe.abi.layout import size_and_alignment
from ffisafe.model.call import ArgumentClass, CallLayout, Passage, Passing, Piece
from ffisafe.model.ctype import CType, FunctionType, Vector
from ffisafe.model.target import Target

_LETTERS = {2: "s", 4: "s", 8: "d", 16: "q"}
_HALF_BYTES = 2


@dataclass(slots=True)
class _VfpRegisters:
    """s0 to s15, which are d0 to d7 and q0 to q3 too; what is skipped is filled later."""

    free: list[bool] = field(default_factory=lambda: [True] * 16)

    def take(self, member_bytes: int, count: int) -> tuple[str, ...] | None:
        """Return the lowest free run of registers for members of one size, None if there is none."""
        unit = max(1, member_bytes // 4)
        for start in range(0, len(self.free) - unit * count + 1, unit):
            run = range(start, start + unit * count)
            if all(self.free[index] for index in run):
                for index in run:
                    self.free[index] = False
                return tuple(f"{_LETTERS[member_bytes]}{start // unit + n}" for n in range(count))
        return None

    def exhaust(self) -> None:
        """Leave none: after the first candidate on the stack there is no filling."""
        self.free = [False] * len(self.free)


@dataclass(slots=True, kw_only=True)
class _Places:
    """NCRN, NSAA and the VFP registers; a variadic function uses the base standard."""

    records: Records
    target: Target
    variadic: bool
    core: Registers = field(default_factory=lambda: Registers(("r0", "r1", "r2", "r3")))
    vfp: _VfpRegisters = field(default_factory=_VfpRegisters)
    stack: Stack = field(default_factory=lambda: Stack(slot_bytes=4))

    def put(self, ctype: CType) -> Passing:
        """Return where an argument goes."""
        size, _ = size_and_alignment(ctype, self.records)
        if is_ignored(ctype, self.records, self.target):
            return Passing(passage=Passage.IGNORED, classes=())
        align = 8 if natural_alignment(ctype, self.records, self.target) >= 8 else 4
        alike = None if self.variadic else candidate(ctype, self.records)
        if alike is not None:
            registers = self.vfp.take(alike.member_bytes, alike.count)
            if registers is None:
                self.vfp.exhaust()
                pieces: tuple[Piece, ...] = (self.stack.put(size, align),)
            else:
                pieces = _in_vfp(registers, alike)
            return Passing(passage=Passage.DIRECT, classes=(_class(ctype, alike),), pieces=pieces)
        kind = ArgumentClass.AGGREGATE if _is_composite(ctype) else ArgumentClass.INTEGER
        return Passing(passage=Passage.DIRECT, classes=(kind,), pieces=self._in_core(size, align))

    def _in_core(self, size: int, align: int) -> tuple[Piece, ...]:
        """Apply rules C.3 to C.8: in core registers, split, or on the stack."""
        if align == 8:
            self.core.align(2)
        free = 4 * self.core.free
        if size <= free:
            return in_words(self.core, size, 4)
        if free and self.stack.position_bytes == 0:
            return (*in_words(self.core, free, 4), self.stack.put(size - free, 4, free))
        self.core.exhaust()
        return (self.stack.put(size, align),)

    def result(self, ctype: CType) -> Passing:
        """Return where a result goes ("Result Return" of the base standard and of the variant)."""
        size, _ = size_and_alignment(ctype, self.records)
        ignored = is_ignored(ctype, self.records, self.target)
        if (
            not ignored
            and _is_composite(ctype)
            and size > 4
            and (self.variadic or candidate(ctype, self.records) is None)
        ):
            address = Piece(offset_bytes=0, size_bytes=4, register="r0")
            return Passing(passage=Passage.REFERENCE, classes=(ArgumentClass.MEMORY,), pieces=(address,))
        return self.put(ctype)


def candidate(ctype: CType, records: Records) -> Homogeneous | None:
    """Return what a VFP co-processor register candidate consists of, None if it is not one."""
    found = homogeneous(ctype, records)
    is_half = found is not None and found.member_bytes == _HALF_BYTES
    return None if is_half and is_aggregate(ctype) else found


def _class(ctype: CType, alike: Homogeneous) -> ArgumentClass:
    if is_aggregate(ctype) or is_complex(ctype):
        return ArgumentClass.HVA if alike.is_vector else ArgumentClass.HFA
    return ArgumentClass.VECTOR if alike.is_vector else ArgumentClass.FLOAT


def _is_composite(ctype: CType) -> bool:
    is_large_vector = isinstance(ctype, Vector) and ctype.size_bytes > 16
    return is_aggregate(ctype) or is_complex(ctype) or is_large_vector


def _in_vfp(registers: Sequence[str], alike: Homogeneous) -> tuple[Piece, ...]:
    return tuple(
        Piece(offset_bytes=index * alike.member_bytes, size_bytes=alike.member_bytes, register=register)
        for index, register in enumerate(registers)
    )


def call_layout(
    function: FunctionType, records: Records, target: Target, variadic: Sequence[CType]
) -> CallLayout:
    """Return where the arguments and the result of a call travel."""
    places = _Places(records=records, target=target, variadic=function.variadic)
    result = _Places(records=records, target=target, variadic=function.variadic).result(function.result)
    if result.passage is Passage.REFERENCE:
        places.core.take()
    parameters = tuple(places.put(ctype) for ctype in (*function.parameters, *variadic))
    return CallLayout(parameters=parameters, result=result, stack_bytes=places.stack.position_bytes)
