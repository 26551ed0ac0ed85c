"""x86-64 as everybody but Microsoft has it (System V AMD64 psABI §3.2.3, "Parameter Passing").

Without AVX, which no target has by default, vectors wider than 16 bytes go in memory.
"""

from collections.abc import Sequence
from itertools import pairwise

from ffisafe.abi.calls.leaves import Leaf, complex_part, has_flexible_array, is_complex, is_x87, leaves
from ffisafe.abi.calls.places import Registers, Stack
from ffisafe.abi.extent import Records
from ffisafe.abi.layout import size_and_alignment
from ffisafe.model.call import ArgumentClass, CallLayout, Passage, Passing, Piece
from ffisafe.model.ctype import CType, FunctionType, Vector
from ffisafe.model.target import Target

INTEGER, SSE, SSEUP = ArgumentClass.INTEGER, ArgumentClass.SSE, ArgumentClass.SSEUP
X87, X87UP, COMPLEX_X87 = ArgumentClass.X87, ArgumentClass.X87UP, ArgumentClass.COMPLEX_X87
MEMORY, NO_CLASS = ArgumentClass.MEMORY, ArgumentClass.NO_CLASS

_GENERAL = ("rdi", "rsi", "rdx", "rcx", "r8", "r9")
_VECTOR = tuple(f"xmm{number}" for number in range(8))
_X87_BYTES = 10  # of the 16 that a `long double` takes in memory


def classify(ctype: CType, records: Records) -> tuple[ArgumentClass, ...]:
    """Return the class of each eightbyte of a type (System V AMD64 psABI §3.2.3, "Classification").

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
    for leaf in leaves(ctype, records):
        if leaf.offset_bits % (8 * leaf.align_bytes) and not leaf.is_bit_field:
            return (MEMORY,)
        for index, found in enumerate(_of_leaf(leaf), start=leaf.offset_bits // 64):
            classes[index] = _merge(classes[index], found)
    return _cleaned_up(classes)


def _of_leaf(leaf: Leaf) -> tuple[ArgumentClass, ...]:
    """Return the classes of the eightbytes that a scalar or a bit-field touches."""
    size = leaf.type.size_bytes
    if isinstance(leaf.type, Vector):
        if size < 8:
            return (INTEGER,)
        # GCC has no register for a vector of one `double`.
        alone = leaf.type.count == 1 and leaf.type.element.name == "double"
        return (MEMORY,) if alone else (SSE, SSEUP)[: size // 8]
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


def _cleaned_up(classes: Sequence[ArgumentClass]) -> tuple[ArgumentClass, ...]:
    """Return the classes after the post merger cleanup (rule 5); there are no more than two."""
    pairs = list(pairwise(classes))
    if MEMORY in classes or any(then is X87UP and first is not X87 for first, then in pairs):
        return (MEMORY,)
    if any(then is SSEUP and first is not SSE for first, then in pairs):
        return (classes[0], SSE)
    return tuple(classes)


def call_layout(
    function: FunctionType, records: Records, target: Target, variadic: Sequence[CType]
) -> CallLayout:
    """Return where the arguments and the result of a call travel."""
    del target
    general, vector, stack = Registers(_GENERAL), Registers(_VECTOR), Stack(slot_bytes=8)
    result = _result(function.result, records, general)
    parameters = tuple(
        _argument(ctype, records, general, vector, stack) for ctype in (*function.parameters, *variadic)
    )
    return CallLayout(
        parameters=parameters,
        result=result,
        stack_bytes=stack.position_bytes,
        returned_address="rax" if result.passage is Passage.REFERENCE else None,
        vector_count="al" if function.variadic else None,
    )


def _argument(ctype: CType, records: Records, general: Registers, vector: Registers, stack: Stack) -> Passing:
    """Return where an argument goes ("Passing"): as a whole in registers, or on the stack."""
    classes = classify(ctype, records)
    if all(each is NO_CLASS for each in classes):
        return Passing(passage=Passage.IGNORED, classes=classes)
    size, align = size_and_alignment(ctype, records)
    in_memory = {MEMORY, X87, COMPLEX_X87} & {*classes}
    fits = classes.count(INTEGER) <= general.free and classes.count(SSE) <= vector.free
    if in_memory or not fits:
        pieces: tuple[Piece, ...] = (stack.put(size, align),)
    else:
        pieces = _in_registers(classes, size, general, vector)
    return Passing(passage=Passage.DIRECT, classes=classes, pieces=pieces)


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


def _result(ctype: CType, records: Records, general: Registers) -> Passing:
    """Return where a result goes ("Returning of Values"), the address of its memory as an argument."""
    classes = classify(ctype, records)
    size, _ = size_and_alignment(ctype, records)
    if all(each is NO_CLASS for each in classes):
        return Passing(passage=Passage.IGNORED, classes=classes)
    if MEMORY in classes:
        address = Piece(offset_bytes=0, size_bytes=8, register=general.take())
        return Passing(passage=Passage.REFERENCE, classes=classes, pieces=(address,))
    pieces: tuple[Piece, ...]
    if classes == (COMPLEX_X87,):
        pieces = tuple(
            Piece(offset_bytes=offset, size_bytes=_X87_BYTES, register=register)
            for offset, register in ((0, "st(0)"), (size // 2, "st(1)"))
        )
    elif X87 in classes:
        pieces = (Piece(offset_bytes=0, size_bytes=_X87_BYTES, register="st(0)"),)
    else:
        pieces = _in_registers(classes, size, Registers(("rax", "rdx")), Registers(("xmm0", "xmm1")))
    return Passing(passage=Passage.DIRECT, classes=classes, pieces=pieces)
