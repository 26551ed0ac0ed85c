"""Relocatable objects as if they had been linked: an address for each section, relocations applied.

Only what debug sections contain is known: sums of a symbol and an addend, and the differences that
RISC-V leaves to the linker.
"""

import struct
from collections.abc import Mapping
from enum import Enum
from typing import Literal

from elftools.elf.enums import (
    ENUM_E_MACHINE,
    ENUM_RELOC_TYPE_AARCH64,
    ENUM_RELOC_TYPE_ARM,
    ENUM_RELOC_TYPE_i386,
    ENUM_RELOC_TYPE_x64,
)

from ffisafe.frontends.rust.damage import DamageError
from ffisafe.frontends.rust.dwarf import SECTIONS
from ffisafe.frontends.rust.elf import (
    SHF_ALLOC,
    SHN_LORESERVE,
    SHT_REL,
    SHT_RELA,
    SHT_SYMTAB,
    ElfFile,
    Section,
)

_FIRST_ADDRESS = 0x10000  # not zero, which stands for code that the linker dropped
_ALIGN = 16


class _Sum(Enum):
    SET = "the symbol and the addend"
    ADD = "what is there, the symbol and the addend"
    SUBTRACT = "what is there, less the symbol and the addend"


_Recipes = Mapping[int, tuple[int, _Sum]]


def _recipes(types: Mapping[str, int], widths: Mapping[str, int], kind: _Sum = _Sum.SET) -> _Recipes:
    return {types[name]: (width, kind) for name, width in widths.items()}


# R_RISCV_* as <elf.h> has them; pyelftools does not name them.
_RISCV: _Recipes = {
    **{1: (4, _Sum.SET), 2: (8, _Sum.SET)},
    **{33: (1, _Sum.ADD), 34: (2, _Sum.ADD), 35: (4, _Sum.ADD), 36: (8, _Sum.ADD)},
    **{37: (1, _Sum.SUBTRACT), 38: (2, _Sum.SUBTRACT), 39: (4, _Sum.SUBTRACT), 40: (8, _Sum.SUBTRACT)},
    **{54: (1, _Sum.SET), 55: (2, _Sum.SET), 56: (4, _Sum.SET)},
}
_MACHINES: Mapping[int, _Recipes] = {
    ENUM_E_MACHINE["EM_X86_64"]: _recipes(
        ENUM_RELOC_TYPE_x64, {"R_X86_64_64": 8, "R_X86_64_32": 4, "R_X86_64_32S": 4}
    ),
    ENUM_E_MACHINE["EM_386"]: _recipes(ENUM_RELOC_TYPE_i386, {"R_386_32": 4}),
    ENUM_E_MACHINE["EM_AARCH64"]: _recipes(
        ENUM_RELOC_TYPE_AARCH64, {"R_AARCH64_ABS64": 8, "R_AARCH64_ABS32": 4}
    ),
    ENUM_E_MACHINE["EM_ARM"]: _recipes(ENUM_RELOC_TYPE_ARM, {"R_ARM_ABS32": 4}),
    ENUM_E_MACHINE["EM_RISCV"]: _RISCV,
}


class LinkedObject:
    """The debug sections of a relocatable object, each with those of the same name in one piece."""

    def __init__(self, elf: ElfFile) -> None:
        self._elf = elf
        self._recipes = _MACHINES.get(elf.machine)
        self._data = {one.index: elf.data(one) for one in elf.sections if _debug_name(one.name) is not None}
        self._bases = self._addresses()

    @property
    def is_known(self) -> bool:
        """Whether the machine's relocations are known."""
        return self._recipes is not None

    def address(self, section: int, value: int) -> int:
        """Return the address of a symbol by its section and value."""
        if section >= SHN_LORESERVE or section == 0:
            return value
        return self._bases.get(section, 0) + value

    def debug_sections(self) -> dict[str, bytes]:
        """Return what each debug section has once linked."""
        values = self._symbol_values()
        relocations: dict[int, list[Section]] = {}
        for one in self._elf.sections:
            if one.type in (SHT_REL, SHT_RELA):
                relocations.setdefault(one.info, []).append(one)
        found: dict[str, bytes] = {}
        for section in self._elf.sections:
            name = _debug_name(section.name)
            if name is not None:
                data = bytearray(self._data[section.index])
                for table in relocations.get(section.index, ()):
                    self._apply(data, table, values)
                found[name] = found.get(name, b"") + bytes(data)
        return found

    def _addresses(self) -> dict[int, int]:
        bases: dict[int, int] = {}
        following = _FIRST_ADDRESS
        filled: dict[str, int] = {}
        for section in self._elf.sections:
            name = _debug_name(section.name)
            if name is not None:
                bases[section.index] = filled.get(name, 0)
                filled[name] = filled.get(name, 0) + len(self._data[section.index])
            elif section.flags & SHF_ALLOC:
                bases[section.index] = following
                following += -(-section.size // _ALIGN) * _ALIGN + _ALIGN
        return bases

    def _symbol_values(self) -> list[int]:
        table = self._elf.of_type(SHT_SYMTAB)
        if table is None:
            return []
        return [0, *(self.address(one.section, one.value) for one in self._elf.symbols(table))]

    def _apply(self, data: bytearray, table: Section, values: list[int]) -> None:
        elf, explicit = self._elf, table.type == SHT_RELA
        word = "Q" if elf.is_64 else "I"
        form = struct.Struct(elf.order + word * 2 + (word.lower() if explicit else ""))
        raw = elf.raw(table)
        shift, mask = (32, 0xFFFFFFFF) if elf.is_64 else (8, 0xFF)
        recipes = self._recipes or {}
        order: Literal["little", "big"] = "little" if elf.is_little else "big"
        for offset, info, *addend in form.iter_unpack(raw[: len(raw) // form.size * form.size]):
            recipe = recipes.get(info & mask)
            if recipe is None:
                continue  # of code, or of what is not read
            width, kind = recipe
            symbol = info >> shift
            if symbol >= len(values) or offset + width > len(data):
                raise DamageError(f"{table.name} refers to what is not there")
            there = int.from_bytes(data[offset : offset + width], order)
            value = values[symbol] + (addend[0] if explicit else 0)
            if kind is _Sum.SUBTRACT:
                value = there - value
            elif kind is _Sum.ADD or not explicit:
                value += there
            data[offset : offset + width] = (value % (1 << 8 * width)).to_bytes(width, order)


def _debug_name(section: str) -> str | None:
    """Return a debug section's name as it is known here, if it is one that is read."""
    name = section.removeprefix(".").replace("zdebug_", "debug_", 1)
    return name if name in SECTIONS and section.startswith(".") else None
