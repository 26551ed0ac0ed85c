"""What a library file says, whichever its format: symbols, debug information, and what could not be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ffisafe.errors import LibraryError
from ffisafe.frontends.rust.symbols import Symbols
from ffisafe.frontends.rust.units import DebugPart
from ffisafe.model.interface import Gap
from ffisafe.model.target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Binary:
    """A library: its symbols, and the debug information of it or of each object in it.

    ``reason`` says why there is no debug information, where that is known; ``forwarded`` are exports
    that are another library's. ``files`` are all that was read beside the library.
    """

    symbols: Symbols
    parts: tuple[DebugPart, ...] = ()
    reason: str = ""
    gaps: tuple[Gap, ...] = ()
    forwarded: Mapping[str, str] = field(default_factory=dict)


def wrong_target(path: Path, found: str, target: Target) -> LibraryError:
    """Return the error of a library that is for another machine."""
    return LibraryError(
        f"{path} is for {found}, not for {target.triple}", hint="name its target with `--target`"
    )


def architecture(target: Target) -> str:
    """Return the first word of a target's triple."""
    return target.triple.partition("-")[0]
