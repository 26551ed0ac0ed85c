"""The words of C, GNU C, Clang and Microsoft's C, and the tokens that pycparser does not have."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pycparser.c_lexer import Token

from ffisafe.frontends.c_header.grammar.pragmas import LayoutPragmas
from ffisafe.model.target import RulesOf, Target

# Keywords of C23 and before; the token types are pycparser's.
_STANDARD = {
    word: word.upper()
    for word in (
        *("auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum"),
        *("extern", "float", "for", "goto", "if", "inline", "int", "long", "register", "restrict", "return"),
        *("short", "signed", "sizeof", "static", "struct", "switch", "typedef", "union", "unsigned"),
        *("void", "volatile", "while"),
        *("_Bool", "_Complex", "_Generic", "_Noreturn", "_Thread_local", "_Static_assert", "_Atomic"),
        *("_Alignof", "_Alignas", "_BitInt", "_Imaginary"),
    )
}
_C23 = {
    "alignas": "_ALIGNAS",
    "alignof": "_ALIGNOF",
    "bool": "_BOOL",
    "static_assert": "_STATIC_ASSERT",
    "thread_local": "_THREAD_LOCAL",
    "true": "BOOL_CONST",
    "false": "BOOL_CONST",
    "nullptr": "NULLPTR",
    "constexpr": "CONSTEXPR",
    "typeof": "TYPEOF",
    "typeof_unqual": "TYPEOF_UNQUAL",
}
# GNU spellings of standard keywords (GCC manual, "Alternate Keywords").
_GNU = {
    "__const": "CONST",
    "__const__": "CONST",
    "__volatile": "VOLATILE",
    "__volatile__": "VOLATILE",
    "__restrict": "RESTRICT",
    "__restrict__": "RESTRICT",
    "__inline": "INLINE",
    "__inline__": "INLINE",
    "__signed": "SIGNED",
    "__signed__": "SIGNED",
    "__complex": "_COMPLEX",
    "__complex__": "_COMPLEX",
    "__alignof": "_ALIGNOF",
    "__alignof__": "_ALIGNOF",
    "__typeof": "TYPEOF",
    "__typeof__": "TYPEOF",
    "__typeof_unqual": "TYPEOF_UNQUAL",
    "__typeof_unqual__": "TYPEOF_UNQUAL",
    "__thread": "_THREAD_LOCAL",
    "__auto_type": "AUTO_TYPE",
    "__real": "UNARY",
    "__real__": "UNARY",
    "__imag": "UNARY",
    "__imag__": "UNARY",
    "offsetof": "OFFSETOF",
    "__builtin_offsetof": "OFFSETOF",
    "__builtin_va_arg": "__BUILTIN_VA_ARG",
    "__int128": "__INT128",
}
# Names of types that are no keywords of pycparser's: the parser passes them on.
_TYPE_WORDS = (
    *("__builtin_va_list", "__builtin_ms_va_list", "__builtin_sysv_va_list"),
    *("__float128", "__float80", "__ibm128", "__fp16", "__bf16"),
    *("_Float16", "_Float32", "_Float64", "_Float128", "_Float32x", "_Float64x", "_Float128x"),
    *("_Decimal32", "_Decimal64", "_Decimal128", "__int128_t", "__uint128_t"),
    *("_Fract", "_Accum", "_Sat"),
)
_MICROSOFT = {
    "__int8": "INT",
    "__int16": "INT",
    "__int32": "INT",
    "__int64": "INT",
    "__wchar_t": "INT",
    "_int8": "INT",
    "_int16": "INT",
    "_int32": "INT",
    "_int64": "INT",
    "_inline": "INLINE",
    "__forceinline": "INLINE",
    "_forceinline": "INLINE",
    "_alignof": "_ALIGNOF",
}
_SPELLINGS = {
    **{word: word.strip("_") for word in _GNU if word.strip("_") in _STANDARD},
    **dict.fromkeys(("__complex", "__complex__"), "_Complex"),
    **dict.fromkeys(("__alignof", "__alignof__"), "__alignof__"),  # stricter than `_Alignof` for some types
    **dict.fromkeys(("__typeof", "__typeof__"), "typeof"),
    **dict.fromkeys(("__typeof_unqual", "__typeof_unqual__"), "typeof_unqual"),
    **dict.fromkeys(("__real", "__real__"), "__real__"),
    **dict.fromkeys(("__imag", "__imag__"), "__imag__"),
    **dict.fromkeys(("_inline", "__forceinline", "_forceinline"), "inline"),
    **{f"{hidden}int{bits}": f"__int{bits}" for hidden in ("_", "__") for bits in (8, 16, 32, 64)},
    "__builtin_offsetof": "offsetof",
    "_alignof": "__alignof__",
    "bool": "_Bool",
    "alignof": "_Alignof",
    "static_assert": "_Static_assert",
}

ATTRIBUTE_WORDS = {"__attribute__", "__attribute"}
ASM_WORDS = {"asm", "__asm", "__asm__"}
DECLSPEC_WORDS = {"__declspec", "_declspec"}
# Words that stand where an attribute may, and are kept as one (Clang, "Nullability Attributes").
_NULLABILITY = ("_Nullable", "_Nonnull", "_Null_unspecified", "_Nullable_result")
_CLANG_WORDS = (*_NULLABILITY, "__nullable", "__nonnull", "__null_unspecified", "__kindof")
_CONVENTIONS = ("cdecl", "stdcall", "fastcall", "thiscall", "vectorcall", "pascal", "clrcall", "regcall")
# Microsoft, "Keywords and attributes": what qualifies a pointer or a declaration.
_MODIFIERS = ("ptr32", "ptr64", "sptr", "uptr", "unaligned", "w64", "based")


class Form(StrEnum):
    """How an attribute is written."""

    GNU = "__attribute__"
    STANDARD = "[[]]"
    DECLSPEC = "__declspec"
    WORD = "word"
    ASM = "asm"


ATTRIBUTE = "ATTRIBUTE_BEGIN"
"""Token type of a whole attribute specifier."""


@dataclass(slots=True)
class AttributeToken(Token):
    """A whole attribute specifier: its value is the text of the list of attributes."""

    form: Form = Form.GNU


@dataclass(slots=True)
class BraceToken(Token):
    """A brace, with the pragmas in force there."""

    pragmas: LayoutPragmas | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What C a translation unit is in: whose keywords it has, and who reads its pragmas.

    GCC's name for the rules about pragmas is ``HANDLE_PRAGMA_PACK_WITH_EXPANSION``: GCC expands
    macros in ``#pragma pack`` on none of the targets known, Clang on all of them.
    """

    microsoft: bool = False
    clang: bool = False
    x86: bool = True

    @property
    def keywords(self) -> dict[str, str]:
        """Token types by keyword."""
        words = {**_STANDARD, **_C23, **_GNU, **dict.fromkeys(_TYPE_WORDS, "FLOAT")}
        return {**words, **_MICROSOFT} if self.microsoft else words

    @property
    def attribute_words(self) -> dict[str, str]:
        """Words that are kept as attributes, with the names that those have."""
        words = {word: word for word in _CLANG_WORDS}
        if self.microsoft:
            names = (*_CONVENTIONS, *_MODIFIERS)
            words |= {f"{hidden}{name}": name for hidden in ("_", "__") for name in names}
        return words


def dialect_of(target: Target, macros: Mapping[str, str] | None = None) -> Dialect:
    """Return the C that a target's headers are in: Clang's if macros say so, or the target's rules are."""
    return Dialect(
        microsoft="windows" in target.triple,
        clang="__clang__" in (macros or {}) or target.records.of is RulesOf.CLANG,
        x86=target.triple.startswith(("x86_64", "i686")),
    )


def spelled(word: str) -> str:
    """Return a keyword as the standard spells it, for those who read its text."""
    return _SPELLINGS.get(word, word)
