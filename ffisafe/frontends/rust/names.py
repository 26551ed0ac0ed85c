"""Symbols as C writes them: without what Mach-O and 32-bit Windows put around them."""

import re

from ffisafe.model.target import Target

# Of __stdcall (`_f@8`), __fastcall (`@f@8`) and __vectorcall (`f@@8`); GNU's linker drops an underscore.
_CONVENTION = re.compile(r"[_@]?(?P<name>[A-Za-z_]\w*)@@?\d+")


def undecorated(symbol: str, target: Target, *, is_exported: bool = False) -> str:
    """Return the C name of a symbol.

    ``is_exported``: the symbol stands in a DLL's export table, where plain ones have no underscore.
    """
    if "apple" in target.triple:
        return symbol.removeprefix("_")
    if "windows" not in target.triple:
        return symbol
    if found := _CONVENTION.fullmatch(symbol):
        return found["name"]
    is_32 = target.pointer_bytes == 4
    return symbol.removeprefix("_") if is_32 and not is_exported else symbol
