"""Reads a finished library: what it exports, and its debug information's types.

Nothing is loaded or run. What reads it is imported when there is something to read: it takes as
long to import as all that a check needs for a library that has not changed.
"""

from pathlib import Path

from ffisafe.frontends.kept import Looked
from ffisafe.model.interface import Interface
from ffisafe.model.target import Target


def read_library(path: Path, *, target: Target) -> Interface:
    """Return what a library exports, with the signatures that its DWARF has.

    ``has_types`` is False if it exports functions and none of them has a signature: the
    standard library's own debug information may be there all the same.

    Raises:
        LibraryError: The file cannot be read, is no library, is for another target, or is damaged.
    """
    return read_and_look(path, target=target)[0]


def read_and_look(path: Path, *, target: Target) -> tuple[Interface, Looked]:
    """Return what a library exports, and which files beside it were looked for.

    Raises:
        LibraryError: The file cannot be read, is no library, is for another target, or is damaged.
    """
    from ffisafe.frontends.rust.formats import read_file  # noqa: PLC0415  # pyelftools
    from ffisafe.frontends.rust.reading import Reading  # noqa: PLC0415  # the same

    reading = Reading()
    return read_file(path, target, reading), reading.looked
