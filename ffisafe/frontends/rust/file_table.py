"""The file table in the header of a line program (DWARF 5 §6.2.4), without the program.

pyelftools makes as many entries as a count says, even of entries that take no room.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ffisafe.frontends.rust.damage import DamageError

_PATH, _FOLDER = 0x01, 0x02  # DW_LNCT_path, DW_LNCT_directory_index
_STRING, _LINE_STRP, _STRP, _UDATA, _BLOCK = 0x08, 0x1F, 0x0E, 0x0F, 0x09  # DW_FORM_*
_FIXED = {0x0B: 1, 0x05: 2, 0x06: 4, 0x07: 8, 0x1E: 16}  # DW_FORM_data1 to data16

Strings = Callable[[int, int], bytes]  # the string that a form and an offset stand for


@dataclass(frozen=True, slots=True, kw_only=True)
class FileTable:
    """Folders and files as a unit counts them; a file is its name and its folder's index."""

    folders: tuple[bytes, ...]
    files: tuple[tuple[bytes, int], ...]
    first: int  # what the first file is counted as


def read_file_table(data: bytes, offset: int, *, is_little: bool, strings: Strings) -> FileTable:
    """Return the file table of the line program at an offset.

    Raises:
        DamageError: It does not end where it should, or has a form unknown here.
    """
    reader = _Reader(data, offset, "little" if is_little else "big")
    length = reader.integer(4)
    if length == 0xFFFFFFFF:
        reader.offset_bytes = 8
        length = reader.integer(8)
    reader.end = min(len(data), reader.at + length)
    version = reader.integer(2)
    if version >= 5:
        reader.at += 2  # address_size, segment_selector_size
    reader.integer(reader.offset_bytes)  # header_length
    reader.at += 4 + (version >= 4)  # four bytes, and maximum_operations_per_instruction
    opcodes = reader.integer(1)
    reader.at += max(opcodes - 1, 0)
    if version >= 5:
        folders = tuple(name for name, _ in _entries(reader, strings))
        return FileTable(folders=folders, files=_entries(reader, strings), first=0)
    if version < 2:
        raise DamageError(f"a line program has version {version}")
    return FileTable(folders=_names(reader), files=_files(reader), first=1)


def _entries(reader: "_Reader", strings: Strings) -> tuple[tuple[bytes, int], ...]:
    """Return a table whose entries are described before it."""
    formats = [(reader.uleb(), reader.uleb()) for _ in range(reader.integer(1))]
    count = reader.uleb()
    if count > reader.end - reader.at or (count and not formats):
        raise DamageError(f"a line program has {count} files in {reader.end - reader.at} bytes")
    found = []
    for _ in range(count):
        name, folder = b"", 0
        for content, form in formats:
            value = reader.form(form)
            if content == _PATH:
                name = value if isinstance(value, bytes) else strings(form, value)
            elif content == _FOLDER and isinstance(value, int):
                folder = value
        found.append((name, folder))
    return tuple(found)


def _names(reader: "_Reader") -> tuple[bytes, ...]:
    found = []
    while name := reader.string():
        found.append(name)
    return tuple(found)


def _files(reader: "_Reader") -> tuple[tuple[bytes, int], ...]:
    found = []
    while name := reader.string():
        found.append((name, reader.uleb()))
        reader.uleb()  # time
        reader.uleb()  # size
    return tuple(found)


class _Reader:
    def __init__(self, data: bytes, at: int, order: str) -> None:
        self.data = data
        self.at = at
        self.end = len(data)
        self.little = order == "little"
        self.offset_bytes = 4

    def take(self, count: int) -> bytes:
        if count > self.end - self.at:
            raise DamageError("a line program runs past its end")
        self.at += count
        return self.data[self.at - count : self.at]

    def integer(self, count: int) -> int:
        return int.from_bytes(self.take(count), "little" if self.little else "big")

    def uleb(self) -> int:
        value = shift = 0
        while True:
            byte = self.integer(1)
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80 or shift > 63:
                return value

    def string(self) -> bytes:
        end = self.data.find(b"\0", self.at, self.end)
        if end < 0:
            raise DamageError("a line program runs past its end")
        return self.take(end + 1 - self.at)[:-1]

    def form(self, form: int) -> int | bytes:
        if form == _STRING:
            return self.string()
        if form in (_LINE_STRP, _STRP):
            return self.integer(self.offset_bytes)
        if form == _UDATA:
            return self.uleb()
        if form == _BLOCK:
            self.take(self.uleb())
            return 0
        if form in _FIXED:
            return self.integer(_FIXED[form])
        raise DamageError(f"a line program has a file in form {form:#x}")
