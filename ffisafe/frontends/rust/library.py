"""Reads a finished ELF library: what it exports, and its debug information's types.

Nothing is loaded or run.
"""

import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from elftools.common.exceptions import DWARFError, ELFError
from elftools.construct.core import ConstructError
from elftools.dwarf.dwarfinfo import DWARFInfo
from elftools.elf.elffile import ELFFile

from ffisafe.errors import LibraryError
from ffisafe.frontends.rust.functions import FunctionReader
from ffisafe.frontends.rust.lines import SourceLines
from ffisafe.frontends.rust.records import Records
from ffisafe.frontends.rust.subprograms import find_subprograms
from ffisafe.frontends.rust.symbols import ExportedSymbol, exported_symbols
from ffisafe.frontends.rust.types import TypeReader
from ffisafe.frontends.rust.variables import VariableReader, find_variables
from ffisafe.model.interface import Interface
from ffisafe.model.target import Endianness, Target

_MAGIC = b"\x7fELF"
_ARCHIVE = b"!<arch>\n"
_MACHINES: Mapping[str, frozenset[str]] = {
    "EM_X86_64": frozenset({"x86_64"}),
    "EM_386": frozenset({"i386", "i586", "i686"}),
    "EM_AARCH64": frozenset({"aarch64", "arm64"}),
    "EM_RISCV": frozenset({"riscv32gc", "riscv64gc"}),
}

# What pyelftools raises on a file that lies about itself: little of it is checked there.
_DAMAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    ConstructError,
    DWARFError,
    ELFError,
    EOFError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


def read_library(path: Path, *, target: Target) -> Interface:
    """Return what a shared library exports, with the signatures that its DWARF has.

    ``has_types`` is False if it exports functions and none of them has a signature: the
    standard library's own debug information may be there all the same.

    Raises:
        LibraryError: The file cannot be read, is no ELF library, is for another target, or
            is damaged.
    """
    with _reported(path), _opened(path) as elf:
        _check_target(elf, path, target)
        symbols = exported_symbols(elf)
        dwarf = _debug_information(elf)
        names = frozenset(symbol.name for symbol in symbols)
        if dwarf is None:
            return Interface(target=target, functions={}, records={}, exports=names, has_types=False)
        return _interface(dwarf, symbols, target)


def _interface(dwarf: DWARFInfo, symbols: tuple[ExportedSymbol, ...], target: Target) -> Interface:
    functions_exported = [symbol for symbol in symbols if symbol.is_function]
    lines = SourceLines(dwarf)
    records = Records(target, lines)
    types = TypeReader(target, records)
    found = find_subprograms(dwarf, functions_exported)
    functions, unread = FunctionReader(types, lines).read(found)
    data = find_variables(dwarf, [symbol for symbol in symbols if not symbol.is_function])
    variables, untyped = VariableReader(types, lines).read(data)
    layouts, unlaid = records.layouts(types.of)
    return Interface(
        target=target,
        functions=functions,
        records=layouts,
        variables=variables,
        problems=(*unread, *untyped, *unlaid),
        exports=frozenset(symbol.name for symbol in symbols),
        has_types=bool(found.dies) or not functions_exported,
    )


@contextmanager
def _reported(path: Path) -> Iterator[None]:
    """Turn whatever a damaged file sets off into one clear error."""
    try:
        yield
    except _DAMAGE as error:
        told = isinstance(error, (ELFError, DWARFError, OSError)) and str(error)
        reason = told or f"{type(error).__name__} while reading it ({error})"
        raise LibraryError(
            f"{path} is damaged: {reason}", hint="build it again, or read it with `readelf -a`"
        ) from error


@contextmanager
def _opened(path: Path) -> Iterator[ELFFile]:
    try:
        file = path.open("rb")
    except OSError as error:
        hint = "name the shared library that the build made with --lib, or the crate with --crate"
        raise LibraryError(f"{path} cannot be read: {error.strerror or error}", hint=hint) from error
    with file:
        start = file.read(len(_ARCHIVE))
    if start == _ARCHIVE:
        raise LibraryError(
            f"{path} is a static archive, not a shared library",
            hint="link it into a shared library, or name the crate with --crate",
        )
    if not start.startswith(_MAGIC):
        raise LibraryError(
            f"{path} is not an ELF file (starts with {start[:4].hex(' ') or 'nothing'})",
            hint="name the shared library that the build made, such as `libNAME.so`",
        )
    with ELFFile.load_from_path(str(path)) as elf:
        yield elf


def _check_target(elf: ELFFile, path: Path, target: Target) -> None:
    if elf["e_type"] != "ET_DYN":
        raise LibraryError(
            f"{path} is an ELF file, but not a shared library ({elf['e_type']})",
            hint='build the crate with `crate-type = ["cdylib"]`',
        )
    architecture = target.triple.partition("-")[0]
    machines = _MACHINES.get(elf["e_machine"])
    little = target.endianness is Endianness.LITTLE
    if (
        elf.elfclass != 8 * target.pointer_bytes
        or elf.little_endian is not little
        or (machines is not None and architecture not in machines)
    ):
        raise LibraryError(
            f"{path} is for {elf.get_machine_arch()}, not for {target.triple}",
            hint="name its target with `--target`",
        )


def _debug_information(elf: ELFFile) -> DWARFInfo | None:
    """Return the file's DWARF, or that of the file which its ``.gnu_debuglink`` names."""
    if not elf.has_dwarf_info(strict=True) and not elf.has_dwarf_link():
        return None
    try:
        dwarf = elf.get_dwarf_info(relocate_dwarf_sections=False)
    except FileNotFoundError:
        return None
    return dwarf if dwarf.has_debug_info else None
