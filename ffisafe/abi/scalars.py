"""C's arithmetic types by data model; the psABIs' tables, from which targets are put together."""

from collections.abc import Mapping

from ffisafe.model.target import Encoding, ScalarFact

Scalars = Mapping[str, ScalarFact]


def fact(
    encoding: Encoding, size_bytes: int, align_bytes: int | None = None, preferred: int | None = None
) -> ScalarFact:
    """Return a scalar's facts; it is aligned to its size unless said otherwise."""
    align = size_bytes if align_bytes is None else align_bytes
    return ScalarFact(
        encoding=encoding, size_bytes=size_bytes, align_bytes=align, preferred_align_bytes=preferred
    )


def integers(
    name: str, size_bytes: int, align_bytes: int | None = None, preferred: int | None = None
) -> Scalars:
    """Return the signed and the unsigned type of a name."""
    return {
        name: fact(Encoding.SIGNED, size_bytes, align_bytes, preferred),
        f"unsigned {name}": fact(Encoding.UNSIGNED, size_bytes, align_bytes, preferred),
    }


def floating(
    name: str, size_bytes: int, align_bytes: int | None = None, preferred: int | None = None
) -> Scalars:
    """Return a floating type."""
    return {name: fact(Encoding.FLOAT, size_bytes, align_bytes, preferred)}


_COMMON: Scalars = {
    "void": fact(Encoding.VOID, 0, 1),
    "_Bool": fact(Encoding.BOOLEAN, 1),
    "char": fact(Encoding.CHAR, 1),
    "signed char": fact(Encoding.SIGNED, 1),
    "unsigned char": fact(Encoding.UNSIGNED, 1),
    **integers("short", 2),
    **integers("int", 4),
}
_FLOATS: Scalars = {**floating("float", 4), **floating("double", 8)}
_HALF: Scalars = {**floating("_Float16", 2), **floating("__bf16", 2)}
_QUAD: Scalars = floating("_Float128", 16)
_INT128 = integers("__int128", 16)

# `long` and pointers of 8 bytes, all aligned to their size.
_LP64: Scalars = {
    **_COMMON, **integers("long", 8), **integers("long long", 8), **_INT128,
    **_FLOATS, **floating("long double", 16),
}  # fmt: skip
# `long` and pointers of 4 bytes, all aligned to their size.
_ILP32: Scalars = {
    **_COMMON, **integers("long", 4), **integers("long long", 8),
    **_FLOATS, **floating("long double", 8),
}  # fmt: skip

AMD64_APPLE: Scalars = {**_LP64, **_HALF}
AMD64: Scalars = {**AMD64_APPLE, **_QUAD, **floating("__float80", 16)}
AARCH64: Scalars = {**_LP64, **_HALF, **floating("__fp16", 2), **_QUAD}
AARCH64_APPLE: Scalars = {**_LP64, **_HALF, **floating("__fp16", 2), **floating("long double", 8)}
RISCV64: Scalars = {**_LP64, **_HALF, **_QUAD}
POWERPC64LE: Scalars = {**_LP64, **_QUAD, **floating("__ibm128", 16)}
LOONGARCH64: Scalars = {**_LP64, **_QUAD}
S390X: Scalars = {
    **_LP64, **integers("__int128", 16, 8), **floating("long double", 16, 8),
    **floating("_Float128", 16, 8),
}  # fmt: skip
ARMV7: Scalars = {**_ILP32, **_HALF, **floating("__fp16", 2)}
# 8-byte scalars align to 4 inside records, and to 8 by themselves.
I386: Scalars = {
    **_ILP32, **integers("long long", 8, 4, 8), **floating("double", 8, 4, 8),
    **floating("long double", 12, 4), **_QUAD, **floating("__float80", 12, 4),
}  # fmt: skip
WASM32: Scalars = {**_ILP32, **_INT128, **floating("long double", 16), **_QUAD}

# Microsoft: `long` of 4 bytes with pointers of either size, `long double` is `double`.
MSVC_32: Scalars = _ILP32
MSVC_64: Scalars = {**_ILP32, **_INT128, **_HALF}  # Clang has `__int128` there too
MSVC_ARM64: Scalars = {**MSVC_64, **floating("__fp16", 2)}
# GCC keeps the 80-bit `long double` on Windows; 8-byte scalars align to 8.
MINGW_32: Scalars = {
    **_ILP32, **floating("long double", 12, 4), **_QUAD, **floating("__float80", 12, 4),
}  # fmt: skip
MINGW_64: Scalars = {**_ILP32, **_INT128, **_HALF, **floating("long double", 16), **_QUAD,
    **floating("__float80", 16),
}  # fmt: skip
