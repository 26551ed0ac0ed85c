"""ELF files (System V gABI): header, sections and symbol tables, each read in one piece.

pyelftools makes an object of every section and symbol, which takes seconds for the objects that
rustc writes (a section for each function); DWARF itself is read with it.
"""

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ffisafe.frontends.rust.damage import DamageError
from ffisafe.frontends.rust.window import Window

MAGIC = b"\x7fELF"
RELOCATABLE, SHARED = 1, 3  # ET_REL, ET_DYN
SHT_SYMTAB, SHT_RELA, SHT_NOBITS, SHT_REL = 2, 4, 8, 9
SHT_SYMTAB_SHNDX = 18
SHF_ALLOC, SHF_COMPRESSED = 0x2, 0x800
SHN_LORESERVE, SHN_XINDEX = 0xFF00, 0xFFFF
_ZLIB, _ZSTD = 1, 2  # ELFCOMPRESS_*
_GNU_ZLIB = b"ZLIB"  # of `.zdebug_*`, followed by the size, big-endian

# Debug information is kept in memory while it is read.
MAX_SECTION_BYTES = 256 * 1024 * 1024
# What compressors make of real debug information is far from it; what they make of zeros is not.
_MAX_RATIO = 64
_SMALL = 1 << 20
_MAX_NAME_BYTES = 1 << 14


@dataclass(frozen=True, slots=True)
class Section:
    """A section header, ``Elf64_Shdr``, with its index and name."""

    index: int
    name: str
    type: int
    flags: int
    address: int
    offset: int
    size: int
    link: int
    info: int
    entry_size: int


@dataclass(frozen=True, slots=True)
class Symbol:
    """An entry of a symbol table, ``Elf64_Sym``, with its index and name."""

    index: int
    name: str
    info: int
    other: int
    section: int
    value: int
    size: int

    @property
    def type(self) -> int:
        """``STT_*``."""
        return self.info & 0xF

    @property
    def binding(self) -> int:
        """``STB_*``."""
        return self.info >> 4

    @property
    def visibility(self) -> int:
        """``STV_*``."""
        return self.other & 0x3


class ElfFile:
    """An ELF file, or one in an archive."""

    def __init__(self, window: Window) -> None:
        self.window = window
        ident = window.at(0, 16, "the ELF header")
        if ident[:4] != MAGIC or ident[4] not in (1, 2) or ident[5] not in (1, 2):
            raise DamageError("the first bytes are not those of an ELF file")
        self.is_64 = ident[4] == 2
        self.is_little = ident[5] == 1
        self.order = "<" if self.is_little else ">"
        header = self._unpack("HHIQQQIHHHHHH" if self.is_64 else "HHIIIIIHHHHHH", 16, "the ELF header")
        self.type, self.machine = header[:2]
        self.programs_at, self._sections_at, self.flags = header[4:7]
        self.program_entry_size, self.program_count = header[8:10]
        self._entry_size, self._count, self._names_index = header[10:]

    def _unpack(self, layout: str, offset: int, what: str) -> tuple[int, ...]:
        form = struct.Struct(self.order + layout)
        return form.unpack(self.window.at(offset, form.size, what))

    @property
    def address_bytes(self) -> int:
        """How wide an address is."""
        return 8 if self.is_64 else 4

    @cached_property
    def sections(self) -> Sequence[Section]:
        """The section headers; none where they are missing, as the loader does without them."""
        if not self._sections_at:
            return ()
        form = struct.Struct(self.order + ("IIQQQQIIQQ" if self.is_64 else "IIIIIIIIII"))
        if self._entry_size != form.size:
            raise DamageError(f"section headers have {self._entry_size} bytes, not {form.size}")
        first = form.unpack(self.window.at(self._sections_at, form.size, "the section header table"))
        count = self._count or first[5]  # more than SHN_LORESERVE
        names_index = first[6] if self._names_index == SHN_XINDEX else self._names_index
        table = self.window.at(self._sections_at, count * form.size, "the section header table")
        headers = list(form.iter_unpack(table))
        names = b""
        if names_index < len(headers):
            names = self.window.at(headers[names_index][4], headers[names_index][5], "the section names")
        return [
            Section(index, string_in(names, name), kind, flags, address, offset, size, link, info, entry)
            for index, (name, kind, flags, address, offset, size, link, info, _, entry) in enumerate(headers)
        ]

    def named(self, name: str) -> Section | None:
        """Return the first section of a name that is in the file."""
        return next((one for one in self.sections if one.name == name and one.type != SHT_NOBITS), None)

    def of_type(self, kind: int) -> Section | None:
        """Return the first section of a type."""
        return next((one for one in self.sections if one.type == kind), None)

    def raw(self, section: Section) -> bytes:
        """Return what the file has of a section."""
        if section.type == SHT_NOBITS:
            return b""
        if section.size > MAX_SECTION_BYTES:
            raise DamageError(f"{section.name} has {section.size:,} bytes, more than can be read")
        return self.window.at(section.offset, section.size, section.name or "a section")

    def data(self, section: Section) -> bytes:
        """Return a section's content, uncompressed."""
        data = self.raw(section)
        if section.flags & SHF_COMPRESSED:
            form = struct.Struct(self.order + ("IIQQ" if self.is_64 else "III"))
            if len(data) < form.size:
                raise DamageError(f"{section.name} is too short to be compressed")
            header = form.unpack_from(data)
            kind, size = header[0], header[-2]
            return _inflated(section.name, kind, data[form.size :], size)
        if section.name.startswith(".zdebug_") and data.startswith(_GNU_ZLIB):
            return _inflated(section.name, _ZLIB, data[12:], int.from_bytes(data[4:12], "big"))
        return data

    def symbols(self, table: Section) -> Iterator[Symbol]:
        """Yield the entries of a symbol table but for the first, which is empty."""
        names = self.raw(self._linked(table))
        form = struct.Struct(self.order + ("IBBHQQ" if self.is_64 else "IIIBBH"))
        data = self.raw(table)
        extended = self._extended(table)
        entries = form.iter_unpack(data[: len(data) // form.size * form.size])
        for index, fields in enumerate(entries):
            if self.is_64:
                name, info, other, section, value, size = fields
            else:
                name, value, size, info, other, section = fields
            if section == SHN_XINDEX and index < len(extended):
                section = extended[index]
            if index:
                yield Symbol(index, string_in(names, name), info, other, section, value, size)

    def _linked(self, section: Section) -> Section:
        if section.link >= len(self.sections):
            raise DamageError(f"{section.name} belongs to section {section.link}, which does not exist")
        return self.sections[section.link]

    def _extended(self, table: Section) -> tuple[int, ...]:
        """Return the section of each symbol whose index does not fit into 16 bits."""
        found = self.of_type(SHT_SYMTAB_SHNDX)
        if found is None or found.link != table.index:
            return ()
        data = self.raw(found)
        return struct.unpack(f"{self.order}{len(data) // 4}I", data[: len(data) // 4 * 4])


def _inflated(name: str, kind: int, data: bytes, size: int) -> bytes:
    """Return a compressed section's content, if it has the size that is said and is one to expect."""
    if size > MAX_SECTION_BYTES or size > _MAX_RATIO * len(data) + _SMALL:
        raise DamageError(f"{name} says that {len(data):,} bytes are {size:,} when uncompressed")
    if kind == _ZLIB:
        found = zlib.decompressobj().decompress(data, size)
    elif kind == _ZSTD:
        found = _zstd(name, data, size)
    else:
        raise DamageError(f"{name} is compressed in a way unknown here ({kind})")
    if len(found) != size:
        raise DamageError(f"{name} has {len(found):,} bytes when uncompressed, not {size:,}")
    return found


def _zstd(name: str, data: bytes, size: int) -> bytes:
    import zstandard  # noqa: PLC0415  # few libraries need it

    try:
        with zstandard.ZstdDecompressor(max_window_size=MAX_SECTION_BYTES).stream_reader(data) as reader:
            return reader.read(size)
    except zstandard.ZstdError as error:
        raise DamageError(f"{name}: {error}") from error


def string_in(names: bytes, start: int) -> str:
    """Return a string of a string table."""
    end = names.find(b"\0", start, start + _MAX_NAME_BYTES)
    return names[start : end if end >= 0 else start].decode("utf-8", "replace")
