"""Shared libraries and relocatable objects in ELF, with the debug information in them or beside them."""

from collections.abc import Mapping
from pathlib import Path

from elftools.dwarf.dwarfinfo import DwarfConfig

from ffisafe.errors import LibraryError
from ffisafe.frontends.rust.binary import Binary, architecture, wrong_target
from ffisafe.frontends.rust.debug_files import find_debug_file
from ffisafe.frontends.rust.dwarf import SECTIONS, Dwarf
from ffisafe.frontends.rust.elf import SHARED, SHT_NOBITS, ElfFile
from ffisafe.frontends.rust.reading import Reading
from ffisafe.frontends.rust.relocation import LinkedObject
from ffisafe.frontends.rust.split import SplitFiles
from ffisafe.frontends.rust.symbols import Symbols, library_symbols, object_symbols
from ffisafe.frontends.rust.units import DebugPart
from ffisafe.frontends.rust.window import Window
from ffisafe.model.target import Endianness, Target

# EM_*: the name that readelf and people have for it, and the first words of Rust's triples.
_MACHINES: Mapping[int, tuple[str, frozenset[str]]] = {
    62: ("x64", frozenset({"x86_64"})),
    3: ("x86", frozenset({"i386", "i586", "i686"})),
    183: ("AArch64", frozenset({"aarch64", "arm64"})),
    243: ("RISC-V", frozenset({"riscv32gc", "riscv64gc"})),
}
_OTHERS: Mapping[int, str] = {
    8: "MIPS",
    20: "PowerPC",
    21: "64-bit PowerPC",
    22: "IBM S/390",
    40: "ARM",
    43: "SPARC Version 9",
    258: "LoongArch",
}
_KINDS = {1: "ET_REL", 2: "ET_EXEC", 3: "ET_DYN", 4: "ET_CORE"}
_ALT_LINK = ".gnu_debugaltlink"


def read_elf_library(window: Window, path: Path, target: Target, reading: Reading) -> Binary:
    """Return what a shared library exports, with its debug information.

    Raises:
        LibraryError: It is no shared library, or is for another target.
    """
    elf = ElfFile(window)
    if elf.type != SHARED:
        raise LibraryError(
            f"{path} is an ELF file, but not a shared library ({_KINDS.get(elf.type, elf.type)})",
            hint='build the crate with `crate-type = ["cdylib"]`',
        )
    check_machine(elf, path, target)
    if any(section.name == ".dynsym" and section.type == SHT_NOBITS for section in elf.sections):
        raise LibraryError(
            f"{path} holds the debug information of a library, and not the library itself",
            hint="name the library; its debug information is found beside it",
        )
    symbols = library_symbols(elf)
    if has_debug_information(elf):
        return _with_debug_information(elf, path, symbols, reading)
    beside, reason = find_debug_file(elf, path, reading)
    if beside is None:
        return Binary(symbols=symbols, reason=reason)
    with beside.open("rb") as file:
        other = Window(file)
        reading.grow(other.size)
        return _with_debug_information(ElfFile(other), beside, symbols, reading, library=path)


def _with_debug_information(
    elf: ElfFile, path: Path, symbols: Symbols, reading: Reading, *, library: Path | None = None
) -> Binary:
    if (link := elf.named(_ALT_LINK)) is not None:
        name = elf.raw(link).partition(b"\0")[0].decode("utf-8", "replace")
        return Binary(symbols=symbols, reason=f"it shares its debug information with {name} (dwz): not read")
    sections = {}
    for section in elf.sections:
        name = section.name.removeprefix(".").replace("zdebug_", "debug_", 1)
        if name in SECTIONS:
            sections[name] = elf.data(section)
    dwarf = dwarf_of(sections, elf, reading)
    if dwarf is None:
        return Binary(symbols=symbols, reason=f"{path} has no debug information either" if library else "")
    by_name = {symbol.name: symbol for symbol in symbols.exported}
    split = SplitFiles(library or path, reading) if b"dwo" in sections.get("debug_str", b"") else None
    return Binary(symbols=symbols, parts=(DebugPart(dwarf=dwarf, symbols=by_name, split=split),))


def read_elf_object(elf: ElfFile, reading: Reading) -> tuple[Symbols, DebugPart | None]:
    """Return what a relocatable object exports, with its debug information, if it has any."""
    linked = LinkedObject(elf)
    symbols = object_symbols(elf, linked)
    if not symbols.exported or not linked.is_known or not has_debug_information(elf):
        return symbols, None
    dwarf = dwarf_of(linked.debug_sections(), elf, reading)
    if dwarf is None:
        return symbols, None
    return symbols, DebugPart(dwarf=dwarf, symbols={symbol.name: symbol for symbol in symbols.exported})


def dwarf_of(sections: Mapping[str, bytes], elf: ElfFile, reading: Reading) -> Dwarf | None:
    """Return the debug information in sections of a file; None if there is none."""
    if not sections.get("debug_info") or "debug_abbrev" not in sections:
        return None
    config = DwarfConfig(little_endian=elf.is_little, machine_arch="", default_address_size=elf.address_bytes)
    return Dwarf(sections, config, reading)


def has_debug_information(elf: ElfFile) -> bool:
    """Return whether a file has units, be they compressed or not."""
    return elf.named(".debug_info") is not None or elf.named(".zdebug_info") is not None


def check_machine(elf: ElfFile, path: Path, target: Target) -> None:
    """Hold a file's machine against the target.

    Raises:
        LibraryError: It is another.
    """
    little = target.endianness is Endianness.LITTLE
    name, architectures = _MACHINES.get(
        elf.machine, (_OTHERS.get(elf.machine, f"machine {elf.machine}"), None)
    )
    fits = elf.address_bytes == target.pointer_bytes and elf.is_little is little
    if not fits or (architectures is not None and architecture(target) not in architectures):
        raise wrong_target(path, name, target)
