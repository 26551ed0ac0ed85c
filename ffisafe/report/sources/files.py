"""Reading the files that findings point into: each once, and only what is a file."""

import stat
from dataclasses import dataclass, field
from pathlib import Path

from ffisafe.report.sources.nearby import Nearby
from ffisafe.report.sources.source import Source

MAX_BYTES = 4 * 2**20  # debug information may name any file


@dataclass(slots=True)
class Sources:
    """The files of one run."""

    nearby: Nearby = field(default_factory=Nearby)
    _read: dict[str, Source | None] = field(default_factory=dict)

    def get(self, path: str) -> Source | None:
        """Return a file; None if it is none that can be read."""
        if path not in self._read:
            self._read[path] = _source(path)
        return self._read[path]


def _source(path: str) -> Source | None:
    try:
        status = Path(path).stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_BYTES:
            return None
        text = Path(path).read_bytes().decode(errors="replace").removeprefix("\ufeff")
    except (OSError, ValueError):
        return None
    # Not `splitlines`: compilers do not count form feeds and Unicode's separators.
    text = text.replace("\r\n", "\n")
    return Source(path, text, tuple(text.split("\n")))
