"""Which C compiler preprocesses for a target, and what it must be told."""

import os
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass

from ffisafe.abi.targets import host_triple
from ffisafe.errors import MissingToolError
from ffisafe.model.target import Endianness, Target

_GNUC = ("__GNUC__=4", "__GNUC_MINOR__=2", "__GNUC_PATCHLEVEL__=1", "__GNUC_STDC_INLINE__=1")
_SIGNED = {
    "signed char": ("SCHAR", ""),
    "short": ("SHRT", ""),
    "int": ("INT", ""),
    "long": ("LONG", "L"),
    "long long": ("LONG_LONG", "LL"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiler:
    """A command with its first arguments; ``note`` says what is not as the user might expect."""

    command: tuple[str, ...]
    knows_target: bool = True  # its types are the target's
    note: str | None = None


def find_compiler(target: Target | None = None) -> Compiler:
    """Return a compiler for a target: its own, a cross compiler, Clang, or the host's with its macros.

    ``CC`` names the host's, ``CC_aarch64_unknown_linux_gnu`` that of a target, as for Cargo.

    Raises:
        MissingToolError: There is none at all.
    """
    if target is None or target.triple == host_triple():
        return Compiler(command=tuple(compiler_command()))
    variable = f"CC_{target.triple.replace('-', '_')}"
    if asked := shlex.split(os.environ.get(variable, "")):
        if not shutil.which(asked[0]):
            raise MissingToolError(
                f"C compiler `{asked[0]}` was not found", hint=f"install it, or change {variable}"
            )
        return Compiler(command=tuple(asked))
    for prefix in target.toolchain.prefixes:
        if shutil.which(f"{prefix}-gcc"):
            return Compiler(command=(f"{prefix}-gcc",))
    if shutil.which("clang"):
        return Compiler(command=("clang", f"--target={target.toolchain.clang_target}"))
    return _host_compiler_for(target)


def compiler_command() -> list[str]:
    """Return the host's C compiler: ``CC``, else ``cc``, ``gcc`` or ``clang`` on PATH.

    Raises:
        MissingToolError: None of them is there.
    """
    asked = shlex.split(os.environ.get("CC", ""))
    for command in [asked] if asked else [["cc"], ["gcc"], ["clang"]]:
        if shutil.which(command[0]):
            return command
    raise MissingToolError(
        f"C compiler `{asked[0] if asked else 'cc'}` was not found",
        hint="install gcc or clang, or set CC",
    )


def _host_compiler_for(target: Target) -> Compiler:
    command = compiler_command()
    macros = [f"-D{macro}" for macro in (*target.toolchain.macros, *type_macros(target))]
    return Compiler(
        # The libc of this machine is not the target's: only the compiler's own headers are used.
        command=(*command, "-undef", "-ffreestanding", "-D_LIBC_LIMITS_H_", *macros),
        knows_target=False,
        note=(
            f"no C compiler for {target.triple} was found: the headers were preprocessed by `{command[0]}`"
            " with that target's macros, as for a freestanding program"
        ),
    )


def type_macros(target: Target) -> Iterator[str]:
    """Yield the macros by which headers ask GCC about types (GCC internals, "Common Predefined Macros")."""
    if not target.enums_are_int:  # which only Microsoft's compiler and its likes have
        yield from _GNUC
    yield "__CHAR_BIT__=8"
    if not target.char_is_signed:
        yield "__CHAR_UNSIGNED__=1"
    if target.pointer_bytes == 8 and target.scalars["long"].size_bytes == 8:
        yield from ("_LP64=1", "__LP64__=1")
    yield f"__SIZEOF_POINTER__={target.pointer_bytes}"
    yield from _byte_order(target.endianness)
    yield f"__BIGGEST_ALIGNMENT__={target.max_aligned_bytes}"
    yield from _sizes(target)
    yield from _named_types(target)


def _byte_order(endianness: Endianness) -> Iterator[str]:
    yield from ("__ORDER_LITTLE_ENDIAN__=1234", "__ORDER_BIG_ENDIAN__=4321")
    yield f"__BYTE_ORDER__=__ORDER_{endianness.upper()}_ENDIAN__"


def _sizes(target: Target) -> Iterator[str]:
    for name, (macro, suffix) in _SIGNED.items():
        bits = 8 * target.scalars[name].size_bytes
        yield f"__{macro}_MAX__={(1 << bits - 1) - 1:#x}{suffix}"
    for name in ("short", "int", "long", "long long", "float", "double", "long double", "__int128"):
        if name in target.scalars:
            macro = name.strip("_").replace(" ", "_").upper()
            yield f"__SIZEOF_{macro}__={target.scalars[name].size_bytes}"


def _named_types(target: Target) -> Iterator[str]:
    size = target.size_type
    yield f"__SIZEOF_SIZE_T__={target.scalars[size].size_bytes}"
    pointer_wide = {"SIZE": size, "PTRDIFF": size.removeprefix("unsigned ")}
    pointer_wide |= {"UINTPTR": size, "INTPTR": pointer_wide["PTRDIFF"]}
    for macro, name in {**pointer_wide, "WCHAR": target.wchar_type}.items():
        yield f"__{macro}_TYPE__={name}"
    by_bits = {8 * target.scalars[name].size_bytes: name for name in reversed(_SIGNED)}
    for bits, name in by_bits.items():
        for macro in (f"{bits}", f"_LEAST{bits}", f"_FAST{bits}", *(["MAX"] if bits == max(by_bits) else [])):
            yield f"__INT{macro}_TYPE__={name}"
            yield f"__UINT{macro}_TYPE__=unsigned {name.removeprefix('signed ')}"
            yield f"__INT{macro}_MAX__={(1 << bits - 1) - 1:#x}"
            yield f"__UINT{macro}_MAX__={(1 << bits) - 1:#x}"
