"""Arithmetic types by the specifiers that C writes them with."""

from collections.abc import Sequence
from dataclasses import replace

from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.c_header.grammar.spelling import clipped
from ffisafe.model.ctype import VOID, Scalar, Vector
from ffisafe.model.target import Encoding, Target

_SAME_AS = {
    "_Float32": "float",
    "_Float64": "double",
    "_Float32x": "double",
    "_Float64x": "long double",
    "__float128": "_Float128",
    "__int128_t": "__int128",
    "__uint128_t": "unsigned __int128",
}
_MICROSOFT = {
    "__int8": "char",
    "__int16": "short",
    "__int32": "int",
    "__int64": "long long",
    "__wchar_t": "unsigned short",
}
_COMPLEX = "_Complex"
_DOUBLE_BYTES = 8
_INTEGER_MODES = {"QI": 1, "HI": 2, "SI": 4, "DI": 8, "TI": 16}
_FLOAT_MODES = {"HF": 2, "SF": 4, "DF": 8, "TF": 16}


def canonical_name(names: Sequence[str]) -> str:
    """Return the canonical spelling of arithmetic specifiers, ``unsigned long`` for example.

    Specifiers may come in any order (C17 §6.7.2).
    """
    words = [word for name in names for word in _MICROSOFT.get(name, _SAME_AS.get(name, name)).split()]
    if _COMPLEX in words:
        part = [word for word in words if word != _COMPLEX]
        # GNU C: `_Complex` alone is `double _Complex` (GCC manual, "Complex Numbers").
        return f"{canonical_name(part or ['double'])} {_COMPLEX}"
    longs, unsigned, signed = words.count("long"), "unsigned" in words, "signed" in words
    rest = [word for word in words if word not in {"long", "unsigned", "signed", "int"}]
    base = " ".join(["long"] * longs + rest) or "int"
    if base == "char" and signed:
        return "signed char"
    return f"unsigned {base}" if unsigned else base


def scalar(name: str, target: Target) -> Scalar:
    """Return an arithmetic type or ``void`` by its canonical name.

    Raises:
        UnsupportedTypeError: The target has no such type.
    """
    if name == "void":
        return VOID
    if name.endswith(f" {_COMPLEX}"):
        part = scalar(name.removesuffix(f" {_COMPLEX}"), target)
        # Two of the real type in a row, aligned as one is (C17 §6.2.5).
        return replace(part, name=name, encoding=Encoding.COMPLEX, size_bytes=2 * part.size_bytes)
    if name not in target.scalars:
        raise UnsupportedTypeError(f"type {clipped(name)} is not understood")
    fact = target.scalars[name]
    return Scalar(name=name, encoding=fact.encoding, size_bytes=fact.size_bytes, align_bytes=fact.align_bytes)


def bit_int(width: int, target: Target, *, signed: bool) -> Scalar:
    """Return ``_BitInt(width)``, by the rules that Clang has for the target.

    Raises:
        UnsupportedTypeError: The width is none that a compiler takes.
    """
    if not 0 < width + (not signed) - 1 < 1 << 23:
        raise UnsupportedTypeError(f"_BitInt({width}) is not understood")
    widest = target.max_bit_int_align_bytes or target.scalars["long long"].align_bytes
    align = min(1 << max(-(-width // 8) - 1, 0).bit_length(), widest)
    return Scalar(
        name=f"{'' if signed else 'unsigned '}_BitInt({width})",
        encoding=Encoding.SIGNED if signed else Encoding.UNSIGNED,
        size_bytes=-(-width // (8 * align)) * align,
        align_bytes=align,
    )


def preferred_alignment(ctype: Scalar, target: Target) -> int:
    """Return the alignment of a variable of a type, whatever name the type goes by."""
    encoding, size = ctype.encoding, ctype.size_bytes
    if encoding is Encoding.COMPLEX:
        encoding, size = Encoding.FLOAT, size // 2
    facts = (fact for fact in target.scalars.values() if (fact.encoding, fact.size_bytes) == (encoding, size))
    return max((fact.preferred_align_bytes or fact.align_bytes for fact in facts), default=1)


def with_mode(ctype: Scalar, mode: str, target: Target) -> Scalar:
    """Return the type of the same kind that has a machine mode (GCC internals, "Modes").

    Raises:
        UnsupportedTypeError: The mode is not understood, or no such type has it.
    """
    words = {"word": target.pointer_bytes, "pointer": target.pointer_bytes, "byte": 1}
    floats = ctype.encoding is Encoding.FLOAT
    size = (_FLOAT_MODES if floats else _INTEGER_MODES | words).get(mode)
    if size is None:
        raise UnsupportedTypeError(f"mode {mode} on `{ctype.name}` is not understood")
    encoding = Encoding.SIGNED if ctype.encoding is Encoding.CHAR else ctype.encoding
    for name, fact in target.scalars.items():
        if (fact.encoding, fact.size_bytes) == (encoding, size):
            return scalar(name, target)
    raise UnsupportedTypeError(f"no {ctype.encoding} type of {size} bytes for a mode attribute")


def vector_of(element: Scalar, size_bytes: int, target: Target) -> Vector:
    """Return the vector of a size (GCC manual, "Vector Extensions"); it is aligned as a whole.

    Raises:
        UnsupportedTypeError: The size is not a power of two and a multiple of the element's.
    """
    if element.encoding is Encoding.BOOLEAN:  # Clang's have a bit for each element
        raise UnsupportedTypeError(f"a vector of `{element.name}` is not understood")
    if size_bytes <= 0 or size_bytes & (size_bytes - 1) or size_bytes % max(element.size_bytes, 1):
        raise UnsupportedTypeError(f"a vector of {size_bytes} bytes of `{element.name}` is not understood")
    return Vector(
        name=f"{element.name} __attribute__((vector_size({size_bytes})))",
        encoding=Encoding.VECTOR,
        element=element,
        count=size_bytes // element.size_bytes,
        size_bytes=size_bytes,
        align_bytes=_vector_alignment(element, size_bytes, target),
    )


def _vector_alignment(element: Scalar, size_bytes: int, target: Target) -> int:
    """Return a vector's alignment in a record; without vector instructions GCC makes integers of some."""
    cap = target.records.max_scalar_align_bytes
    if cap and size_bytes == _DOUBLE_BYTES and element.encoding is not Encoding.FLOAT:
        return cap
    return min(size_bytes, target.max_vector_align_bytes or size_bytes)


def smallest_holding(values: Sequence[int], target: Target, *, packed: bool) -> Scalar:
    """Return the type of an enum with these values: the smallest, from int up unless packed.

    It is unsigned unless a value is negative, as GCC and Clang have it.
    """
    if target.enums_are_int:
        return scalar("int", target)
    signed = min(values, default=0) < 0
    needed = max((max(v, ~v).bit_length() + signed for v in values), default=0)
    names = ["int", "long", "long long"]
    for name in ["char", "short", *names] if packed else names:
        prefix = "unsigned " if not signed else "signed " if name == "char" else ""
        found = scalar(prefix + name, target)
        if needed <= found.size_bytes * 8:
            return found
    raise UnsupportedTypeError("an enumerator fits no integer type")
