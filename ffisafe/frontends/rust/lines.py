"""Source lines of DIEs, through the file table of their unit's line program."""

import os.path

from elftools.dwarf.compileunit import CompileUnit
from elftools.dwarf.die import DIE
from elftools.dwarf.typeunit import TypeUnit

from ffisafe.frontends.rust.dies import number, text
from ffisafe.frontends.rust.dwarf import Dwarf
from ffisafe.model.source import SourceLocation

_Unit = CompileUnit | TypeUnit
_Files = dict[int, str]


class SourceLines:
    """Answers where a DIE was declared; reads each file table once."""

    def __init__(self) -> None:
        self._files: dict[_Unit, _Files] = {}

    def locate(self, die: DIE) -> SourceLocation | None:
        """Return where a DIE says that it was declared, with an absolute path."""
        file, line = number(die, "DW_AT_decl_file"), number(die, "DW_AT_decl_line")
        if file is None or not line:
            return None
        name = self._files_of(die.cu).get(file)
        return None if name is None else SourceLocation(file=name, line=line)

    def _files_of(self, unit: _Unit) -> _Files:
        if unit not in self._files:
            self._files[unit] = self._read(unit)
        return self._files[unit]

    def _read(self, unit: _Unit) -> _Files:
        dwarf = unit.dwarfinfo
        table = dwarf.file_table(unit) if isinstance(dwarf, Dwarf) else None
        if table is None:
            return {}
        base = text(unit.get_top_DIE(), "DW_AT_comp_dir") or ""
        folders = [os.fsdecode(folder) for folder in table.folders]
        # Version 5 counts files and folders from 0; before, folder 0 is the one that the
        # compiler ran in, is not listed, and files count from 1 (DWARF 5 §6.2.4).
        if table.first:
            folders.insert(0, base)
        return {
            index: _absolute(base, folders, folder, os.fsdecode(name))
            for index, (name, folder) in enumerate(table.files, table.first)
        }


def _absolute(base: str, folders: list[str], folder: int, name: str) -> str:
    inside = folders[folder] if folder < len(folders) else ""
    return os.path.normpath(os.path.join(base, inside, name))  # noqa: PTH118  # strings, for each DIE
