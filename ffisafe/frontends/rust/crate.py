"""Everything that is known of the Rust side: ELF, DWARF, rustdoc's JSON and rustc's lints."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from ffisafe.build import Artefact, Documents, Progress, document
from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.garbage import no_garbage
from ffisafe.frontends.kept import InterfaceCache
from ffisafe.frontends.rust.cache import crate_key, library_key
from ffisafe.frontends.rust.declared import crates_of, with_declarations
from ffisafe.frontends.rust.library import read_and_look
from ffisafe.frontends.rust.rustdoc import CrateSource, read_document
from ffisafe.model.interface import Gap, Interface, Lint
from ffisafe.model.target import Target

_NEED_SOURCE = ("FFI109", "FFI205", "FFI303", "FFI401", "FFI402")


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
        documents = document(artefact, crates_of(built), progress=progress)
        read = merge(built, documents, artefact.lints, root=artefact.crate.workspace_root)
    if cache and documents.failure is None:  # the next time, rustdoc may be there
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
    read = replace(built, gaps=(*built.gaps, _gap("a finished library was named, and no crate")))
    if cache:
        InterfaceCache(cache).store(key, read, looked)
    return read


def merge(built: Interface, documents: Documents, lints: Iterable[Lint], *, root: Path) -> Interface:
    """Return one interface out of what was built, what rustdoc wrote, and what rustc said."""
    sources, failure = _sources(documents, root)
    told = with_declarations(built, sources)
    gaps = () if failure is None else (_gap(f"rustdoc did not tell what the source says: {failure}"),)
    return replace(told, lints=(*built.lints, *lints), gaps=(*built.gaps, *gaps))


def _sources(documents: Documents, root: Path) -> tuple[list[CrateSource], str | None]:
    """Return the documents that can be read, and why others cannot; the library's own is the first."""
    sources, failure = [], documents.failure
    for file in documents.files:
        try:
            sources.append(read_document(file, root))
        except UnsupportedTypeError as error:
            failure = failure or error.message
    return sources, failure


def _gap(reason: str) -> Gap:
    return Gap(rules=_NEED_SOURCE, reason=reason)
