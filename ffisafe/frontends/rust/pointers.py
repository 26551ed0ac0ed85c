"""What the names of Rust's pointer types say; DWARF itself only has "pointer"."""

import re
from dataclasses import dataclass

from ffisafe.model.ctype import PointerKind

_FUNCTION = re.compile(r'(?:unsafe )?(?:extern "(?P<abi>[^"]*)" )?fn\(')
_BOX = re.compile(r"(?:\w+::)*Box<")


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionPointerName:
    """What the name of a function pointer adds to its DIE: the ABI, and C's ``...``."""

    abi: str
    variadic: bool


def pointer_kind(name: str) -> tuple[PointerKind, bool]:
    """Return the kind of a data pointer, and whether its pointee may only be read."""
    if name.startswith("&mut "):
        return PointerKind.REFERENCE, False
    if name.startswith("&"):
        return PointerKind.REFERENCE, True
    if _BOX.match(name):
        return PointerKind.BOX, False
    return PointerKind.RAW, name.startswith("*const ")


def function_pointer(name: str) -> FunctionPointerName | None:
    """Return what a name like ``extern "C" fn(i32) -> u8`` says, or None for other names."""
    match = _FUNCTION.match(name)
    if match is None:
        return None
    parameters = _up_to_closing(name[match.end() :])
    return FunctionPointerName(abi=match["abi"] or "Rust", variadic=parameters.endswith("..."))


def _up_to_closing(text: str) -> str:
    """Return what stands before the parenthesis that closes an already open one."""
    depth = 1
    for index, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return text[:index]
    return text
