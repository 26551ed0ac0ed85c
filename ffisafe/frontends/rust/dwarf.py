"""Debug information over sections, whatever file they come from, read within a reading."""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from typing import Literal

from elftools.construct import Adapter, PascalString
from elftools.dwarf.abbrevtable import AbbrevTable
from elftools.dwarf.compileunit import CompileUnit
from elftools.dwarf.die import DIE, AttributeValue
from elftools.dwarf.dwarfinfo import DebugSectionDescriptor, DwarfConfig, DWARFInfo
from elftools.dwarf.structs import DWARFStructs
from elftools.dwarf.typeunit import TypeUnit

from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.rust.damage import DamageError
from ffisafe.frontends.rust.file_table import FileTable, read_file_table
from ffisafe.frontends.rust.reading import Reading

SECTIONS = (
    *("debug_info", "debug_abbrev", "debug_str", "debug_line", "debug_aranges", "debug_addr"),
    *("debug_str_offsets", "debug_line_str", "debug_loclists", "debug_rnglists", "debug_types"),
)
"""The sections that are read, without the dot; most of what says where code and values are is not."""

_UNREAD = (
    *("debug_frame", "eh_frame", "debug_loc", "debug_ranges", "debug_pubtypes", "debug_pubnames"),
    *("debug_sup", "gnu_debugaltlink"),
)
_DIE_BYTES = 1000  # what pyelftools keeps of each, about
_MAX_TABLE_BYTES = 1 << 20  # of one unit's abbreviations
_MAX_ATTRIBUTES = 200
_MAX_STRING_BYTES = 1 << 16
_LINE_STRP = 0x1F
_GNU_STRING, _GNU_ADDRESS = "DW_FORM_GNU_str_index", "DW_FORM_GNU_addr_index"


@dataclass(frozen=True, slots=True, kw_only=True)
class Skeleton:
    """What a unit in a file of its own leaves in the library."""

    unit: "Unit"
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)


class Unit(CompileUnit):
    """A unit whose DIEs are counted, and whose siblings follow each other."""

    dwarfinfo: "Dwarf"
    _held = 0

    def iter_DIEs(self) -> Iterator[DIE]:  # noqa: N802  # pyelftools' name
        """Yield every DIE in its order, null entries included, until the first is complete."""
        for die in super().iter_DIEs():
            self.dwarfinfo.reading.hold(_DIE_BYTES)
            self._held += _DIE_BYTES
            yield die
            if die.tag is None and die.get_parent() is None:
                return

    def iter_DIE_children(self, die: DIE) -> Iterator[DIE]:  # noqa: N802  # pyelftools' name
        """Yield a DIE's children."""
        return _forward(super().iter_DIE_children(die), die.offset)

    def _get_cached_DIE(self, offset: int) -> DIE:  # noqa: N802  # pyelftools' name
        self.dwarfinfo.reading.charge(_DIE_BYTES // 10)
        return super()._get_cached_DIE(offset)

    def forget(self) -> None:
        """Drop the DIEs read so far; they are read again when they are asked for."""
        self._dielist.clear()
        self._diemap.clear()
        self.dwarfinfo.reading.release(self._held)
        self._held = 0


class SplitUnit(Unit):
    """A unit of split debug information, with the attributes that its skeleton has for it."""

    skeleton: Skeleton

    def get_top_DIE(self) -> DIE:  # noqa: N802  # pyelftools' name
        """Return the unit's own DIE; its strings are found by the base that is added first."""
        if not self._diemap:
            section = self.dwarfinfo.debug_info_sec
            assert section is not None
            top = DIE(cu=self, stream=section.stream, offset=self.cu_die_offset)
            for name, attribute in self.skeleton.attributes.items():
                top.attributes.setdefault(name, attribute)
            self._dielist.insert(0, top)
            self._diemap.insert(0, self.cu_die_offset)
            top._translate_indirect_attributes()  # noqa: SLF001  # pyelftools has no split units
            self._translate(top)
        return self._dielist[0]

    def iter_DIEs(self) -> Iterator[DIE]:  # noqa: N802  # pyelftools' name
        """Yield every DIE in its order."""
        return map(self._translate, super().iter_DIEs())

    def _get_cached_DIE(self, offset: int) -> DIE:  # noqa: N802  # pyelftools' name
        return self._translate(super()._get_cached_DIE(offset))

    def _translate(self, die: DIE) -> DIE:
        """Replace what GNU's split DWARF 4 has in place of strings and addresses."""
        for name, attribute in die.attributes.items():
            if attribute.form == _GNU_STRING and isinstance(attribute.value, int):
                value: object = self.dwarfinfo.string_at(attribute.raw_value, self.structs.dwarf_format // 8)
                die.attributes[name] = attribute._replace(value=value)
            elif attribute.form == _GNU_ADDRESS and attribute.value == attribute.raw_value:
                die.attributes[name] = attribute._replace(value=self._address(attribute.raw_value))
        return die

    def _address(self, index: int) -> int:
        whole = self.skeleton.unit
        base = whole.get_top_DIE().attributes.get("DW_AT_GNU_addr_base")
        at = base.value if base else 0
        return whole.dwarfinfo.address_at(at, index, int(self.header["address_size"]))


class SignedUnit(TypeUnit):
    """A unit of ``.debug_types``, with the same care."""

    dwarfinfo: "Dwarf"

    def iter_DIE_children(self, die: DIE) -> Iterator[DIE]:  # noqa: N802  # pyelftools' name
        """Yield a DIE's children."""
        return _forward(super().iter_DIE_children(die), die.offset)

    def _get_cached_DIE(self, offset: int) -> DIE:  # noqa: N802  # pyelftools' name
        self.dwarfinfo.reading.charge(_DIE_BYTES // 10)
        return super()._get_cached_DIE(offset)


class Dwarf(DWARFInfo):
    """DWARF of one library, object or split unit; knows type units of DWARF 5 and split units."""

    def __init__(self, sections: Mapping[str, bytes], config: DwarfConfig, reading: Reading) -> None:
        named = {name: _descriptor(name, sections.get(name)) for name in SECTIONS}
        unread = dict.fromkeys(_UNREAD)
        super().__init__(config, **{f"{name}_sec": found for name, found in (named | unread).items()})
        self.sections = sections
        self.reading = reading
        self.skeleton: Skeleton | None = None

    def _parse_CU_at_offset(self, offset: int) -> Unit:  # noqa: N802  # pyelftools' name
        found = super()._parse_CU_at_offset(offset)
        _complete(found.structs)
        places = (self, found.structs, found.cu_offset, found.cu_die_offset)
        if self.skeleton is None:
            return Unit(found.header, *places)
        split = SplitUnit(found.header, *places)
        split.skeleton = self.skeleton
        return split

    def _parse_TU_at_offset(self, offset: int) -> SignedUnit:  # noqa: N802  # pyelftools' name
        found = super()._parse_TU_at_offset(offset)
        _complete(found.structs)
        return SignedUnit(found.header, self, found.structs, found.tu_offset, found.tu_die_offset)

    def iter_CUs(self) -> Iterator[Unit]:  # noqa: N802  # pyelftools' name
        """Yield the units, each read when it is reached."""
        return map(_own, super().iter_CUs())

    def get_CU_at(self, offset: int) -> Unit:  # noqa: N802  # pyelftools' name
        """Return the unit whose header is at an offset."""
        return _own(super().get_CU_at(offset))

    def get_abbrev_table(self, offset: int) -> AbbrevTable:
        """Return the abbreviations at an offset."""
        if offset not in self._abbrevtable_cache:
            data = self.sections["debug_abbrev"][offset : offset + _MAX_TABLE_BYTES]
            table = AbbrevTable(structs=self.structs, stream=BytesIO(data), offset=0)
            declared = table._abbrev_map.values()  # noqa: SLF001  # there is no other way to all of them
            most = max((len(one["attr_spec"]) for one in declared), default=0)
            if most > _MAX_ATTRIBUTES:
                raise DamageError(f"a DIE has {most} attributes")
            self.reading.charge(sum(1000 + 500 * len(one["attr_spec"]) for one in declared))
            self._abbrevtable_cache[offset] = table
        return self._abbrevtable_cache[offset]

    def get_string_from_table(self, offset: int) -> bytes | None:
        """Return a string of ``.debug_str``."""
        return self._string("debug_str", offset)

    def get_string_from_linetable(self, offset: int) -> bytes | None:
        """Return a string of ``.debug_line_str``."""
        return self._string("debug_line_str", offset)

    def _string(self, section: str, offset: int) -> bytes:
        data = self.sections.get(section, b"")
        end = data.find(b"\0", offset, offset + _MAX_STRING_BYTES)
        if end < 0:
            raise DamageError(f"a string at {offset:#x} of .{section} has no end")
        self.reading.charge(end - offset)
        return data[offset:end]

    def string_at(self, index: int, offset_bytes: int) -> bytes:
        """Return a string by its place in the string offsets of split DWARF 4, which have no header."""
        place = index * offset_bytes
        offset = self.sections.get("debug_str_offsets", b"")[place : place + offset_bytes]
        return self._string("debug_str", int.from_bytes(offset, self._order))

    def address_at(self, base: int, index: int, size: int) -> int:
        """Return an address by its place in ``.debug_addr``."""
        start = base + index * size
        return int.from_bytes(self.sections.get("debug_addr", b"")[start : start + size], self._order)

    @property
    def _order(self) -> Literal["little", "big"]:
        return "little" if self.config.little_endian else "big"

    def file_table(self, unit: CompileUnit | TypeUnit) -> FileTable | None:
        """Return the files that a unit numbers; a split unit's are those of its skeleton."""
        if self.skeleton is not None and isinstance(unit, CompileUnit):
            whole = self.skeleton.unit
            return whole.dwarfinfo.file_table(whole)
        place = unit.get_top_DIE().attributes.get("DW_AT_stmt_list")
        if place is None or "debug_line" not in self.sections or not isinstance(place.value, int):
            return None
        return read_file_table(
            self.sections["debug_line"],
            place.value,
            is_little=self.config.little_endian,
            strings=lambda form, at: self._string(
                "debug_line_str" if form == _LINE_STRP else "debug_str", at
            ),
        )

    @cached_property
    def ranges(self) -> list[tuple[int, int, int]]:
        """Start and length of code, with the offset of its unit (DWARF 5 §6.1.2), in order."""
        return sorted(_ranges(self.sections.get("debug_aranges", b""), self._order))

    def get_DIE_by_sig8(self, sig8: int) -> DIE:  # noqa: N802  # pyelftools' name
        """Return the type of a signature: type units are in ``.debug_info`` since DWARF 5."""
        unit = self._signed_units.get(sig8)
        if unit is not None:
            return unit.get_DIE_from_refaddr(unit.cu_offset + unit["type_offset"])
        try:
            return super().get_DIE_by_sig8(sig8)
        except KeyError:
            raise UnsupportedTypeError(f"the type of signature {sig8:#x} is in another file") from None

    @cached_property
    def _signed_units(self) -> dict[int, Unit]:
        return {
            unit["type_signature"]: unit
            for unit in self.iter_CUs()
            if unit["version"] >= 5 and unit["unit_type"] in ("DW_UT_type", "DW_UT_split_type")
        }


def _descriptor(name: str, data: bytes | None) -> DebugSectionDescriptor | None:
    if data is None:
        return None
    return DebugSectionDescriptor(
        stream=BytesIO(data), name=f".{name}", global_offset=None, size=len(data), address=0
    )


def _own(unit: CompileUnit) -> Unit:
    assert isinstance(unit, Unit)
    return unit


class _Block(Adapter):
    """A block as pyelftools has it, a list of its bytes: strings are ``bytes``."""

    def _decode(self, obj: bytes, context: object) -> list[int]:  # noqa: ARG002  # construct's signature
        return list(obj)


def _complete(structs: DWARFStructs) -> None:
    """Let blocks be read in one piece, not byte by byte, and GNU's split DWARF 4 at all."""
    forms = structs.Dwarf_dw_form
    if _GNU_STRING in forms:
        return
    lengths = {
        "DW_FORM_block": structs.the_Dwarf_uleb128,
        "DW_FORM_exprloc": structs.the_Dwarf_uleb128,
        "DW_FORM_block1": structs.the_Dwarf_uint8,
        "DW_FORM_block2": structs.the_Dwarf_uint16,
        "DW_FORM_block4": structs.the_Dwarf_uint32,
    }
    for form, length in lengths.items():
        forms[form] = _Block(PascalString("", length_field=length))  # type: ignore[arg-type, assignment]  # declared too narrow
    forms[_GNU_STRING] = forms[_GNU_ADDRESS] = structs.the_Dwarf_uleb128


def _forward(found: Iterator[DIE], after: int) -> Iterator[DIE]:
    """Yield siblings as long as each lies behind the one before: DW_AT_sibling may say otherwise."""
    for die in found:
        if die.offset <= after:
            raise DamageError(f"the sibling of DIE {after:#x} lies before it")
        after = die.offset
        yield die


def _ranges(data: bytes, order: Literal["little", "big"]) -> Iterator[tuple[int, int, int]]:
    sign = "<" if order == "little" else ">"
    start = 0
    while start + 12 <= len(data):
        length = int.from_bytes(data[start : start + 4], order)
        wide = length == 0xFFFFFFFF
        if wide:
            length = int.from_bytes(data[start + 4 : start + 12], order)
        at, offset_bytes = (start + 12, 8) if wide else (start + 4, 4)
        end = min(at + length, len(data))
        unit = int.from_bytes(data[at + 2 : at + 2 + offset_bytes], order)
        address_bytes = data[at + 2 + offset_bytes] if at + 2 + offset_bytes < len(data) else 0
        if address_bytes not in (4, 8):
            raise DamageError(f"an address in .debug_aranges has {address_bytes} bytes")
        pair = struct.Struct(sign + ("QQ" if address_bytes == 8 else "II"))
        first = at + 4 + offset_bytes - start
        body = data[start + -(-first // pair.size) * pair.size : end]
        for begin, size in pair.iter_unpack(body[: len(body) // pair.size * pair.size]):
            if size:
                yield begin, size, unit
        start = end if end > start else len(data)
