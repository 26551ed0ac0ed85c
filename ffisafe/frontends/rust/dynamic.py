"""The dynamic symbol table of an ELF library, found as the loader does: without section headers."""

import struct
from dataclasses import dataclass
from functools import cached_property

from ffisafe.frontends.rust.damage import DamageError
from ffisafe.frontends.rust.elf import ElfFile, Symbol, string_in

_PT_LOAD, _PT_DYNAMIC = 1, 2
_DT_NULL, _DT_HASH, _DT_STRTAB, _DT_SYMTAB, _DT_STRSZ = 0, 4, 5, 6, 10
_DT_GNU_HASH, _DT_VERSYM, _DT_VERDEF, _DT_VERDEFNUM = 0x6FFFFEF5, 0x6FFFFFF0, 0x6FFFFFFC, 0x6FFFFFFD
_VER_NDX_LOCAL, _VERSYM_HIDDEN, _VER_FLG_BASE = 0, 0x8000, 1
_MAX_SYMBOLS = 5_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Versioned:
    """A dynamic symbol with its version; only the default version is what others are linked to."""

    symbol: Symbol
    version: str | None
    is_default: bool
    is_local: bool


@dataclass(frozen=True, slots=True)
class _Segment:
    type: int
    offset: int
    address: int
    size: int


class DynamicSymbols:
    """What the dynamic segment of a library says about its symbols."""

    def __init__(self, elf: ElfFile) -> None:
        self._elf = elf
        self._segments = self._program_headers()

    def _program_headers(self) -> list[_Segment]:
        elf = self._elf
        form = struct.Struct(elf.order + ("IIQQQQQQ" if elf.is_64 else "IIIIIIII"))
        if elf.program_count and elf.program_entry_size != form.size:
            raise DamageError(f"program headers have {elf.program_entry_size} bytes, not {form.size}")
        table = elf.window.at(elf.programs_at, elf.program_count * form.size, "the program header table")
        if elf.is_64:
            return [_Segment(one[0], one[2], one[3], one[5]) for one in form.iter_unpack(table)]
        return [_Segment(one[0], one[1], one[2], one[4]) for one in form.iter_unpack(table)]

    @cached_property
    def _tags(self) -> dict[int, int]:
        elf = self._elf
        form = struct.Struct(elf.order + ("qQ" if elf.is_64 else "iI"))
        found: dict[int, int] = {}
        for segment in self._segments:
            if segment.type == _PT_DYNAMIC:
                size = segment.size // form.size * form.size
                for tag, value in form.iter_unpack(
                    elf.window.at(segment.offset, size, "the dynamic segment")
                ):
                    if tag == _DT_NULL:
                        break
                    found.setdefault(tag, value)
        return found

    def _place(self, tag: int) -> int:
        """Return where in the file something lies that the dynamic segment has an address of."""
        address = self._tags.get(tag)
        if address is None:
            raise DamageError(f"the dynamic segment has no tag {tag:#x}")
        for one in self._segments:
            if one.type == _PT_LOAD and one.address <= address < one.address + one.size:
                return address - one.address + one.offset
        raise DamageError(f"the dynamic segment's tag {tag:#x} is outside of all segments")

    def read(self) -> list[Versioned]:
        """Return the dynamic symbols but for the first, which is empty."""
        if _DT_SYMTAB not in self._tags:
            return []
        elf, count = self._elf, self._count()
        form = struct.Struct(elf.order + ("IBBHQQ" if elf.is_64 else "IIIBBH"))
        table = elf.window.at(self._place(_DT_SYMTAB), count * form.size, "the dynamic symbol table")
        names = elf.window.at(self._place(_DT_STRTAB), self._tags.get(_DT_STRSZ, 0), "the dynamic strings")
        versions = self._versions(count)
        defined = self._definitions(names) if versions else {}
        found = []
        for index, fields in enumerate(form.iter_unpack(table)):
            if elf.is_64:
                name, info, other, section, value, size = fields
            else:
                name, value, size, info, other, section = fields
            version = versions[index] if versions else 1
            symbol = Symbol(index, string_in(names, name), info, other, section, value, size)
            found.append(
                Versioned(
                    symbol=symbol,
                    version=defined.get(version & ~_VERSYM_HIDDEN),
                    is_default=not version & _VERSYM_HIDDEN,
                    is_local=version == _VER_NDX_LOCAL,
                )
            )
        return found[1:]

    def _count(self) -> int:
        window = self._elf.window
        if _DT_HASH in self._tags:
            # s390x and Alpha have wider words, and no Rust target of C libraries here.
            words = struct.unpack(self._elf.order + "II", window.at(self._place(_DT_HASH), 8, "DT_HASH"))
            count = int(words[1])
        elif _DT_GNU_HASH in self._tags:
            count = self._gnu_count(self._place(_DT_GNU_HASH))
        else:
            size = self._place(_DT_STRTAB) - self._place(_DT_SYMTAB)  # where linkers put it
            count = max(size, 0) // (24 if self._elf.is_64 else 16)
        if count > _MAX_SYMBOLS:
            raise DamageError(f"it has {count:,} dynamic symbols")
        return count

    def _gnu_count(self, start: int) -> int:
        """Return how many symbols there are: as many as the last chain of the hash table has."""
        window, order = self._elf.window, self._elf.order
        buckets, first, blooms, _ = struct.unpack(order + "4I", window.at(start, 16, "DT_GNU_HASH"))
        at = start + 16 + blooms * self._elf.address_bytes
        filled = window.at(at, 4 * buckets, "DT_GNU_HASH")
        last = max(struct.unpack(f"{order}{buckets}I", filled), default=0)
        if last < first:
            return int(first)
        at += 4 * buckets + 4 * (last - first)
        while not struct.unpack(order + "I", window.at(at, 4, "DT_GNU_HASH"))[0] & 1:
            at, last = at + 4, last + 1
            if last > _MAX_SYMBOLS:
                break
        return int(last) + 1

    def _versions(self, count: int) -> tuple[int, ...]:
        if _DT_VERSYM not in self._tags:
            return ()
        table = self._elf.window.at(self._place(_DT_VERSYM), 2 * count, "the symbol versions")
        return struct.unpack(f"{self._elf.order}{count}H", table)

    def _definitions(self, names: bytes) -> dict[int, str]:
        """Return the versions that a library defines, but for the one that is its own name."""
        found: dict[int, str] = {}
        if _DT_VERDEF not in self._tags:
            return found
        at = self._place(_DT_VERDEF)
        order, window = self._elf.order, self._elf.window
        for _ in range(min(self._tags.get(_DT_VERDEFNUM, 0), 0x7FFF)):
            entry = struct.unpack(order + "HHHHIII", window.at(at, 20, "the version definitions"))
            _, flags, index, _, _, auxiliary, following = entry
            name = struct.unpack(order + "I", window.at(at + auxiliary, 4, "the version definitions"))[0]
            if not flags & _VER_FLG_BASE:
                found[index] = string_in(names, name)
            if not following:
                break
            at += following
        return found
