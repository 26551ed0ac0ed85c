"""Names and source lines of addresses, asked once for each.

The sanitizer's runtime could name its frames itself, but each time anew and for every module
of the process, which takes a hundred milliseconds; while a failure is shrunk the same few
addresses come back hundreds of times.
"""

import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from ffisafe.runner.sanitizer import Frame, strip_hashes

# All of them print what addr2line prints.
_TOOLS: Mapping[str, tuple[str, ...]] = {
    "llvm-symbolizer": ("--output-style=GNU",),
    "llvm-addr2line": (),
    "addr2line": (),
}
_TIMEOUT_S = 60.0
_PLACE = re.compile(r"^(?P<file>.*?):(?P<line>\d+|\?)(?::\d+)?(?: \(discriminator \d+\))?$")


class Symbolizer:
    """Finds the functions and lines of offsets in modules; inlined functions are frames too."""

    def __init__(self) -> None:
        found = ((shutil.which(name), options) for name, options in _TOOLS.items())
        self._command = next(([path, *options] for path, options in found if path), None)
        self._known: dict[tuple[str, int, int], tuple[Frame, ...]] = {}

    @property
    def is_available(self) -> bool:
        """Whether a tool was found on the PATH."""
        return self._command is not None

    def expand(self, frames: Iterable[Frame]) -> tuple[Frame, ...]:
        """Return the frames with names and lines, inlined functions before their callers."""
        stack = list(frames)
        self._ask(stack)
        return tuple(expanded for frame in stack for expanded in self._lookup(frame))

    def _lookup(self, frame: Frame) -> tuple[Frame, ...]:
        key = _key(frame)
        return self._known.get(key, (frame,)) if key else (frame,)

    def _ask(self, frames: list[Frame]) -> None:
        """Ask for all that is not known yet, one module at a time."""
        missing: dict[str, dict[int, tuple[str, int, int]]] = {}
        for frame in frames:
            key = _key(frame)
            if key and key not in self._known and frame.module:
                missing.setdefault(frame.module, {})[key[2]] = key
        for module, keys in missing.items():
            for offset, expanded in self._run(module, list(keys)).items():
                self._known[keys[offset]] = expanded

    def _run(self, module: str, offsets: list[int]) -> dict[int, tuple[Frame, ...]]:
        if self._command is None:
            return {}
        arguments = ["-a", "-f", "-i", "-C", "-e", module, *map(hex, offsets)]
        try:
            done = subprocess.run(
                [*self._command, *arguments],
                capture_output=True,
                text=True,
                errors="replace",
                timeout=_TIMEOUT_S,
                stdin=subprocess.DEVNULL,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return {}
        return _parse(done.stdout, module, offsets)


def _key(frame: Frame) -> tuple[str, int, int] | None:
    """Return what identifies an address: module, its time of change, offset."""
    if not frame.module or frame.offset is None or frame.file is not None:
        return None
    try:
        return frame.module, Path(frame.module).stat().st_mtime_ns, frame.offset
    except OSError:
        return None


def _parse(text: str, module: str, offsets: list[int]) -> dict[int, tuple[Frame, ...]]:
    """Return frames by offset: an address, then a function and a place for each."""
    found: dict[int, tuple[Frame, ...]] = {}
    wanted = set(offsets)
    lines = iter(text.splitlines())
    current = -1
    for line in lines:
        if line.startswith("0x") and int(line, 16) in wanted:
            current = int(line, 16)
        elif current >= 0:
            frame = _frame(line, next(lines, ""), module, current)
            found[current] = (*found.get(current, ()), frame)
    return found


def _frame(function: str, place: str, module: str, offset: int) -> Frame:
    match = _PLACE.match(place)
    known = match is not None and match["file"] not in ("??", "")
    line = int(match["line"]) if match and known and match["line"].isdigit() else 0
    return Frame(
        function=None if function == "??" else strip_hashes(function),
        file=match["file"] if match and known else None,
        line=line or None,
        module=module,
        offset=offset,
    )
