"""By what libraries that have been read are known: their bytes, their place, and what cargo said of them."""

from hashlib import file_digest
from pathlib import Path

from ffisafe.build import Artefact
from ffisafe.errors import LibraryError
from ffisafe.frontends.kept import key_of, looked_at, tool
from ffisafe.model.target import Target


def library_key(path: Path, target: Target) -> str:
    """Return by what a finished library is known; what lies beside it is kept with what was read.

    Raises:
        LibraryError: It cannot be read.
    """
    try:
        with path.open("rb") as file:
            content = file_digest(file, "blake2b").digest()
    except OSError as error:
        hint = "name the shared library that the build made with --lib, or the crate with --crate"
        raise LibraryError(f"{path} cannot be read: {error.strerror or error}", hint=hint) from error
    return key_of((tool("elftools"), target.triple, str(path), str(path.resolve()), content))


def crate_key(artefact: Artefact, target: Target) -> str:
    """Return by what a crate's build is known.

    Cargo has just made sure of it: where a source, the compiler or an option differs, even if only in
    a comment that becomes documentation, the library is of another time.
    """
    made = (one for one in artefact.messages.all if one.get("reason") == "compiler-artifact")
    packages = sorted(str(one["package_id"]) for one in made)
    return key_of(
        (
            *(library_key(artefact.path, target), repr(looked_at(artefact.path))),
            *(repr(artefact.lints), repr(packages), str(artefact.crate.workspace_root)),
        )
    )
