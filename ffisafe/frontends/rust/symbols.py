"""Symbols that an ELF library makes visible to others (System V gABI, "Symbol Table")."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from elftools.common.exceptions import ELFError
from elftools.elf.dynamic import DynamicSegment
from elftools.elf.elffile import ELFFile

_GNU_IFUNC = 10
_FUNCTIONS = frozenset({2, _GNU_IFUNC})  # STT_FUNC
_TYPES = _FUNCTIONS | {1, 5, 6}  # STT_OBJECT, STT_COMMON, STT_TLS
_BINDINGS = frozenset({1, 2, 10})  # STB_GLOBAL, STB_WEAK, STB_GNU_UNIQUE
_VISIBILITIES = frozenset({0, 3})  # STV_DEFAULT, STV_PROTECTED
_UNDEFINED = 0  # SHN_UNDEF


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedSymbol:
    """A symbol that others can link to, at its address in the file's own numbering."""

    name: str
    address: int
    is_function: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of a symbol table, as ``Elf64_Sym`` and ``Elf32_Sym`` have it."""

    name: int
    info: int
    other: int
    section: int
    value: int

    @property
    def is_exported(self) -> bool:
        return (
            self.section != _UNDEFINED
            and self.info >> 4 in _BINDINGS
            and self.info & 0xF in _TYPES
            and self.other & 0x3 in _VISIBILITIES
        )


def exported_symbols(elf: ELFFile) -> tuple[ExportedSymbol, ...]:
    """Return the dynamic symbols that a library defines and does not hide.

    They are read through the dynamic segment, as the loader does: section headers may be
    missing.
    """
    return tuple(
        ExportedSymbol(
            name=_name(names, entry.name),
            address=_address(elf, entry.value),
            is_function=entry.info & 0xF in _FUNCTIONS,
        )
        for segment in elf.iter_segments(type="PT_DYNAMIC")
        if isinstance(segment, DynamicSegment)
        for names in [_names(elf, segment)]
        for entry in _entries(elf, segment)
        if entry.is_exported
    )


def _entries(elf: ELFFile, segment: DynamicSegment) -> Iterator[_Entry]:
    """Yield the entries of the dynamic symbol table, read in one piece."""
    order = "<" if elf.little_endian else ">"
    layout = struct.Struct(order + ("IBBHQQ" if elf.elfclass == 64 else "IIIBBH"))
    table = _read(elf, segment, "DT_SYMTAB", segment.num_symbols() * layout.size)
    for fields in layout.iter_unpack(table):
        if elf.elfclass == 64:
            name, info, other, section, value, _ = fields
        else:
            name, value, _, info, other, section = fields
        yield _Entry(name, info, other, section, value)


def _names(elf: ELFFile, segment: DynamicSegment) -> bytes:
    sizes = [tag["d_val"] for tag in segment.iter_tags("DT_STRSZ")]
    return _read(elf, segment, "DT_STRTAB", sizes[0]) if sizes else b""


def _read(elf: ELFFile, segment: DynamicSegment, tag: str, size: int) -> bytes:
    """Return a table that the dynamic segment points to."""
    _, offset = segment.get_table_offset(tag)
    if offset is None:
        raise ELFError(f"the dynamic segment has no {tag}")
    if offset + size > elf.stream_len:
        raise ELFError(f"{tag} runs past the end of the file")
    elf.stream.seek(offset)
    return elf.stream.read(size)


def _name(names: bytes, start: int) -> str:
    return names[start : names.index(b"\0", start)].decode("utf-8", "replace")


def _address(elf: ELFFile, value: int) -> int:
    # The lowest bit of an Arm function's address says that it is Thumb code.
    return value & ~1 if elf["e_machine"] == "EM_ARM" else value
