"""Split debug information: the units that are in ``.dwo`` files or in one ``.dwp``."""

import struct
from collections.abc import Mapping
from pathlib import Path

from elftools.dwarf.die import DIE, AttributeValue

from ffisafe.frontends.rust.damage import DamageError
from ffisafe.frontends.rust.dies import number, text
from ffisafe.frontends.rust.dwarf import SECTIONS, Dwarf, Skeleton, Unit
from ffisafe.frontends.rust.elf import ElfFile
from ffisafe.frontends.rust.reading import Reading
from ffisafe.frontends.rust.window import Window

_NAMES = ("DW_AT_dwo_name", "DW_AT_GNU_dwo_name")
# With the form of what they have been resolved to: an index would be taken for one of the split unit's.
_INHERITED = {
    "DW_AT_comp_dir": "DW_FORM_string",
    "DW_AT_low_pc": "DW_FORM_addr",
    "DW_AT_addr_base": "DW_FORM_sec_offset",
}
_MAX_CELLS = 4_000_000
# DW_SECT_*; what split DWARF 4 and DWARF 5 have both, and alike.
_COLUMNS = {1: "debug_info", 3: "debug_abbrev", 4: "debug_line", 6: "debug_str_offsets"}
_COLUMNS_5 = {5: "debug_loclists", 8: "debug_rnglists"}
# Behind the header of the unit's contribution; GNU's split DWARF 4 has none.
_BASES_5 = {"DW_AT_str_offsets_base": 8, "DW_AT_loclists_base": 12, "DW_AT_rnglists_base": 12}


class SplitFiles:
    """Finds what is not in a library itself, in files beside it or where it was built."""

    def __init__(self, library: Path, reading: Reading) -> None:
        self._library = library
        self._reading = reading
        self._units: dict[int, Unit | None] = {}
        self._package: _Package | None = None
        self.missing: dict[str, str] = {}  # name of a file, and why it is not read

    def whole(self, unit: Unit) -> Unit | None:
        """Return a unit, or the one that it stands for; None if that is in no file to be found."""
        top = unit.get_top_DIE()
        name = next((found for found in (text(top, one) for one in _NAMES) if found), None)
        if name is None or unit.dwarfinfo.skeleton is not None:
            return unit
        if unit.cu_offset not in self._units:
            self._units[unit.cu_offset] = self._find(unit, top, name)
        return self._units[unit.cu_offset]

    def _find(self, unit: Unit, top: DIE, name: str) -> Unit | None:
        identity = unit.header.get("dwo_id") or number(top, "DW_AT_GNU_dwo_id") or 0
        folder = Path(text(top, "DW_AT_comp_dir") or ".")
        sections = self._packaged(identity)
        if sections is not None:
            return self._unit(sections, unit, identity)
        here = self._library.parent
        for path in dict.fromkeys((folder / name, here / name, here / Path(name).name)):
            if self._reading.has(path):
                found = self._unit(self._unpacked(path), unit, identity)
                if found is not None:
                    return found
                self.missing[name] = "it is of another build"
        self.missing.setdefault(name, "it is not there")
        return None

    def _unpacked(self, path: Path) -> dict[str, bytes]:
        with path.open("rb") as file:
            window = Window(file)
            self._reading.grow(window.size)
            return split_sections(ElfFile(window))

    def _packaged(self, identity: int) -> dict[str, bytes] | None:
        if self._package is None:
            places = (Path(f"{self._library}.dwp"), self._library.with_suffix(".dwp"))
            found = next((place for place in places if self._reading.has(place)), None)
            if found is None:
                self._package = _Package({}, "<")
            else:
                with found.open("rb") as file:
                    window = Window(file)
                    self._reading.grow(window.size)
                    elf = ElfFile(window)
                    self._package = _Package(split_sections(elf), elf.order)
        return self._package.unit(identity)

    def _unit(self, sections: dict[str, bytes], skeleton: Unit, identity: int) -> Unit | None:
        """Return the unit of some sections that has the identity."""
        own = skeleton.dwarfinfo
        if "debug_addr" in own.sections:
            sections = {**sections, "debug_addr": own.sections["debug_addr"]}
        if "debug_info" not in sections or "debug_abbrev" not in sections:
            return None
        dwarf = Dwarf(sections, own.config, self._reading)
        dwarf.skeleton = Skeleton(unit=skeleton, attributes=_attributes(skeleton))
        for unit in dwarf.iter_CUs():
            if unit["version"] >= 5:
                if unit.header.get("dwo_id") == identity:
                    return unit
            elif number(unit.get_top_DIE(), "DW_AT_GNU_dwo_id") == identity:
                return unit
        return None


class _Package:
    """The units of a ``.dwp``, each a slice of its sections."""

    def __init__(self, sections: Mapping[str, bytes], order: str) -> None:
        self._sections = sections
        self._rows: dict[int, dict[int, tuple[int, int]]] = {}
        self._version = 0
        index = sections.get("debug_cu_index")
        if index:
            self._read(index, order)

    def _read(self, index: bytes, order: str) -> None:
        try:
            version, columns, units, slots = struct.unpack_from(order + "IIII", index)
            # A half word and padding since DWARF 5.
            self._version = version if version < 0x10000 else version >> 16
            if slots > _MAX_CELLS or columns * units > _MAX_CELLS:
                raise DamageError(".debug_cu_index is larger than can be")
            signatures = struct.unpack_from(f"{order}{slots}Q", index, 16)
            rows = struct.unpack_from(f"{order}{slots}I", index, 16 + 8 * slots)
            at = 16 + 12 * slots
            identifiers = struct.unpack_from(f"{order}{columns}I", index, at)
            cells = struct.unpack_from(f"{order}{2 * columns * units}I", index, at + 4 * columns)
        except struct.error as error:
            raise DamageError(".debug_cu_index ends too early") from error
        for signature, row in zip(signatures, rows, strict=True):
            if 0 < row <= units:
                start = (row - 1) * columns
                offsets = cells[start : start + columns]
                sizes = cells[start + columns * units : start + columns * units + columns]
                self._rows[signature] = dict(zip(identifiers, zip(offsets, sizes, strict=True), strict=True))

    def unit(self, identity: int) -> dict[str, bytes] | None:
        row = self._rows.get(identity)
        if row is None:
            return None
        found = {"debug_str": self._sections.get("debug_str", b"")}
        columns = _COLUMNS | _COLUMNS_5 if self._version >= 5 else _COLUMNS
        for column, (offset, size) in row.items():
            name = columns.get(column)
            if name is not None and name in self._sections:
                found[name] = self._sections[name][offset : offset + size]
        return found


def split_sections(elf: ElfFile) -> dict[str, bytes]:
    """Return the sections of a ``.dwo`` or ``.dwp``, by their names without the ending."""
    found: dict[str, bytes] = {}
    for section in elf.sections:
        name = section.name.removeprefix(".").removesuffix(".dwo")
        if name == "debug_cu_index" or (section.name.endswith(".dwo") and name in SECTIONS):
            found[name] = found.get(name, b"") + elf.data(section)
    return found


def _attributes(skeleton: Unit) -> dict[str, AttributeValue]:
    top = skeleton.get_top_DIE()
    found = {
        name: top.attributes[name]._replace(form=form)
        for name, form in _INHERITED.items()
        if name in top.attributes
    }
    if skeleton["version"] >= 5:
        scale = skeleton.structs.dwarf_format // 32
        for name, base in _BASES_5.items():
            value = base if scale == 1 else base + 8
            found[name] = AttributeValue(name, "DW_FORM_sec_offset", value, value, 0, 0)
    return found
