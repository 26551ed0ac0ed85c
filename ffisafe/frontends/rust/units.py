"""Which compilation units to read: those that hold the exports, and not all of std."""

from collections.abc import Iterable, Iterator

from elftools.dwarf.compileunit import CompileUnit
from elftools.dwarf.dwarfinfo import DWARFInfo

from ffisafe.frontends.rust.dies import text
from ffisafe.frontends.rust.symbols import ExportedSymbol

# What rustc's own build writes in place of its source and its dependencies' folders.
_STD = ("/rustc/", "/rust/deps/")


def units_at(dwarf: DWARFInfo, symbols: Iterable[ExportedSymbol]) -> list[CompileUnit]:
    """Return the units whose code the symbols lie in, by the address table (DWARF 5 §6.1.2).

    Empty where a build has no such table.
    """
    table = dwarf.get_aranges()
    if table is None or not table.entries:
        return []
    offsets = {table.cu_offset_at_addr(symbol.address) for symbol in symbols}
    return [dwarf.get_CU_at(offset) for offset in offsets if offset is not None]


def own_units(dwarf: DWARFInfo) -> Iterator[CompileUnit]:
    """Yield the units that are not the standard library's."""
    for unit in dwarf.iter_CUs():
        top = unit.get_top_DIE()
        places = (text(top, "DW_AT_comp_dir") or "", text(top, "DW_AT_name") or "")
        if not any(place.startswith(_STD) for place in places):
            yield unit


def may_name(dwarf: DWARFInfo, symbol: str) -> bool:
    """Return whether a name is among the strings of the debug information.

    False spares reading every unit for symbols that have none, such as those of C objects.
    """
    section = dwarf.debug_str_sec
    if section is None:
        return True
    section.stream.seek(0)
    return f"\0{symbol}\0".encode() in b"\0" + section.stream.read()
