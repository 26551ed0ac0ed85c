"""What is read: the largest header that there is, and some that are made to be large."""

from collections.abc import Callable
from pathlib import Path

from ffisafe.frontends.c_header import Flag, HeaderOptions, Switch
from ffisafe.frontends.c_header.preprocessing.preprocess import Preprocessed, preprocess

VULKAN = Path("/usr/include/vulkan/vulkan_core.h")  # libvulkan-dev
# Without them, plain pycparser parses the header, and the text is otherwise the same.
_GNU_C = (
    *("__attribute__(x)=", "__extension__=", "__asm__(x)=", "__restrict=restrict", "__inline=inline"),
    *("__builtin_va_list=int", "__alignof__(x)=8"),
)


def vulkan(*, without_gnu_c: bool = False) -> Preprocessed:
    """Return the preprocessed header."""
    macros = _GNU_C if without_gnu_c else ()
    flags = tuple(Flag(switch=Switch.DEFINE, value=macro) for macro in macros)
    return preprocess([VULKAN], HeaderOptions(flags=flags))


def unit(text: str) -> Preprocessed:
    """Return a text as if it had been preprocessed."""
    return Preprocessed(text=f'# 1 "made.h"\n{text}', macros={}, system_files=frozenset())


def _structs(count: int) -> str:
    return "".join(
        f"struct s{i} {{ int a; char b[{i % 7 + 1}]; struct s{i + 1} *next; unsigned c : 3, d : 9; }};\n"
        for i in range(count)
    )


def _nested(count: int) -> str:
    """Return structs that hold the one before, in groups of ten."""
    return "".join(
        f"struct n{i} {{ char c; {f'struct n{i - 1} inner;' if i % 10 else 'double d;'} }};\n"
        for i in range(count)
    )


def _typedefs(count: int) -> str:
    """Return names for names, a hundred in a row."""
    return "".join(
        f"typedef {f't{i - 1}' if i % 100 else 'unsigned long'} t{i};\nstruct u{i} {{ t{i} x; }};\n"
        for i in range(count)
    )


def _enumerators(count: int) -> str:
    values = "".join(f"E{i}{f' = E{i - 1} + 1' if i % 3 == 2 else ''},\n" for i in range(count))
    return f"enum e {{ {values} }};\nstruct s {{ enum e e; }};\n"


def _functions(count: int) -> str:
    return "".join(
        f"int f{i}(struct s *a, const char *b, unsigned long c[{i % 9 + 1}]);\n" for i in range(count)
    )


MADE: dict[str, Callable[[int], str]] = {
    "structs": _structs,
    "nested structs": _nested,
    "typedefs": _typedefs,
    "enumerators": _enumerators,
    "functions": _functions,
}
