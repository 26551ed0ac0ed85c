"""Words of a contract against the type that they are said about (FFI505)."""

from collections.abc import Iterator

from ffisafe.contracts.types import describe, is_integer, points_to, size_bytes
from ffisafe.model.contract import Direction, ValueContract
from ffisafe.model.ctype import CType, FunctionType, Pointer, Record, is_void
from ffisafe.model.interface import Interface

_STRING_WORDS = frozenset({"zero-terminated", "utf8"})

Misfit = tuple[str, str, str]  # the word, why it does not fit, what to do about it


def misfits(said: ValueContract, ctype: CType, interface: Interface) -> Iterator[Misfit]:
    """Yield the words that contradict a type."""
    pointee = points_to(ctype)
    for word in _pointer_words(said):
        if pointee is None:
            yield word, f"is for pointers, and that is {describe(ctype)}", _remedy(ctype)
        elif word in _STRING_WORDS and not _is_character(pointee, interface):
            yield word, f"is for strings, and that points to {describe(pointee)}", "remove it"
        elif word in {"count", "bytes", "shape"} and isinstance(pointee, FunctionType):
            yield word, "is for memory, and that points to a function", "remove it"
    for word in _ownership_words(said):
        if pointee is None and not isinstance(ctype, Record):
            yield word, f"is for resources, and that is {describe(ctype)}", "remove it"
    if said.range is not None and not is_integer(ctype):
        yield "range", f"is for integers, and that is {describe(ctype)}", "remove it"
    if _writes_const(said, ctype):
        yield "direction", f"is `{said.direction}`, and that is a pointer to const", 'say "in"'


def _pointer_words(said: ValueContract) -> Iterator[str]:
    words = {
        "count": said.count is not None,
        "bytes": said.bytes is not None,
        "shape": said.shape is not None,
        "nullable": bool(said.nullable),
        "direction": said.direction is not None,
        "noalias": bool(said.noalias),
        "zero-terminated": bool(said.zero_terminated),
        "utf8": bool(said.utf8),
    }
    yield from (word for word, is_said in words.items() if is_said)


def _ownership_words(said: ValueContract) -> Iterator[str]:
    """Yield what a struct may be said too: the resources are those that its fields hold."""
    words = ("transfer", "release", "lifetime", "zero_copy")
    yield from (word.replace("_", "-") for word in words if getattr(said, word) is not None)


def _is_character(ctype: CType, interface: Interface) -> bool:
    return is_void(ctype) or (is_integer(ctype) and size_bytes(ctype, interface) == 1)


def _writes_const(said: ValueContract, ctype: CType) -> bool:
    return said.direction in {Direction.OUT, Direction.INOUT} and isinstance(ctype, Pointer) and ctype.const


def _remedy(ctype: CType) -> str:
    if isinstance(ctype, Record):
        return f"say it of a field: `structs.{ctype.name}.fields.NAME`"
    return "remove it, or say it of the pointer that it is about"
