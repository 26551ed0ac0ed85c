"""Asks rustdoc what a crate's source says, as JSON, for the library and some of its dependencies.

``cargo doc`` runs rustdoc with the features, profile and target of the build. It would do so
for every dependency; a stand-in for rustdoc passes over those that are not asked for, turns
the unstable options on for rustdoc alone, lets no lint about documentation be an error, and
keeps each document in a folder of its own: two versions of a crate have the same name. No
build script sees another environment than the build's, so that nothing is built again.
"""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ffisafe.build.cache import build_directory
from ffisafe.build.cargo import Artefact, cargo_arguments, cargo_environment
from ffisafe.build.crate import first_error
from ffisafe.build.messages import Package
from ffisafe.build.process import Progress, program, run
from ffisafe.errors import MissingToolError

_STAND_IN = """\
#!/bin/sh
# Written by ffisafe: runs rustdoc for the packages whose folders FFISAFE_PACKAGES lists, a line each.
line='
'
case "$line$FFISAFE_PACKAGES$line" in
  *"$line$CARGO_MANIFEST_DIR$line"*) ;;
  *) exit 0 ;;
esac
out=$FFISAFE_DOCUMENTS$CARGO_MANIFEST_DIR
mkdir -p "$out" || exit 0
left=$#
while [ "$left" -gt 0 ]; do
  argument=$1
  shift
  left=$((left - 1))
  case $argument in
    -o | --cap-lints)
      shift
      left=$((left - 1))
      ;;
    --cap-lints=*) ;;
    *) set -- "$@" "$argument" ;;
  esac
done
RUSTC_BOOTSTRAP=1 "$FFISAFE_RUSTDOC" "$@" -o "$out" --cap-lints=allow -Zunstable-options \\
  --output-format=json --document-private-items --document-hidden-items 2> "$out/messages"
exit 0
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """The files that rustdoc wrote, the library's own first; ``failure`` says why that is missing."""

    files: tuple[Path, ...] = ()
    failure: str | None = None


def document(artefact: Artefact, crates: Iterable[str], *, progress: Progress | None = None) -> Documents:
    """Document the library that was built, and those of its dependencies whose crates are named.

    Crates that the build did not compile, such as ``core``, are passed over. What was
    documented before is taken again, unless its package was compiled again.
    """
    own = artefact.crate.directory
    packages = artefact.messages.packages({artefact.crate.library, *crates})
    wanted = sorted(packages, key=lambda package: (package.directory != own, package.directory))
    folder = build_directory(artefact.crate, artefact.flavour.name) / "rustdoc"
    try:
        compiled = {str(package.directory): _identity(artefact, package) for package in wanted}
        documented = _documented(folder)
        missing = [
            package
            for package in wanted
            if documented.get(str(package.directory)) != compiled[str(package.directory)]
            or not _document(folder, package).is_file()
        ]
        if missing:
            failure = _run(artefact, missing, folder, progress)
            if failure is not None:
                return Documents(failure=failure)
            (folder / "documented.json").write_text(json.dumps({**documented, **compiled}))
    except (OSError, MissingToolError) as error:
        return Documents(failure=str(error))
    return _documents(folder, wanted)


def _documents(folder: Path, wanted: Sequence[Package]) -> Documents:
    found = [_document(folder, package) for package in wanted]
    failure = None if found[0].is_file() else _reason(found[0].with_name("messages"))
    return Documents(files=tuple(file for file in found if file.is_file()), failure=failure)


def _run(
    artefact: Artefact, missing: Sequence[Package], folder: Path, progress: Progress | None
) -> str | None:
    """Write every document that can be written; return why cargo failed, if it did."""
    folder.mkdir(parents=True, exist_ok=True)
    for package in missing:
        _document(folder, package).unlink(missing_ok=True)
    failure = _cargo_doc(artefact, missing, folder, [], progress)
    if failure is not None:
        return failure
    own = artefact.messages.packages({artefact.crate.library})
    crates = [package.crate for package in artefact.messages.packages({one.crate for one in missing})]
    for package in missing:
        # Of several versions of a crate cargo documents the newest, unless another is named outright.
        if crates.count(package.crate) > 1 and not _document(folder, package).exists():
            chosen = [one for one in own if one.directory == artefact.crate.directory]
            named = [f"--package={one.id}" for one in (*chosen, package)]
            _cargo_doc(artefact, [package], folder, named, progress)
    return None


def _cargo_doc(
    artefact: Artefact,
    wanted: Sequence[Package],
    folder: Path,
    chosen: Sequence[str],
    progress: Progress | None,
) -> str | None:
    crate, flavour, target = artefact.crate, artefact.flavour, artefact.target
    environment = {
        **cargo_environment(crate, flavour, unstable_library=artefact.unstable_library),
        "RUSTDOC": str(_stand_in(folder)),
        "FFISAFE_RUSTDOC": program("rustdoc")[0],
        "FFISAFE_DOCUMENTS": str(folder),
        "FFISAFE_PACKAGES": "\n".join(str(package.directory) for package in wanted),
    }
    arguments = ["doc", *cargo_arguments(crate, flavour, target=target), *chosen]
    output = run("cargo", arguments, directory=crate.directory, env=environment, progress=progress)
    if output.status == 0:
        return None
    return first_error(output.stderr) or f"cargo doc failed with status {output.status}"


def _stand_in(folder: Path) -> Path:
    path = folder / "rustdoc"
    fresh = folder / f"rustdoc.{os.getpid()}"
    fresh.write_text(_STAND_IN)
    fresh.chmod(0o755)
    fresh.replace(path)
    return path


def _document(folder: Path, package: Package) -> Path:
    return Path(f"{folder}{package.directory}") / f"{package.crate}.json"


def _identity(artefact: Artefact, package: Package) -> list[list[object]]:
    """Return what a document depends on: a package whose sources or features changed is compiled again."""
    files = [(str(file), file.stat()) for file in artefact.messages.files(package)]
    return [[name, status.st_mtime_ns, status.st_size] for name, status in files]


def _documented(folder: Path) -> dict[str, object]:
    """Return what the documents that are there were made of, by the folders of the packages."""
    try:
        documented = json.loads((folder / "documented.json").read_text())
    except (OSError, ValueError):
        return {}
    return documented if isinstance(documented, dict) else {}


def _reason(messages: Path) -> str:
    """Return the first error that rustdoc wrote, or its first words."""
    try:
        lines = messages.read_text(errors="replace").splitlines()
    except OSError:
        return "rustdoc was not run for the library"
    return first_error("\n".join(map(_said, lines))) or next(filter(None, lines), "rustdoc wrote nothing")


def _said(line: str) -> str:
    """Return what a line of rustdoc's output says; cargo asks for JSON."""
    try:
        message = json.loads(line)
        return f"{message['level']}: {message['message'].splitlines()[0]}"
    except (ValueError, LookupError, TypeError, AttributeError):
        return line
