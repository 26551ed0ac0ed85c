"""Debug information that is in a file of its own (GDB manual, "Separate Debug Files")."""

import zlib
from collections.abc import Iterator
from pathlib import Path

from ffisafe.frontends.rust.elf import ElfFile
from ffisafe.frontends.rust.reading import Reading
from ffisafe.frontends.rust.window import Window

GLOBAL_FOLDER = Path("/usr/lib/debug")
_NT_GNU_BUILD_ID = 3
_CHUNK = 1 << 20


def find_debug_file(elf: ElfFile, library: Path, reading: Reading) -> tuple[Path | None, str]:
    """Return the file that has a stripped library's debug information, or why there is none."""
    identity = build_id(elf)
    link = _debug_link(elf)
    why = ""
    for path in _by_identity(identity, library):
        if reading.has(path) and _has_identity(path, identity):
            return path, ""
    if link is None:
        return None, ""
    name, checksum = link
    real = library.resolve()
    places = (
        *(
            folder / part
            for folder in dict.fromkeys((library.parent, real.parent))
            for part in (name, f".debug/{name}")
        ),
        GLOBAL_FOLDER / real.parent.relative_to(real.anchor) / name,
    )
    for path in places:
        if reading.has(path) and not path.samefile(library):
            if _checksum(path) == checksum:
                return path, ""
            why = f"{path} is of another build"
    return None, why or f"its debug information was put into {name}, which is not there"


def build_id(elf: ElfFile) -> str:
    """Return the hash that the linker gave a library and that its debug file has too, in hex, if any."""
    section = elf.named(".note.gnu.build-id")
    if section is None:
        return ""
    note = elf.raw(section)
    order = "little" if elf.is_little else "big"
    name_bytes, size, kind = (int.from_bytes(note[at : at + 4], order) for at in (0, 4, 8))  # type: ignore[arg-type]
    start = 12 + -(-name_bytes // 4) * 4
    return note[start : start + size].hex() if kind == _NT_GNU_BUILD_ID else ""


def _by_identity(identity: str, library: Path) -> Iterator[Path]:
    if len(identity) > 4:
        yield GLOBAL_FOLDER / ".build-id" / identity[:2] / f"{identity[2:]}.debug"
        yield library.parent / ".build-id" / identity[:2] / f"{identity[2:]}.debug"
        for name in (f"{library.name}.debug", f".debug/{library.name}.debug", f".debug/{library.name}"):
            yield library.parent / name
        yield library.with_suffix(".debug")


def _has_identity(path: Path, identity: str) -> bool:
    with path.open("rb") as file:
        window = Window(file)
        return window.size >= 64 and window.at(0, 4) == b"\x7fELF" and build_id(ElfFile(window)) == identity


def _debug_link(elf: ElfFile) -> tuple[str, int] | None:
    """Return the name and the checksum in ``.gnu_debuglink``."""
    section = elf.named(".gnu_debuglink")
    if section is None:
        return None
    data = elf.raw(section)
    name = data[: max(data.find(b"\0"), 0)].decode("utf-8", "surrogateescape")
    # A name without folders, by the manual; anything else is not followed.
    if not name or "/" in name or name in {".", ".."}:
        return None
    return name, int.from_bytes(data[-4:], "little" if elf.is_little else "big")


def _checksum(path: Path) -> int:
    found = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found = zlib.crc32(chunk, found)
    return found
