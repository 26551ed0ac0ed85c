"""Which compilation units to read: those that hold the exports, and not all of std."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ffisafe.frontends.rust.dies import text
from ffisafe.frontends.rust.dwarf import Dwarf, Unit
from ffisafe.frontends.rust.split import SplitFiles
from ffisafe.frontends.rust.symbols import ExportedSymbol

# What rustc's own build writes in place of its source and its dependencies' folders.
_STD = ("/rustc/", "/rust/deps/")
_INLINE_BYTES = 4  # a shorter string is not worth an offset to it


@dataclass(frozen=True, slots=True, kw_only=True)
class DebugPart:
    """Debug information of a library, or of one object in it, with the exports that it may describe."""

    dwarf: Dwarf
    symbols: Mapping[str, ExportedSymbol]
    split: SplitFiles | None = None

    def whole(self, units: Iterable[Unit]) -> Iterator[Unit]:
        """Yield units, or what they stand for in files of their own."""
        for unit in units:
            found = unit if self.split is None else self.split.whole(unit)
            if found is not None:
                yield found

    def units_at(self, symbols: Iterable[ExportedSymbol]) -> list[Unit]:
        """Return the units whose code the symbols lie in, by the address table (DWARF 5 §6.1.2).

        Empty where a build has no such table.
        """
        ranges = self.dwarf.ranges
        starts = [begin for begin, _, _ in ranges]
        offsets = set()
        for symbol in symbols:
            place = bisect_right(starts, symbol.address or 0) - 1
            if place >= 0 and symbol.address is not None:
                begin, length, unit = ranges[place]
                if symbol.address < begin + length:
                    offsets.add(unit)
        return [self.dwarf.get_CU_at(offset) for offset in sorted(offsets)]

    def own_units(self) -> Iterator[Unit]:
        """Yield the units that are not the standard library's."""
        return (unit for unit in self.dwarf.iter_CUs() if not is_std(unit))

    def may_name(self, symbol: str) -> bool:
        """Return whether a name is among the strings of the debug information.

        False spares reading every unit for symbols that have none, such as those of C objects.
        """
        strings = self.dwarf.sections.get("debug_str")
        if strings is None or len(symbol) < _INLINE_BYTES or self.split is not None:
            return True
        name = symbol.encode() + b"\0"
        return strings.startswith(name) or b"\0" + name in strings


def is_std(unit: Unit) -> bool:
    """Return whether a unit is of the standard library."""
    top = unit.get_top_DIE()
    places = (text(top, "DW_AT_comp_dir") or "", text(top, "DW_AT_name") or "")
    return any(place.startswith(_STD) for place in places)
