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
_FLOATS: Scalars = {**floating("_Float16", 2), **floating("float", 4), **floating("double", 8)}
_INT128 = integers("__int128", 16)

# `long` and pointers of 8 bytes: System V AMD64 psABI §3.1.2, AAPCS64 §10.1.2, RISC-V ELF psABI
# "C/C++ type sizes and alignments", OpenPOWER ELFv2 §2.1.2.1, LoongArch psABI "C/C++ data types".
LP64: Scalars = {
    **_COMMON, **integers("long", 8), **integers("long long", 8), **_INT128,
    **_FLOATS, **floating("long double", 16), **floating("_Float128", 16),
}  # fmt: skip

# z/Architecture ELF psABI §1.1.2: nothing is aligned to more than 8.
LP64_ALIGNED_TO_8: Scalars = {
    **LP64, **integers("__int128", 16, 8),
    **floating("long double", 16, 8), **floating("_Float128", 16, 8),
}  # fmt: skip

# Apple, "Writing ARM64 code for Apple platforms": `long double` is `double`, and there is no other.
LP64_APPLE_ARM: Scalars = {
    name: known for name, known in {**LP64, **floating("long double", 8)}.items() if name != "_Float128"
}

# `long` and pointers of 4 bytes, all aligned to their size: AAPCS32 §7.1.1.
ILP32: Scalars = {
    **_COMMON, **integers("long", 4), **integers("long long", 8),
    **_FLOATS, **floating("long double", 8), **floating("__fp16", 2),
}  # fmt: skip

# System V i386 psABI §2.1.1: 8-byte scalars align to 4 inside records, and to 8 by themselves.
I386: Scalars = {
    **ILP32, **integers("long long", 8, 4, 8),
    **floating("double", 8, 4, 8), **floating("long double", 12, 4), **floating("_Float128", 16),
}  # fmt: skip

# WebAssembly tool conventions, "Basic C ABI".
WASM32: Scalars = {**ILP32, **_INT128, **floating("long double", 16), **floating("_Float128", 16)}

# Microsoft: `long` of 4 bytes with pointers of either size, `long double` is `double`
# ("x64 ABI conventions", "Types and storage"; Clang has `__int128` there too).
WINDOWS_32: Scalars = {name: known for name, known in ILP32.items() if name != "__fp16"}
WINDOWS_64: Scalars = {**WINDOWS_32, **_INT128}

# GCC keeps the 80-bit `long double` on Windows; 8-byte scalars align to 8 (`-malign-double`).
MINGW_32: Scalars = {**WINDOWS_32, **floating("long double", 12, 4), **floating("_Float128", 16)}
MINGW_64: Scalars = {**WINDOWS_64, **floating("long double", 16), **floating("_Float128", 16)}
