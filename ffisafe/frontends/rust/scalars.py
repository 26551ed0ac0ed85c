"""Base types of DWARF as scalars (DWARF 5 §5.1)."""

from elftools.dwarf.die import DIE

from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.rust.dies import number, text
from ffisafe.model.ctype import VOID, Scalar
from ffisafe.model.target import Encoding, Target

# DW_ATE_* codes (DWARF 5 table 7.11).
_ENCODINGS = {
    0x02: Encoding.BOOLEAN,
    0x04: Encoding.FLOAT,
    0x05: Encoding.SIGNED,
    0x06: Encoding.SIGNED,  # signed_char
    0x07: Encoding.UNSIGNED,
    0x08: Encoding.UNSIGNED,  # unsigned_char
    0x10: Encoding.UTF,
}
_WIDEST_ALIGNMENT = 16


def read_scalar(die: DIE, target: Target) -> Scalar:
    """Return a base type under its own language's name; Rust's ``()`` and ``!`` are ``VOID``.

    Raises:
        UnsupportedTypeError: Neither Rust nor C's plain arithmetic has such a type.
    """
    name = text(die, "DW_AT_name") or ""
    size = number(die, "DW_AT_byte_size") or 0
    if size == 0:
        return VOID
    encoding = _ENCODINGS.get(number(die, "DW_AT_encoding") or 0)
    if encoding is None:
        raise UnsupportedTypeError(f"the debug information gives `{name}` an encoding unknown here")
    if name == "char" and encoding is not Encoding.UTF:
        encoding = Encoding.CHAR
    align = number(die, "DW_AT_alignment") or _alignment(size, encoding, target)
    return Scalar(name=name, encoding=encoding, size_bytes=size, align_bytes=align)


def _alignment(size: int, encoding: Encoding, target: Target) -> int:
    """Return what the target says of C's scalars of that size, else the natural alignment."""
    is_float = encoding is Encoding.FLOAT
    known = (
        fact.align_bytes
        for fact in target.scalars.values()
        if fact.size_bytes == size and (fact.encoding is Encoding.FLOAT) == is_float
    )
    return max(known, default=min(size, _WIDEST_ALIGNMENT))
