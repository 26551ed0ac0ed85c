"""Which subprogram DIE describes which exported symbol."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from elftools.dwarf.die import DIE

from ffisafe.frontends.rust.dies import flag, inherited, number, symbol_name
from ffisafe.frontends.rust.dwarf import Unit
from ffisafe.frontends.rust.symbols import ExportedSymbol
from ffisafe.frontends.rust.units import DebugPart


@dataclass(frozen=True, slots=True, kw_only=True)
class Subprograms:
    """The DIE of each symbol that has one, and the symbols whose code is another's.

    ``merged`` maps a symbol to the one that it shares its code with: the optimiser found
    both equal and kept one, along with its debug information.
    """

    dies: Mapping[str, DIE]
    merged: Mapping[str, str]


def find_subprograms(parts: Sequence[DebugPart]) -> Subprograms:
    """Find the subprogram of each function exported, by its name first, then by its address.

    A name is the better witness: identical functions are folded into one address. An
    address is what is left for an alias that an assembler or linker made.
    """
    dies: dict[str, DIE] = {}
    merged: dict[str, str] = {}
    for part in parts:
        found = _find(part)
        dies = {**found.dies, **dies}
        merged = {**found.merged, **merged}
    return Subprograms(dies=dies, merged={name: by for name, by in merged.items() if name not in dies})


def _find(part: DebugPart) -> Subprograms:
    wanted = {name: symbol for name, symbol in part.symbols.items() if symbol.is_function}
    index = _Index(wanted, frozenset(symbol.address for symbol in wanted.values()))
    near = part.units_at(wanted.values())
    index.read(part.whole(near))
    missing = [name for name in wanted if name not in index.by_name]
    if not near or any(part.may_name(name) for name in missing):
        seen = {unit.cu_offset for unit in near}
        index.read(part.whole(unit for unit in part.own_units() if unit.cu_offset not in seen))
    return index.result()


@dataclass(slots=True)
class _Index:
    """Subprograms of the units read so far, by symbol name and by address."""

    wanted: Mapping[str, ExportedSymbol]
    addresses: frozenset[int | None]
    by_name: dict[str, tuple[int, DIE]] = field(default_factory=dict)  # with how sure it is
    by_address: dict[int, DIE] = field(default_factory=dict)

    def read(self, units: Iterable[Unit]) -> None:
        for unit in units:
            found = False
            for die in unit.iter_DIEs():
                if die.tag == "DW_TAG_subprogram" and not flag(die, "DW_AT_declaration"):
                    found |= self._add(die)
            if not found:
                unit.forget()

    def _add(self, die: DIE) -> bool:
        """Take a subprogram that may be wanted; return whether it was taken."""
        address = number(die, "DW_AT_low_pc")
        taken = address in self.addresses and address not in self.by_address
        if taken and address is not None:
            self.by_address[address] = die
        name = symbol_name(die)
        if name not in self.wanted:
            return taken
        # The code itself before the abstract instance of an inlined function; a namesake
        # that is neither at the address nor external is another function.
        at_address = address is not None and self.wanted[name].address == address
        external = flag(inherited(die, "DW_AT_external"), "DW_AT_external")
        rank = 3 * at_address + (1 + (address is not None)) * external
        if rank > self.by_name.get(name, (0, die))[0]:
            self.by_name[name] = (rank, die)
            return True
        return taken

    def result(self) -> Subprograms:
        dies = {name: die for name, (_, die) in self.by_name.items()}
        merged = {}
        for name in self.wanted.keys() - dies.keys():
            address = self.wanted[name].address
            die = None if address is None else self.by_address.get(address)
            if die is None:
                continue
            owner = symbol_name(die)
            if owner in self.wanted:
                merged[name] = owner
            else:
                dies[name] = die
        return Subprograms(dies=dies, merged=merged)
