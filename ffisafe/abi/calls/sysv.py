"""x86-64 as everybody but Microsoft has it (System V AMD64 psABI §3.2.3, "Parameter Passing").

Without AVX, which no target has by default, vectors wider than 16 bytes go in memory.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ffisafe.abi.calls.leaves import (
    Counted,
    Leaf,
    complex_part,
    has_flexible_array,
    is_complex,
    is_x87,
    leaves,
)
from ffisafe.abi.calls.places import Registers, Stack
from ffisafe.abi.extent import Records
from ffisafe.abi.layout import size_and_alignment
from ffisafe.model.call import ArgumentClass, CallingConvention, CallLayout, Passage, Passing, Piece
from ffisafe.model.ctype import CType, FunctionType, Vector
from ffisafe.model.target import RulesOf, Target

INTEGER, SSE, SSEUP = ArgumentClass.INTEGER, ArgumentClass.SSE, ArgumentClass.SSEUP
X87, X87UP, COMPLEX_X87 = ArgumentClass.X87, ArgumentClass.X87UP, ArgumentClass.COMPLEX_X87
MEMORY, NO_CLASS = ArgumentClass.MEMORY, ArgumentClass.NO_CLASS

_GENERAL = ("rdi", "rsi", "rdx", "rcx", "r8", "r9")
_VECTOR = tuple(f"xmm{number}" for number in range(8))
_X87_BYTES = 10  # of the 16 that a `long double` takes in memory


def classify(ctype: CType, records: Records, target: Target) -> tuple[ArgumentClass, ...]:
    """Return the class of each eightbyte of a type (System V AMD64 psABI §3.2.3, "Classification").

    The text does not say whether unnamed bit-fields are fields that count, nor whether arrays
    without elements are. For GCC they do, for Clang they do not: it is as the target's compiler has it.

    Returns:
        1 or 2 classes, lowest address first; ``(MEMORY,)`` if the value goes on the stack,
        ``(COMPLEX_X87,)`` for a `long double _Complex`; none if it has no bytes.

    Raises:
        UnsupportedTypeError: The type is incomplete or a function.
    """
    size, _ = size_and_alignment(ctype, records)
    if is_complex(ctype) and is_x87(complex_part(ctype)):
        return (COMPLEX_X87,)
    if size > 16 or has_flexible_array(ctype, records):
        return (MEMORY,)
    classes = [NO_CLASS] * -(-size // 8)
    is_apple = target.calls is CallingConvention.APPLE_AMD64
    is_gcc = target.records.of is RulesOf.GCC
    counted = Counted(unnamed_bit_fields=is_gcc, empty_arrays=is_gcc)
    for leaf in leaves(ctype, records, counted=counted):
        if leaf.offset_bits % (8 * leaf.align_bytes) and not leaf.is_bit_field:
            return (MEMORY,)
        for index, found in enumerate(_of_leaf(leaf, is_apple=is_apple), start=leaf.offset_bits // 64):
            if index < len(classes):  # an array without elements may be at the end
                classes[index] = _merge(classes[index], found)
    return _cleaned_up(classes, is_apple=is_apple)


def _of_leaf(leaf: Leaf, *, is_apple: bool) -> tuple[ArgumentClass, ...]:
    """Return the classes of the eightbytes that a scalar or a bit-field touches."""
    size = leaf.type.size_bytes
    if isinstance(leaf.type, Vector):
        if size < 8:
            return (INTEGER,)
        if leaf.type.count == 1 and leaf.type.element.name == "double":
            return (MEMORY,)  # GCC has no register for it
        if is_apple and leaf.type.count == 1 and size == 8:
            return (INTEGER,)  # what Clang did everywhere once, and Apple keeps
        return (SSE, SSEUP)[: size // 8]
    if leaf.is_float:
        return (X87, X87UP) if is_x87(leaf.type) else (SSE, SSEUP)[: max(1, size // 8)]
    last = leaf.offset_bits + max(leaf.size_bits, 1) - 1
    return (INTEGER,) * (last // 64 - leaf.offset_bits // 64 + 1)


def _merge(one: ArgumentClass, other: ArgumentClass) -> ArgumentClass:
    """Return the class of an eightbyte that holds fields of two classes (rule 4)."""
    if one is other or other is NO_CLASS:
        return one
    if one is NO_CLASS:
        return other
    for strongest in (MEMORY, INTEGER):
        if strongest in {one, other}:
            return strongest
    return MEMORY if {one, other} & {X87, X87UP, COMPLEX_X87} else SSE


def _cleaned_up(classes: Sequence[ArgumentClass], *, is_apple: bool) -> tuple[ArgumentClass, ...]:
    """Return the classes after the post merger cleanup (rule 5); there are no more than two.

    What became of X87UP without X87 before revision 0.98, is so on Apple's systems still: SSE.
    """
    pairs = list(pairwise(classes))
    if MEMORY in classes:
        return (MEMORY,)
    if any(then is X87UP and first is not X87 for first, then in pairs):
        return (classes[0], SSE) if is_apple else (MEMORY,)
    if any(then is SSEUP and first is not SSE for first, then in pairs):
        return (classes[0], SSE)
    return tuple(classes)


@dataclass(slots=True, kw_only=True)
class _Places:
    """What is left of registers and stack while arguments are handed out."""

    records: Records
    target: Target
    general: Registers = field(default_factory=lambda: Registers(_GENERAL))
    vector: Registers = field(default_factory=lambda: Registers(_VECTOR))
    stack: Stack = field(default_factory=lambda: Stack(slot_bytes=8))

    def put(self, ctype: CType) -> Passing:
        """Return where an argument goes ("Passing"): as a whole in registers, or on the stack."""
        classes = classify(ctype, self.records, self.target)
        if all(each is NO_CLASS for each in classes):
            return Passing(passage=Passage.IGNORED, classes=classes)
        size, align = size_and_alignment(ctype, self.records)
        in_memory = {MEMORY, X87, COMPLEX_X87} & {*classes}
        fits = classes.count(INTEGER) <= self.general.free and classes.count(SSE) <= self.vector.free
        if in_memory or not fits:
            pieces: tuple[Piece, ...] = (self.stack.put(size, align),)
        else:
            pieces = _in_registers(classes, size, self.general, self.vector)
        return Passing(passage=Passage.DIRECT, classes=classes, pieces=pieces)

    def result(self, ctype: CType) -> Passing:
        """Return where a result goes ("Returning of Values"), the address of its memory as an argument."""
        classes = classify(ctype, self.records, self.target)
        size, _ = size_and_alignment(ctype, self.records)
        if all(each is NO_CLASS for each in classes):
            return Passing(passage=Passage.IGNORED, classes=classes)
        if MEMORY in classes:
            address = Piece(offset_bytes=0, size_bytes=8, register=self.general.take())
            return Passing(passage=Passage.REFERENCE, classes=classes, pieces=(address,))
        return Passing(passage=Passage.DIRECT, classes=classes, pieces=_returned(classes, size))


def _in_registers(
    classes: Sequence[ArgumentClass], size: int, general: Registers, vector: Registers
) -> tuple[Piece, ...]:
    """Return the eightbytes of a value in the next registers of their classes."""
    pieces: list[Piece] = []
    for index, each in enumerate(classes):
        if each is SSEUP:
            last = pieces.pop()
            pieces.append(Piece(offset_bytes=last.offset_bytes, size_bytes=16, register=last.register))
        elif each is not NO_CLASS:
            register = (general if each is INTEGER else vector).take()
            pieces.append(
                Piece(offset_bytes=8 * index, size_bytes=min(8, size - 8 * index), register=register)
            )
    return tuple(pieces)


def _returned(classes: Sequence[ArgumentClass], size: int) -> tuple[Piece, ...]:
    """Return the registers of a result."""
    if COMPLEX_X87 in classes:
        return tuple(
            Piece(offset_bytes=offset, size_bytes=_X87_BYTES, register=register)
            for offset, register in ((0, "st(0)"), (size // 2, "st(1)"))
        )
    if X87 in classes:
        return (Piece(offset_bytes=0, size_bytes=_X87_BYTES, register="st(0)"),)
    return _in_registers(classes, size, Registers(("rax", "rdx")), Registers(("xmm0", "xmm1")))


def call_layout(
    function: FunctionType, records: Records, target: Target, variadic: Sequence[CType]
) -> CallLayout:
    """Return where the arguments and the result of a call travel."""
    places = _Places(records=records, target=target)
    result = places.result(function.result)
    parameters = tuple(places.put(ctype) for ctype in (*function.parameters, *variadic))
    return CallLayout(
        parameters=parameters,
        result=result,
        stack_bytes=places.stack.position_bytes,
        returned_address="rax" if result.passage is Passage.REFERENCE else None,
        vector_count="al" if function.variadic else None,
    )
