"""Static libraries and Rust's own ``.rlib``: the objects in an archive, as if they had been linked."""

from pathlib import Path

from ffisafe.errors import LibraryError
from ffisafe.frontends.rust import archive
from ffisafe.frontends.rust.binary import Binary
from ffisafe.frontends.rust.elf import MAGIC, RELOCATABLE, ElfFile
from ffisafe.frontends.rust.elf_library import check_machine, read_elf_object
from ffisafe.frontends.rust.names import undecorated
from ffisafe.frontends.rust.reading import Reading
from ffisafe.frontends.rust.symbols import RUST_ONLY, ExportedSymbol, Symbols, merged_symbols
from ffisafe.frontends.rust.units import DebugPart, is_std
from ffisafe.frontends.rust.window import Window
from ffisafe.model.interface import Gap
from ffisafe.model.target import Target

TYPE_RULES = ("FFI1xx", "FFI2xx", "FFI305", "FFI6xx")
"""What cannot be checked without types."""

_BITCODE = (b"BC\xc0\xde", b"\xde\xc0\x17\x0b")
_IMPORT = "__imp_"


def read_archive_library(window: Window, path: Path, target: Target, reading: Reading) -> Binary:
    """Return what the objects of an archive export, with their debug information.

    Raises:
        LibraryError: They are for another target.
    """
    found = archive.read_archive(window)
    kinds = {member.name: _kind(member.window) for member in found.members}
    elves = [member for member in found.members if kinds[member.name] == "ELF"]
    bitcode = [name for name, kind in kinds.items() if kind == "LLVM bitcode"]
    if not elves:
        return _by_index(found, path, target, bitcode)
    symbols: list[Symbols] = []
    parts: list[DebugPart] = []
    for member in elves:
        elf = ElfFile(member.window)
        if elf.type != RELOCATABLE:
            continue
        check_machine(elf, path, target)
        exported, part = read_elf_object(elf, reading)
        if part is not None and all(is_std(unit) for unit in part.dwarf.iter_CUs()):
            continue
        symbols.append(exported)
        if part is not None:
            parts.append(part)
    return Binary(symbols=merged_symbols(symbols), parts=tuple(parts), gaps=_unread(bitcode))


def _by_index(found: archive.Archive, path: Path, target: Target, bitcode: list[str]) -> Binary:
    """Return what the index of an archive lists, whose objects are not read."""
    if not found.index:
        what = f"LLVM bitcode ({bitcode[0]})" if bitcode else "no object that can be read"
        raise LibraryError(
            f"{path} has {what}, and no index of symbols",
            hint="build it without link-time optimisation across languages, or as a shared library",
        )
    # Of an import library, what it imports; the rest is how it does so.
    imported = [name.removeprefix(_IMPORT) for name in found.index if name.startswith(_IMPORT)]
    names = {undecorated(name, target) for name in imported or found.index}
    kept = sorted(name for name in names if not name.startswith(RUST_ONLY))
    exported = tuple(ExportedSymbol(name=name, address=None, is_function=True) for name in kept)
    objects = "Mach-O" if "apple" in target.triple else "COFF"
    reason = f"objects in {objects} are read by name only"
    if imported:
        reason = "an import library has names only"
    elif bitcode:
        reason = "its objects are LLVM bitcode"
    return Binary(symbols=Symbols(exported=exported), reason=f"{reason}; name the shared library itself")


def _unread(bitcode: list[str]) -> tuple[Gap, ...]:
    if not bitcode:
        return ()
    return (
        Gap(rules=TYPE_RULES, reason=f"{len(bitcode)} of its objects are LLVM bitcode, such as {bitcode[0]}"),
    )


def _kind(window: Window) -> str:
    start = window.at(0, min(4, window.size))
    if start == MAGIC:
        return "ELF"
    return "LLVM bitcode" if start in _BITCODE else "other"
