"""Reads the sources that matter about a build, as rustdoc documents them, and adds what they say."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from ffisafe.build import Artefact, Documents, Progress, document
from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.rust.declared import with_declarations
from ffisafe.frontends.rust.needed import needed_crates
from ffisafe.frontends.rust.rustdoc import CrateSource, read_document
from ffisafe.model.interface import Gap, Interface, Lint

_NEED_SOURCE = ("FFI109", "FFI205", "FFI303", "FFI401", "FFI402")


def told_by_sources(
    built: Interface, artefact: Artefact, progress: Progress | None
) -> tuple[Interface, bool]:
    """Return what a build exports with what its sources and rustc say, and whether all of them could be read.

    Which types C can see into is known once the sources of the first ones are read; their
    members may come from further crates. Of crates that the library makes public as its own, those
    of the user are read too: a function there may lack ``no_mangle``.
    """
    reader = _Reader(artefact.crate.workspace_root)
    wanted = needed_crates(built)
    while True:
        documents = document(artefact, wanted, progress=progress)
        told = reader.merge(built, documents, artefact.lints)
        more = (needed_crates(told) | reader.reexports(artefact)) - wanted
        if told.gaps != built.gaps or not more:
            return told, told.gaps == built.gaps
        wanted |= more


def merge(built: Interface, documents: Documents, lints: Iterable[Lint], *, root: Path) -> Interface:
    """Return one interface out of what was built, what rustdoc wrote, and what rustc said."""
    return _Reader(root).merge(built, documents, lints)


def source_gap(reason: str) -> Gap:
    """Return that there are no sources, and why."""
    return Gap(rules=_NEED_SOURCE, reason=reason)


@dataclass(slots=True)
class _Reader:
    """Reads each document once; ``root`` is the folder that their file names start from."""

    root: Path
    read: dict[Path, CrateSource] = field(default_factory=dict)

    def merge(self, built: Interface, documents: Documents, lints: Iterable[Lint]) -> Interface:
        failure = documents.failure
        for file in documents.files:
            try:
                if file not in self.read:
                    self.read[file] = read_document(file, self.root)
            except UnsupportedTypeError as error:
                failure = failure or error.message
        sources = [self.read[file] for file in documents.files if file in self.read]
        gaps = (
            [] if failure is None else [source_gap(f"rustdoc did not tell what the source says: {failure}")]
        )
        told = with_declarations(built, sources)
        return replace(told, lints=(*built.lints, *lints), gaps=(*built.gaps, *gaps))

    def reexports(self, artefact: Artefact) -> frozenset[str]:
        """Return the crates on this machine that the library's own makes public."""
        own = next((one for one in self.read.values() if one.name == artefact.crate.library), None)
        packages = artefact.messages.packages(own.reexports) if own else ()
        return frozenset(package.crate for package in packages if "path+file:" in package.id)
