"""Structs of numbers and pointers alone: packed in one step, for they are what most calls carry."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from ffisafe.model.ctype import Enumeration, Pointer, RecordKind, Scalar
from ffisafe.model.layout import Member, RecordLayout
from ffisafe.model.target import Encoding

__tracebackhide__ = True  # pytest: what is wrong is the value, not how it is packed

_INTEGERS = {1: "b", 2: "h", 4: "i", 8: "q"}
_FLOATS = {2: "e", 4: "f", 8: "d"}

Atom = Scalar | Enumeration | Pointer


@dataclass(frozen=True, slots=True, kw_only=True)
class Flat:
    """How a struct is packed, and the type of each member by name, in order of offset."""

    packing: struct.Struct
    types: Mapping[str, Atom]


def flat(layout: RecordLayout, order: str, char_signed: bool) -> Flat | None:  # noqa: FBT001  # the platform's, like the order before it
    """Return a struct's packing, or None if it holds more than numbers and pointers."""
    if layout.kind is not RecordKind.STRUCT:
        return None
    text, types, end = "<" if order == "little" else ">", {}, 0
    for member in layout.members:
        code = _code(member, char_signed=char_signed)
        if code is None or member.name is None or member.offset_bytes < end:
            return None
        text += f"{member.offset_bytes - end}x{code}"
        types[member.name] = member.type
        end = member.offset_bytes + member.size_bytes
    text += f"{layout.size_bytes - end}x"
    return Flat(packing=struct.Struct(text), types=types)  # type: ignore[arg-type]  # by _code


def _code(member: Member, *, char_signed: bool) -> str | None:
    """Return a member's format character, or None if it has none."""
    if member.width_bits is not None:
        return None
    match member.type:
        case Pointer(size_bytes=size):
            return _INTEGERS[size].upper()
        case Enumeration(underlying=scalar) | (Scalar() as scalar):
            return _scalar_code(scalar, char_signed=char_signed)
    return None


def _scalar_code(scalar: Scalar, *, char_signed: bool) -> str | None:
    if scalar.encoding is Encoding.FLOAT:
        return _FLOATS.get(scalar.size_bytes)
    if scalar.encoding is Encoding.BOOLEAN:
        return "?" if scalar.size_bytes == 1 else None
    code = _INTEGERS.get(scalar.size_bytes)
    is_signed = scalar.encoding is Encoding.SIGNED or (scalar.encoding is Encoding.CHAR and char_signed)
    return code if is_signed or code is None else code.upper()
