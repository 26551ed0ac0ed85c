"""Describes Mach-O and PE files with LIEF, as JSON; a process of its own, because LIEF is not Python.

A file that makes it crash, or ask for more time or memory than there is, costs this process alone.
"""

import json
import sys
from collections.abc import Iterator
from typing import Any

_MEMORY_BYTES = 1 << 30
_SECONDS = 8
_N_TYPE, _N_SECT, _N_STAB, _N_EXT, _N_PEXT, _N_OSO = 0x0E, 0x0E, 0xE0, 0x01, 0x10, 0x66
_EXECUTABLE = 0x20000000  # IMAGE_SCN_MEM_EXECUTE
_DLL = 0x2000  # IMAGE_FILE_DLL


def main() -> None:
    """Describe the files that are named on the command line, one line each."""
    _limit()
    import lief  # noqa: PLC0415  # takes longer than all the rest, and counts

    lief.logging.disable()
    for path in sys.argv[1:]:
        sys.stdout.write(json.dumps(_describe(lief, path)) + "\n")


def _limit() -> None:
    try:
        import resource  # noqa: PLC0415  # not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))


def _describe(lief: Any, path: str) -> dict[str, Any] | None:
    if lief.is_pe(path):
        found = lief.PE.parse(path)
        return None if found is None else _pe(found)
    if lief.is_macho(path):
        fat = lief.MachO.parse(path)
        return None if fat is None else {"format": "Mach-O", "slices": [_mach_o(one) for one in fat]}
    return None


def _pe(binary: Any) -> dict[str, Any]:
    sections = list(binary.sections)
    code = [
        (one.virtual_address, one.virtual_address + max(one.virtual_size, one.size))
        for one in sections
        if one.characteristics & _EXECUTABLE
    ]
    export = binary.get_export() if binary.has_exports else None
    return {
        "format": "PE",
        "machine": str(binary.header.machine).rpartition(".")[2],
        "is_library": bool(int(binary.header.characteristics) & _DLL),
        "pdb": binary.codeview_pdb.filename if binary.has_debug and binary.codeview_pdb else None,
        "exports": [
            {
                "name": entry.name,
                "address": binary.imagebase + entry.address,
                "function": any(start <= entry.address < end for start, end in code),
                "forward": _forward(entry),
            }
            for entry in (export.entries if export is not None else ())
            if entry.name
        ],
        "sections": {_long_name(binary, one.name): _place(one) for one in sections},
    }


def _forward(entry: Any) -> str | None:
    if not entry.is_forwarded:
        return None
    return f"{entry.forward_information.library}.{entry.forward_information.function}"


def _place(section: Any) -> list[int]:
    """Return where a section is in the file; it is padded there, or cut off where zeros follow."""
    size = section.sizeof_raw_data
    return [section.pointerto_raw_data, min(section.virtual_size or size, size)]


def _long_name(binary: Any, name: str) -> str:
    """Return a section's name; one of more than 8 bytes is in the table of strings."""
    if name.startswith("/") and name[1:].isdecimal():
        found = binary.find_coff_string(int(name[1:]))
        return str(found.string) if found is not None else name
    return name


def _mach_o(binary: Any) -> dict[str, Any]:
    sections = list(binary.sections)
    return {
        "machine": str(binary.header.cpu_type).rpartition(".")[2],
        "is_library": str(binary.header.file_type).rpartition(".")[2] in {"DYLIB", "DYLIB_STUB", "BUNDLE"},
        "exports": [
            {"name": name, "address": address, "function": section in _code(sections), "forward": None}
            for name, address, section in _exported(binary)
        ],
        "hidden": sorted({one.name for one in binary.symbols if _is_private(one)}),
        "objects": [one.name for one in binary.symbols if one.raw_type == _N_OSO],
        "sections": {
            one.name: [binary.fat_offset + one.offset, one.size]
            for one in sections
            if one.segment_name == "__DWARF"
        },
    }


def _code(sections: list[Any]) -> frozenset[int]:
    return frozenset(
        number
        for number, one in enumerate(sections, 1)
        if one.segment_name == "__TEXT" and "text" in one.name
    )


def _exported(binary: Any) -> Iterator[tuple[str, int, int]]:
    seen = set()
    for one in binary.symbols:
        kind = one.raw_type
        if not kind & _N_STAB and kind & _N_TYPE == _N_SECT and kind & _N_EXT and not kind & _N_PEXT:
            seen.add(one.name)
            yield one.name, one.value, one.numberof_sections
    # A stripped library still has what the loader looks up.
    for one in binary.exported_symbols:
        if one.name not in seen:
            yield one.name, one.value, 1


def _is_private(symbol: Any) -> bool:
    kind = symbol.raw_type
    return not kind & _N_STAB and kind & _N_TYPE == _N_SECT and (bool(kind & _N_PEXT) or not kind & _N_EXT)


if __name__ == "__main__":
    main()
