"""Constants as C spells them (C17 §6.4.4, §6.4.5): their values and the names of their types."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.c_header.grammar.spelling import clipped
from ffisafe.model.target import Target

_INTEGER = re.compile(
    r"(?P<digits>0[xX][0-9a-fA-F']+|0[bB][01']+|0[0-7']*|[1-9][0-9']*)"
    r"(?P<suffix>[uU]?(?:ll?|LL?|wb|WB)?|(?:ll?|LL?|wb|WB)[uU]|[uU]?[iI](?:8|16|32|64|128))$"
)
_MICROSOFT = {"i8": "char", "i16": "short", "i32": "int", "i64": "long long", "i128": "__int128"}
_FLOAT = re.compile(
    r"(?:0[xX](?P<hex>[0-9a-fA-F']*)\.?(?P<hexpart>[0-9a-fA-F']*)[pP](?P<binary>[+-]?\d+)"
    r"|(?P<decimal>[\d.']+(?:[eE][+-]?\d+)?))"
    r"(?P<suffix>[fF](?:16|32|64|128)?x?|[lLqQwW])?$"
)
_FLOAT_TYPES = {
    "": "double", "f": "float", "l": "long double", "w": "long double", "q": "_Float128",
    "f16": "_Float16", "f32": "float", "f64": "double", "f128": "_Float128",
    "f32x": "double", "f64x": "long double",
}  # fmt: skip
_MAX_EXPONENT = 20_000  # beyond every format's; a fraction with more digits is only a waste

_PREFIXED = re.compile(r"(u8|[LuU])?(['\"].*)$", re.DOTALL)
_PART = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_CHARACTER = re.compile(
    r"\\(?:x(?P<hex>[0-9a-fA-F]+)|(?P<octal>[0-7]{1,3})|(?:u(?P<four>[0-9a-fA-F]{4})"
    r"|U(?P<eight>[0-9a-fA-F]{8}))|(?P<letter>.))|(?P<plain>.)",
    re.DOTALL,
)
_LETTERS = {"n": 10, "t": 9, "r": 13, "a": 7, "b": 8, "f": 12, "v": 11, "e": 27, "E": 27}
_ENCODINGS = {1: "utf-8", 2: "utf-16-le", 4: "utf-32-le"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """A value with the canonical name of its type."""

    value: int | Fraction
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StringLiteral:
    """The code units of a string, without the zero at its end, and the name of their type."""

    units: tuple[int, ...]
    type: str


def integer(text: str, target: Target) -> Literal:
    """Return an integer constant: the first type that has room for it (C17 §6.4.4.1).

    Raises:
        UnsupportedTypeError: It is malformed, or no type has room for it.
    """
    found = _INTEGER.match(text)
    if found is None:
        raise UnsupportedTypeError(f"`{clipped(text)}` is not an integer constant")
    digits, suffix = found["digits"].replace("'", ""), found["suffix"].lower()
    decimal = digits[0] != "0"
    value = int(digits, 8) if digits.isdigit() and not decimal else int(digits, 0)
    sign = "unsigned " if "u" in suffix else ""
    if "i" in suffix:  # Microsoft's name the type themselves
        return Literal(value=value, type=sign + _MICROSOFT[suffix.removeprefix("u")])
    if "wb" in suffix:  # the narrowest that has room (C23 §6.4.4.1)
        bits = max(value.bit_length(), 1) if sign else max(value.bit_length(), 1) + 1
        return Literal(value=value, type=f"{sign}_BitInt({bits})")
    for name in ["int", "long", "long long"][suffix.count("l") :]:
        bits = 8 * target.scalars[name].size_bytes
        if not sign and value < 1 << (bits - 1):
            return Literal(value=value, type=name)
        # A decimal constant without `u` is unsigned only where nothing signed has room.
        if (sign or not decimal or name == "long long") and value < 1 << bits:
            return Literal(value=value, type=f"unsigned {name}")
    raise UnsupportedTypeError(f"`{clipped(text)}` fits no integer type")


def floating(text: str) -> Literal:
    """Return a floating constant, not yet rounded to its type (C17 §6.4.4.2).

    Raises:
        UnsupportedTypeError: It is decimal floating, imaginary, or out of every range.
    """
    found = _FLOAT.match(text)
    name = _FLOAT_TYPES.get((found["suffix"] or "").lower()) if found else None
    if found is None or name is None:
        raise UnsupportedTypeError(f"`{clipped(text)}` is not a floating constant that is understood")
    if found["decimal"] is None:
        fraction = (found["hexpart"] or "").replace("'", "")
        mantissa = int(found["hex"].replace("'", "") + fraction or "0", 16)
        exponent = int(found["binary"]) - 4 * len(fraction)
        if abs(exponent) > _MAX_EXPONENT:
            raise UnsupportedTypeError(f"`{clipped(text)}` is out of range")
        return Literal(value=Fraction(mantissa) * Fraction(2) ** exponent, type=name)
    digits = found["decimal"].replace("'", "")
    if abs(int(re.split("[eE]", digits)[-1] if "e" in digits.lower() else "0")) > _MAX_EXPONENT:
        raise UnsupportedTypeError(f"`{clipped(text)}` is out of range")
    return Literal(value=Fraction(digits), type=name)


def character(text: str, target: Target) -> Literal:
    """Return a character constant, one of several characters as GCC and Clang have it.

    Those are put together a byte at a time, the last one lowest (GCC preprocessor manual,
    "Implementation-defined behavior").
    """
    prefix, quoted = _prefixed(text)
    name = _unit_type(prefix, target) if prefix else "char"
    units = _units(quoted[1:-1], _unit_bytes(name, target), text)
    if not units:
        raise UnsupportedTypeError(f"`{clipped(text)}` is an empty character constant")
    if prefix:
        value, bits = units[-1], 8 * _unit_bytes(name, target)
        if name == "char":  # `u8` of C23
            return Literal(value=value, type="unsigned char")
        return Literal(value=_signed(value, bits) if _is_signed(name) else value, type=name)
    if len(units) > 1:
        value = int.from_bytes(bytes(units[-4:]), "big")
        return Literal(value=_signed(value, 32), type="int")
    return Literal(value=_signed(units[0], 8) if target.char_is_signed else units[0], type="int")


def string(text: str, target: Target) -> StringLiteral:
    """Return a string, whose parts have been put side by side (C17 §6.4.5)."""
    prefix, quoted = _prefixed(text)
    name = _unit_type(prefix, target)
    size = _unit_bytes(name, target)
    units = tuple(unit for part in _PART.findall(quoted) for unit in _units(part, size, text))
    return StringLiteral(units=units, type=name)


def _prefixed(text: str) -> tuple[str, str]:
    found = _PREFIXED.match(text)
    if found is None:
        raise UnsupportedTypeError(f"`{clipped(text)}` is not a character or string that is understood")
    return found[1] or "", found[2]


def _unit_type(prefix: str, target: Target) -> str:
    return {"L": target.wchar_type, "u": "unsigned short", "U": "unsigned int"}.get(prefix, "char")


def _unit_bytes(name: str, target: Target) -> int:
    return target.scalars[name].size_bytes


def _is_signed(name: str) -> bool:
    return not name.startswith("unsigned ")


def _units(body: str, size: int, text: str) -> list[int]:
    """Return the code units that characters and escapes stand for."""
    units: list[int] = []
    for found in _CHARACTER.finditer(body):
        if digits := found["hex"] or found["octal"]:
            units.append(int(digits, 16 if found["hex"] else 8) & ((1 << 8 * size) - 1))
        elif letter := found["letter"]:
            units.append(_LETTERS.get(letter, ord(letter)))
        else:
            named = found["four"] or found["eight"]
            units += _encoded(chr(int(named, 16)) if named else found["plain"], size, text)
    return units


def _encoded(plain: str, size: int, text: str) -> Iterator[int]:
    try:
        encoded = plain.encode(_ENCODINGS[size], "surrogateescape" if size == 1 else "strict")
    except (UnicodeEncodeError, ValueError):
        raise UnsupportedTypeError(f"`{text!a}` has a character that is not Unicode") from None
    return (int.from_bytes(encoded[at : at + size], "little") for at in range(0, len(encoded), size))


def _signed(value: int, bits: int) -> int:
    return value - (1 << bits) if value >> (bits - 1) else value
