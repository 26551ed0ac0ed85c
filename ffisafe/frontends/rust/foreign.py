"""Mach-O and PE: exports as LIEF finds them, and DWARF where the file or a ``.dSYM`` beside it has some."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from elftools.dwarf.dwarfinfo import DwarfConfig

from ffisafe.errors import LibraryError
from ffisafe.frontends.rust.binary import Binary, architecture, wrong_target
from ffisafe.frontends.rust.damage import DamageError
from ffisafe.frontends.rust.dwarf import SECTIONS, Dwarf
from ffisafe.frontends.rust.elf import MAX_SECTION_BYTES
from ffisafe.frontends.rust.names import undecorated
from ffisafe.frontends.rust.reading import Reading
from ffisafe.frontends.rust.symbols import RUST_ONLY, ExportedSymbol, Symbols
from ffisafe.frontends.rust.units import DebugPart
from ffisafe.frontends.rust.window import Window
from ffisafe.model.interface import HiddenSymbol, Unreachable
from ffisafe.model.target import Target

PE = b"MZ"
MACH_O = (b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"\xca\xfe\xba\xbf")
_ARCHITECTURES: Mapping[str, frozenset[str]] = {
    "AMD64": frozenset({"x86_64"}),
    "X86_64": frozenset({"x86_64"}),
    "I386": frozenset({"i386", "i586", "i686"}),
    "X86": frozenset({"i386", "i586", "i686"}),
    "ARM64": frozenset({"aarch64", "arm64", "arm64e"}),
    "ARM": frozenset({"armv7", "armv7k", "armv7s", "thumbv7a"}),
    "ARMNT": frozenset({"thumbv7a"}),
}
_WAIT_S = 20
_MAX_OBJECTS = 2000


def read_foreign_library(window: Window, path: Path, target: Target, reading: Reading) -> Binary:
    """Return what a dynamic library in Mach-O or PE exports, with its debug information.

    Raises:
        LibraryError: It is damaged, no library, or for another target.
    """
    companion = _companion_of(path, reading)
    found, *others = _describe([path] if companion is None else [path, companion])
    if found is None:
        raise LibraryError(f"{path} is damaged: LIEF cannot read it", hint="build it again")
    wanted = "apple" in target.triple if found["format"] == "Mach-O" else "windows" in target.triple
    image = _slice(found, path, target)
    if not wanted:
        raise wrong_target(path, f"{image['machine']} in {found['format']}", target)
    if not image["is_library"]:
        raise LibraryError(
            f"{path} is a {found['format']} file, but not a dynamic library",
            hint='build the crate with `crate-type = ["cdylib"]`',
        )
    symbols = _symbols(image, target, is_exported=found["format"] == "PE")
    forwarded = {
        undecorated(one["name"], target, is_exported=True): one["forward"]
        for one in image["exports"]
        if one["forward"]
    }
    by_name = {symbol.name: symbol for symbol in symbols.exported}
    dwarf = _dwarf(image["sections"], window, target, reading)
    parts: tuple[DebugPart, ...] = ()
    reason = ""
    if dwarf is not None:
        parts = (DebugPart(dwarf=dwarf, symbols=by_name),)
    elif companion is not None:
        parts, reason = _companion(companion, others[0], by_name, target, reading)
    elif found["format"] == "PE":
        pdb = image["pdb"]
        reason = f"its debug information is in {pdb}, a PDB, which is not read" if pdb else ""
    else:
        parts, reason = _objects(image["objects"], by_name, target, reading)
    return Binary(symbols=symbols, parts=parts, reason=reason, forwarded=forwarded)


def _describe(paths: Sequence[Path]) -> list[Any]:
    """Ask LIEF in a process of its own about files; None for one that it cannot read."""
    command = [sys.executable, "-m", "ffisafe.frontends.rust.foreign_worker", *map(str, paths)]
    try:
        child = subprocess.run(command, capture_output=True, text=True, timeout=_WAIT_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise DamageError("LIEF does not come to an end") from error
    if child.returncode != 0:
        lines = child.stderr.strip().splitlines()
        raise DamageError(f"LIEF stops at it ({lines[-1] if lines else f'status {child.returncode}'})")
    return [json.loads(line) for line in child.stdout.splitlines()]


def _slice(found: Any, path: Path, target: Target) -> Any:
    """Return the part of a file that is for the target: a fat Mach-O has several."""
    slices = found.get("slices", [found])
    for one in slices:
        if architecture(target) in _ARCHITECTURES.get(one["machine"], frozenset()):
            return one
    raise wrong_target(path, " and ".join(one["machine"] for one in slices) or "no machine", target)


def _symbols(image: Any, target: Target, *, is_exported: bool) -> Symbols:
    exported = {
        name: ExportedSymbol(name=name, address=one["address"], is_function=one["function"])
        for one in image["exports"]
        for name in [undecorated(one["name"], target, is_exported=is_exported)]
        if not name.startswith(RUST_ONLY)
    }
    names = {undecorated(name, target) for name in image.get("hidden", ())} - exported.keys()
    hidden = {
        name: HiddenSymbol(name=name, reason=Unreachable.HIDDEN)
        for name in sorted(names)
        if not name.startswith(RUST_ONLY)
    }
    return Symbols(exported=tuple(exported.values()), hidden=hidden)


def _companion_of(path: Path, reading: Reading) -> Path | None:
    """Return the file with the debug information in the ``.dSYM`` beside a library, if there is one."""
    bundle = Path(f"{path}.dSYM") / "Contents" / "Resources" / "DWARF"
    named = bundle / path.name
    return next((one for one in (named, *sorted(bundle.glob("*"))) if reading.has(one)), None)


def _companion(
    path: Path, found: Any, symbols: Mapping[str, ExportedSymbol], target: Target, reading: Reading
) -> tuple[tuple[DebugPart, ...], str]:
    """Return the debug information in a ``.dSYM``, whose addresses are the library's."""
    if found is None:
        return (), f"{path} cannot be read"
    with path.open("rb") as file:
        window = Window(file)
        reading.grow(window.size)
        dwarf = _dwarf(_slice(found, path, target)["sections"], window, target, reading)
    if dwarf is None:
        return (), f"{path} has no debug information"
    return (DebugPart(dwarf=dwarf, symbols=symbols),), ""


def _objects(
    names: Sequence[str], symbols: Mapping[str, ExportedSymbol], target: Target, reading: Reading
) -> tuple[tuple[DebugPart, ...], str]:
    """Return the debug information of the objects that a Mach-O library was linked from.

    Their addresses are their own: functions are found by name.
    """
    missing = "it has no .dSYM beside it; make one with `dsymutil`"
    paths = [path for path in map(Path, names[:_MAX_OBJECTS]) if reading.has(path)]
    if not paths:
        return (), missing
    unplaced = {
        name: ExportedSymbol(name=name, address=None, is_function=symbol.is_function)
        for name, symbol in symbols.items()
    }
    parts = []
    for path, found in zip(paths, _describe(paths), strict=True):
        if found is not None and found["format"] == "Mach-O":
            with path.open("rb") as file:
                window = Window(file)
                reading.grow(window.size)
                dwarf = _dwarf(_slice(found, path, target)["sections"], window, target, reading)
            if dwarf is not None:
                parts.append(DebugPart(dwarf=dwarf, symbols=unplaced))
    return tuple(parts), "" if parts else missing


def _dwarf(
    places: Mapping[str, Sequence[int]], window: Window, target: Target, reading: Reading
) -> Dwarf | None:
    sections = {}
    for name, (offset, size) in places.items():
        known = _section_name(name)
        if known is not None:
            if size > MAX_SECTION_BYTES:
                raise DamageError(f"{name} has {size:,} bytes, more than can be read")
            sections[known] = window.at(offset, size, name)
    if not sections.get("debug_info") or "debug_abbrev" not in sections:
        return None
    config = DwarfConfig(little_endian=True, machine_arch="", default_address_size=target.pointer_bytes)
    return Dwarf(sections, config, reading)


def _section_name(name: str) -> str | None:
    """Return a section's name as it is known here: Mach-O writes underscores, and 16 bytes at most."""
    plain = name.lstrip("._")
    for section in SECTIONS:
        if plain == section or (name.startswith("__") and section.startswith(plain) and len(name) == 16):
            return section
    return None
