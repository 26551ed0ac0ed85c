"""Where findings are, as programs want to be told: paths from a root, lines and columns from 1."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from ffisafe.model.finding import Finding
from ffisafe.model.source import SourceLocation
from ffisafe.report.sources import Mark, Source, Sources, mark_pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A place in a file: one line, or a part of it; columns count UTF-16 units where asked to."""

    file: str
    line: int
    start: int | None = None  # first column, from 1
    end: int | None = None  # the column after the last
    text: str | None = None  # the whole line


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """The places of a finding; ``main`` is the one that it is filed under."""

    c: Region | None
    rust: Region | None

    @property
    def main(self) -> Region | None:
        """The header's, which is what both sides agreed upon; Rust's where there is no other."""
        return self.c or self.rust


def sides(sources: Sources, found: Finding) -> Sides:
    """Return where a finding is, with what is to be marked."""
    marks = mark_pair(sources, found.symbol, found.c, found.rust)
    return Sides(
        c=_region(sources, found.c, marks[0]) if found.c else None,
        rust=_region(sources, found.rust, marks[1]) if found.rust else None,
    )


def _region(sources: Sources, location: SourceLocation, mark: Mark | None) -> Region:
    source: Source | None = sources.get(location.file)
    if mark is None or source is None:
        return Region(file=location.file, line=max(1, location.line))
    return Region(
        file=location.file,
        line=mark.line + 1,
        start=mark.start + 1,
        end=mark.end + 1,
        text=source.lines[mark.line],
    )


def relative(file: str, root: Path) -> str | None:
    """Return a path from a root, with slashes; None if it does not lie below."""
    full = os.path.realpath(file)
    base = os.path.realpath(root)
    try:
        path = Path(full).relative_to(base)
    except ValueError:
        return None
    return path.as_posix()


def uri(file: str) -> str:
    """Return the URI of a file that lies outside of the root."""
    return f"file://{quote(os.path.realpath(file))}"


def utf16(text: str) -> int:
    """Return how long a text is in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2
