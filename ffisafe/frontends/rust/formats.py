"""Reads a library of whichever format: its symbols, and the types of its debug information."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ffisafe.errors import LibraryError
from ffisafe.frontends.rust import archive, elf, foreign
from ffisafe.frontends.rust.archives import TYPE_RULES, read_archive_library
from ffisafe.frontends.rust.binary import Binary
from ffisafe.frontends.rust.damage import reported
from ffisafe.frontends.rust.elf_library import read_elf_library
from ffisafe.frontends.rust.foreign import read_foreign_library
from ffisafe.frontends.rust.functions import FunctionReader
from ffisafe.frontends.rust.lines import SourceLines
from ffisafe.frontends.rust.reading import Reading
from ffisafe.frontends.rust.records import Records
from ffisafe.frontends.rust.subprograms import find_subprograms
from ffisafe.frontends.rust.types import TypeReader
from ffisafe.frontends.rust.variables import VariableReader, find_variables
from ffisafe.frontends.rust.window import Window
from ffisafe.model.interface import Gap, Interface, Problem
from ffisafe.model.target import Target


def read_file(path: Path, target: Target, reading: Reading) -> Interface:
    """Return what a library exports, with the signatures that its DWARF has.

    Raises:
        LibraryError: The file cannot be read, is no library, is for another target, or is damaged.
    """
    with reported(path), _opened(path) as window:
        reading.grow(window.size)
        return _interface(_binary(window, path, target, reading), target)


def _binary(window: Window, path: Path, target: Target, reading: Reading) -> Binary:
    start = window.at(0, min(len(archive.MAGIC), window.size))
    if start.startswith(elf.MAGIC):
        return read_elf_library(window, path, target, reading)
    if start == archive.MAGIC:
        return read_archive_library(window, path, target, reading)
    if start[:4] in foreign.MACH_O or start.startswith(foreign.PE):
        return read_foreign_library(window, path, target, reading)
    if start == archive.THIN:
        raise LibraryError(
            f"{path} is a thin archive, which holds no objects",
            hint="make a whole one with `ar -M` or `ar rcs` without `T`",
        )
    raise LibraryError(
        f"{path} is no library (starts with {start[:4].hex(' ') or 'nothing'})",
        hint="name what the build made, such as `libNAME.so`, `libNAME.a`, `libNAME.dylib` or `NAME.dll`",
    )


def _interface(binary: Binary, target: Target) -> Interface:
    exported = binary.symbols.exported
    functions_exported = [symbol for symbol in exported if symbol.is_function]
    lines = SourceLines()
    records = Records(target, lines)
    types = TypeReader(target, records)
    found = find_subprograms(binary.parts)
    functions, unread = FunctionReader(types, lines).read(found)
    variables, untyped = VariableReader(types, lines).read(find_variables(binary.parts))
    layouts, unlaid = records.layouts(types.of)
    has_types = bool(found.dies) or (bool(binary.parts) and not functions_exported)
    return Interface(
        target=target,
        functions=functions,
        records=layouts,
        variables=variables,
        problems=(*unread, *untyped, *unlaid, *_forwarded(binary)),
        exports=frozenset(symbol.name for symbol in exported),
        has_types=has_types,
        hidden=binary.symbols.hidden,
        variable_sizes={
            symbol.name: symbol.size_bytes
            for symbol in exported
            if not symbol.is_function and symbol.size_bytes is not None
        },
        gaps=(*binary.gaps, *_gaps(binary, has_types=has_types)),
    )


def _forwarded(binary: Binary) -> Iterator[Problem]:
    for name, place in binary.forwarded.items():
        yield Problem(symbol=name, reason=f"it is forwarded to `{place}`, another library's")


def _gaps(binary: Binary, *, has_types: bool) -> Iterator[Gap]:
    """Yield why there are no types, and which files with types are missing."""
    missing = {
        name: why
        for part in binary.parts
        if part.split is not None
        for name, why in part.split.missing.items()
    }
    told = "".join(f"the debug information is in {name}, and {why}" for name, why in [*missing.items()][:1])
    if not has_types and (binary.reason or told):
        yield Gap(rules=("FFI902",), reason=binary.reason or told)
    elif told:
        more = f" (one of {len(missing)} such files)" if len(missing) > 1 else ""
        yield Gap(rules=TYPE_RULES, reason=f"{told}{more}")


@contextmanager
def _opened(path: Path) -> Iterator[Window]:
    try:
        if path.exists() and not path.is_file():
            raise LibraryError(
                f"{path} is no file",
                hint="name the library that the build made with --lib, or the crate with --crate",
            )
        file = path.open("rb")
    except OSError as error:
        hint = "name the shared library that the build made with --lib, or the crate with --crate"
        raise LibraryError(f"{path} cannot be read: {error.strerror or error}", hint=hint) from error
    with file:
        yield Window(file)
