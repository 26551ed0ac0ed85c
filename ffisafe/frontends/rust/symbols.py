"""Symbols that an ELF library makes visible to others (System V gABI, "Symbol Table")."""

from collections.abc import Iterator
from dataclasses import dataclass

from elftools.elf.dynamic import DynamicSegment
from elftools.elf.elffile import ELFFile
from elftools.elf.sections import Symbol

_FUNCTIONS = frozenset({"STT_FUNC", "STT_GNU_IFUNC"})
_TYPES = _FUNCTIONS | {"STT_OBJECT", "STT_COMMON", "STT_TLS"}
_BINDINGS = frozenset({"STB_GLOBAL", "STB_WEAK", "STB_GNU_UNIQUE"})
_VISIBILITIES = frozenset({"STV_DEFAULT", "STV_PROTECTED"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedSymbol:
    """A symbol that others can link to, at its address in the file's own numbering."""

    name: str
    address: int
    is_function: bool


def exported_symbols(elf: ELFFile) -> tuple[ExportedSymbol, ...]:
    """Return the dynamic symbols that a library defines and does not hide.

    They are read through the dynamic segment, as the loader does: section headers may be
    missing.
    """
    return tuple(
        ExportedSymbol(
            name=symbol.name,
            address=_address(elf, symbol),
            is_function=symbol["st_info"]["type"] in _FUNCTIONS,
        )
        for symbol in _dynamic_symbols(elf)
        if symbol.name and _is_exported(symbol)
    )


def _dynamic_symbols(elf: ELFFile) -> Iterator[Symbol]:
    for segment in elf.iter_segments(type="PT_DYNAMIC"):
        if isinstance(segment, DynamicSegment):
            yield from segment.iter_symbols()


def _is_exported(symbol: Symbol) -> bool:
    return (
        symbol["st_shndx"] != "SHN_UNDEF"
        and symbol["st_info"]["bind"] in _BINDINGS
        and symbol["st_info"]["type"] in _TYPES
        and symbol["st_other"]["visibility"] in _VISIBILITIES
    )


def _address(elf: ELFFile, symbol: Symbol) -> int:
    value: int = symbol["st_value"]
    # The lowest bit of an Arm function's address says that it is Thumb code.
    return value & ~1 if elf["e_machine"] == "EM_ARM" else value
