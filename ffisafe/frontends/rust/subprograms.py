"""Which subprogram DIE describes which exported symbol."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from elftools.dwarf.compileunit import CompileUnit
from elftools.dwarf.die import DIE
from elftools.dwarf.dwarfinfo import DWARFInfo

from ffisafe.frontends.rust.dies import flag, inherited, number, symbol_name
from ffisafe.frontends.rust.symbols import ExportedSymbol
from ffisafe.frontends.rust.units import may_name, own_units, units_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Subprograms:
    """The DIE of each symbol that has one, and the symbols whose code is another's.

    ``merged`` maps a symbol to the one that it shares its code with: the optimiser found
    both equal and kept one, along with its debug information.
    """

    dies: Mapping[str, DIE]
    merged: Mapping[str, str]


def find_subprograms(dwarf: DWARFInfo, symbols: Iterable[ExportedSymbol]) -> Subprograms:
    """Find the subprogram of each symbol, by its name first, then by its address.

    A name is the better witness: identical functions are folded into one address. An
    address is what is left for an alias that an assembler or linker made.
    """
    wanted = {symbol.name: symbol for symbol in symbols}
    index = _Index(wanted)
    near = units_at(dwarf, wanted.values())
    index.read(near)
    missing = [name for name in wanted if name not in index.by_name]
    if not near or any(may_name(dwarf, name) for name in missing):
        seen = {unit.cu_offset for unit in near}
        index.read(unit for unit in own_units(dwarf) if unit.cu_offset not in seen)
    return index.result()


@dataclass(slots=True)
class _Index:
    """Subprograms of the units read so far, by symbol name and by address."""

    wanted: Mapping[str, ExportedSymbol]
    by_name: dict[str, tuple[int, DIE]] = field(default_factory=dict)  # with how sure it is
    by_address: dict[int, DIE] = field(default_factory=dict)

    def read(self, units: Iterable[CompileUnit]) -> None:
        for unit in units:
            for die in unit.iter_DIEs():
                if die.tag == "DW_TAG_subprogram" and not flag(die, "DW_AT_declaration"):
                    self._add(die)

    def _add(self, die: DIE) -> None:
        address = number(die, "DW_AT_low_pc")
        if address is not None:
            self.by_address.setdefault(address, die)
        name = symbol_name(die)
        if name not in self.wanted:
            return
        # The code itself before the abstract instance of an inlined function; a namesake
        # that is neither at the address nor external is another function.
        at_address = self.wanted[name].address == address
        external = flag(inherited(die, "DW_AT_external"), "DW_AT_external")
        rank = 3 * at_address + (1 + (address is not None)) * external
        if rank > self.by_name.get(name, (0, die))[0]:
            self.by_name[name] = (rank, die)

    def result(self) -> Subprograms:
        dies = {name: die for name, (_, die) in self.by_name.items()}
        merged = {}
        for name in self.wanted.keys() - dies.keys():
            die = self.by_address.get(self.wanted[name].address)
            if die is None:
                continue
            owner = symbol_name(die)
            if owner in self.wanted:
                merged[name] = owner
            else:
                dies[name] = die
        return Subprograms(dies=dies, merged=merged)
