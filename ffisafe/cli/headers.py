"""The headers of a crate, where nobody names them."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from ffisafe.errors import ConfigError

_USUAL = ("include", ".", "c_headers", "headers", "capi", "c")
_NOT_OURS = frozenset(
    {"target", "tests", "test", "examples", "vendor", "third_party", "node_modules", "build"}
)
_MAX_DEPTH = 4


def search_headers(folder: Path) -> Sequence[Path]:
    """Return the headers in the first usual place that has any, else all that lie somewhere below.

    Raises:
        ConfigError: There are none.
    """
    for name in _USUAL:
        place = folder / name
        depth = 0 if name == "." else _MAX_DEPTH
        if found := sorted(_headers(place, depth)):
            return found
    if found := sorted(_headers(folder, _MAX_DEPTH)):
        return found
    hint = "name one: `ffisafe init HEADER`"
    if (folder / "cbindgen.toml").is_file():
        hint = f"write one with `cbindgen --output include/{folder.resolve().name}.h`, or name it"
    raise ConfigError(f"{folder}: no header there", hint=hint)


def _headers(folder: Path, depth: int) -> Iterator[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.endswith(".h") and entry.is_file():
            yield folder / entry.name
        elif depth and _may_be_ours(entry.name) and entry.is_dir(follow_symlinks=False):
            yield from _headers(folder / entry.name, depth - 1)


def _may_be_ours(name: str) -> bool:
    return name not in _NOT_OURS and not name.startswith(".")
