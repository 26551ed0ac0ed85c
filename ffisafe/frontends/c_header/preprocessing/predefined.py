"""The macros that a compiler for a target has before it reads a line.

The names are those of the GCC preprocessor's manual, "Common Predefined Macros", and Clang's where
it has more; the values follow from the target's facts.
"""

from collections.abc import Iterator

from ffisafe.frontends.c_header.preprocessing.float_formats import float_macros
from ffisafe.model.target import Encoding, Endianness, Target

_GNUC = ("__GNUC__=4", "__GNUC_MINOR__=2", "__GNUC_PATCHLEVEL__=1", "__GNUC_STDC_INLINE__=1")
_CLANG = ("__clang__=1", "__clang_major__=16", "__clang_minor__=0", "__clang_patchlevel__=0", "__llvm__=1")
# Questions that only Clang understands; whoever preprocesses in its place answers no.
_CLANG_QUESTIONS = ("__has_feature(x)=0", "__has_extension(x)=0", "__building_module(x)=0")
_MICROSOFT = ("_INTEGRAL_MAX_BITS=64", "_MSC_FULL_VER=190024210")
_MINGW = (
    "__declspec(x)=__attribute__((x))",
    *(f"{name}=__attribute__((__{name.strip('_')}__))" for name in ("__cdecl", "__stdcall", "__fastcall")),
    *(f"{name}=__attribute__((__{name.strip('_')}__))" for name in ("_cdecl", "_stdcall", "_fastcall")),
)
_APPLE = (
    *("__APPLE_CC__=6000", "__DYNAMIC__=1", "__strong=", "__unsafe_unretained="),
    *("__nonnull=_Nonnull", "__nullable=_Nullable", "__null_unspecified=_Null_unspecified"),
)
_INTEGERS = {
    "signed char": ("SCHAR", ""),
    "short": ("SHRT", ""),
    "int": ("INT", ""),
    "long": ("LONG", "L"),
    "long long": ("LONG_LONG", "LL"),
}
_SIZED = (*_INTEGERS, "float", "double", "long double", "__int128")


def predefined_macros(target: Target) -> Iterator[str]:
    """Yield every macro as ``-D`` takes it: what the target is, and what its types are."""
    yield from target.toolchain.macros
    yield from _compiler(target)
    yield from ("__NO_INLINE__=1", "__STDC_UTF_16__=1", "__STDC_UTF_32__=1")
    yield from type_macros(target)


def _compiler(target: Target) -> Iterator[str]:
    """Yield by what a header knows the compiler; Apple's and WebAssembly's is Clang."""
    if target.enums_are_int:  # which only Microsoft's compiler and its likes have
        yield from _MICROSOFT
        return
    yield from _GNUC
    if "windows" in target.triple:
        yield from _MINGW
    if not target.toolchain.prefixes:
        yield from (*_CLANG, *_CLANG_QUESTIONS)
    if _is_apple(target):
        yield from _APPLE
    if target.triple.endswith("-musl"):
        yield "__FFISAFE_MUSL__=1"  # which no compiler tells


def type_macros(target: Target) -> Iterator[str]:
    """Yield the macros by which headers ask about types."""
    yield "__CHAR_BIT__=8"
    if not target.char_is_signed:
        yield "__CHAR_UNSIGNED__=1"
    long_bytes = target.scalars["long"].size_bytes
    if long_bytes == target.pointer_bytes == 8:
        yield from ("_LP64=1", "__LP64__=1")
    elif long_bytes == target.pointer_bytes == 4:
        yield from ("_ILP32=1", "__ILP32__=1")
    yield f"__SIZEOF_POINTER__={target.pointer_bytes}"
    yield from _byte_order(target.endianness)
    # Clang's for Apple is that of `long double`, and less than what `aligned` asks for.
    biggest = target.scalars["long double"].align_bytes if _is_apple(target) else target.max_aligned_bytes
    yield f"__BIGGEST_ALIGNMENT__={biggest}"
    yield from _standard_integers(target)
    yield from _named_integers(target)
    yield from float_macros(target)


def _byte_order(endianness: Endianness) -> Iterator[str]:
    yield from ("__ORDER_LITTLE_ENDIAN__=1234", "__ORDER_BIG_ENDIAN__=4321", "__ORDER_PDP_ENDIAN__=3412")
    yield f"__BYTE_ORDER__=__ORDER_{endianness.upper()}_ENDIAN__"
    yield f"__FLOAT_WORD_ORDER__=__ORDER_{endianness.upper()}_ENDIAN__"
    yield f"__{endianness.upper()}_ENDIAN__=1"


def _standard_integers(target: Target) -> Iterator[str]:
    for name, (macro, suffix) in _INTEGERS.items():
        bits = 8 * target.scalars[name].size_bytes
        yield f"__{macro}_MAX__={(1 << bits - 1) - 1}{suffix}"
        yield f"__{macro}_WIDTH__={bits}"
        if name == "long long":  # GCC's name is the one above
            yield f"__LLONG_WIDTH__={bits}"
    for name in _SIZED:
        if name in target.scalars and name != "signed char":
            macro = name.strip("_").replace(" ", "_").upper()
            yield f"__SIZEOF_{macro}__={target.scalars[name].size_bytes}"


def _named_integers(target: Target) -> Iterator[str]:
    """Yield type, limits and width of each integer type that has a name in the library."""
    names = {**_pointer_wide(target), **_exact(target), **_others(target)}
    for macro, name in names.items():
        is_signed, bits = _is_signed(name, target), 8 * target.scalars[name].size_bytes
        suffix = _literal_suffix(name)
        yield f"__{macro}_TYPE__={name}"
        yield f"__{macro}_MAX__={(1 << bits - is_signed) - 1}{suffix}"
        yield f"__{macro}_WIDTH__={bits}"
        if macro in {"WCHAR", "WINT"} and not is_signed:
            yield f"__{macro}_UNSIGNED__=1"
        if macro in {"WCHAR", "WINT", "SIG_ATOMIC"}:
            yield f"__{macro}_MIN__={f'(-__{macro}_MAX__ - 1)' if is_signed else '0'}"
        if macro.removeprefix("U").removeprefix("INT").isdigit() or macro in {"INTMAX", "UINTMAX"}:
            yield f"__{macro}_C_SUFFIX__={suffix}"
            yield f"__{macro}_C(c)=c{f' ## {suffix}' if suffix else ''}"
    for macro in ("SIZE", "PTRDIFF", "WCHAR", "WINT"):
        yield f"__SIZEOF_{macro}_T__={target.scalars[names[macro]].size_bytes}"


def _pointer_wide(target: Target) -> dict[str, str]:
    size = target.size_type
    signed = size.removeprefix("unsigned ")
    return {"SIZE": size, "PTRDIFF": signed, "UINTPTR": size, "INTPTR": signed}


def _exact(target: Target) -> dict[str, str]:
    """Return the integers of each width, `least` and `fast` ones too.

    glibc's fast ones are as wide as a pointer (`<stdint.h>`); everybody else's are exact.
    """
    is_glibc = target.triple.endswith(("-linux-gnu", "-linux-gnueabihf"))
    order = [*_INTEGERS] if _is_apple(target) else [*reversed(_INTEGERS)]
    by_bits = {8 * target.scalars[name].size_bytes: name for name in order}
    word = by_bits[8 * target.pointer_bytes]
    names = {}
    for bits in sorted(by_bits):
        fast = word if is_glibc and 8 < bits < 8 * target.pointer_bytes else by_bits[bits]
        for macro, name in {
            f"{bits}": by_bits[bits],
            f"_LEAST{bits}": by_bits[bits],
            f"_FAST{bits}": fast,
        }.items():
            names[f"INT{macro}"] = name
            names[f"UINT{macro}"] = f"unsigned {name.removeprefix('signed ')}"
    widest = "long" if target.scalars["long"].size_bytes == 8 else "long long"
    return {**names, "INTMAX": widest, "UINTMAX": f"unsigned {widest}"}


def _others(target: Target) -> dict[str, str]:
    if "windows" in target.triple:
        wint = "unsigned short"
    else:
        wint = "unsigned int" if target.toolchain.prefixes or "linux" in target.triple else "int"
    return {
        "WCHAR": target.wchar_type,
        "WINT": wint,
        "SIG_ATOMIC": "long" if target.triple.startswith("wasm32") else "int",
        "CHAR16": "unsigned short",
        "CHAR32": "unsigned int",
    }


def _is_signed(name: str, target: Target) -> bool:
    return target.scalars[name].encoding is Encoding.SIGNED


def _literal_suffix(name: str) -> str:
    """Return what makes a constant one of a type; those that are promoted to int need none."""
    unsigned, plain = name.startswith("unsigned "), name.removeprefix("unsigned ")
    if plain in {"char", "short", "signed char"}:
        return ""
    return ("U" if unsigned else "") + {"int": "", "long": "L", "long long": "LL"}[plain]


def _is_apple(target: Target) -> bool:
    return target.triple.endswith("-apple-darwin")
