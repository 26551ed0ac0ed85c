"""Everything that is known of the Rust side: ELF, DWARF, rustdoc's JSON and rustc's lints."""

from dataclasses import replace
from pathlib import Path

from ffisafe.build import Artefact, Progress
from ffisafe.frontends.garbage import no_garbage
from ffisafe.frontends.kept import InterfaceCache
from ffisafe.frontends.rust.cache import crate_key, library_key
from ffisafe.frontends.rust.library import read_and_look
from ffisafe.frontends.rust.sources import source_gap, told_by_sources
from ffisafe.model.interface import Interface
from ffisafe.model.target import Target


def read_crate(
    artefact: Artefact, *, target: Target, cache: Path | None = None, progress: Progress | None = None
) -> Interface:
    """Return what a build exports, with what its sources and the compiler say about it.

    Args:
        artefact: The build.
        target: Its target.
        cache: A folder of what has been read; None: all is read anew.
        progress: How cargo's progress is shown.

    Raises:
        LibraryError: The library that was built cannot be read.
    """
    key = crate_key(artefact, target) if cache else ""
    found = InterfaceCache(cache).load(key) if cache else None
    if found is not None:
        return found
    with no_garbage():
        built, looked = read_and_look(artefact.path, target=target)
        read, complete = told_by_sources(built, artefact, progress)
    if cache and complete:  # the next time, rustdoc may be there
        InterfaceCache(cache).store(key, read, looked)
    return read


def read_finished(library: Path, *, target: Target, cache: Path | None = None) -> Interface:
    """Return what a finished library exports; what only its sources say is a gap.

    Raises:
        LibraryError: The library cannot be read.
    """
    key = library_key(library, target) if cache else ""
    found = InterfaceCache(cache).load(key) if cache else None
    if found is not None:
        return found
    with no_garbage():
        built, looked = read_and_look(library, target=target)
    read = replace(built, gaps=(*built.gaps, source_gap("a finished library was named, and no crate")))
    if cache:
        InterfaceCache(cache).store(key, read, looked)
    return read
