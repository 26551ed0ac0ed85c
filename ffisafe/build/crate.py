"""Finds the crate to build, as ``cargo metadata`` describes it."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ffisafe.build.options import CargoOptions
from ffisafe.build.process import run
from ffisafe.errors import BuildError
from ffisafe.model.contract import CrateType

_FOREIGN = frozenset(CrateType)
_LINKABLE = frozenset({"lib", "rlib", "dylib", *CrateType})  # what cargo can make a C library of
_PLACE = re.compile(r"^ *--> (?P<file>.+):(?P<line>\d+):\d+$", re.MULTILINE)

Package = dict[str, Any]  # as `cargo metadata` prints them
Target = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Crate:
    """A package whose library can be linked by other languages; paths are absolute."""

    name: str  # the package's
    version: str
    manifest: Path
    library: str  # the library target's, as rustc knows it: no dashes
    source: Path  # the library's root module
    crate_types: tuple[str, ...]
    edition: str
    target_directory: Path
    workspace_root: Path
    options: CargoOptions = field(default_factory=CargoOptions)

    @property
    def directory(self) -> Path:
        """The folder that holds the manifest."""
        return self.manifest.parent


def find_crate(directory: Path, options: CargoOptions | None = None) -> Crate:
    """Return the crate in a folder, or the one of its workspace that has a C library.

    Args:
        directory: Where Cargo.toml is; the file itself will do.
        options: What cargo is told; its package is the one to take from a workspace.

    Raises:
        BuildError: No manifest, an unreadable one, or no single cdylib or staticlib in it.
        MissingToolError: cargo is not on this machine.
    """
    said = options or CargoOptions()
    place = directory.resolve()
    manifest = place if place.name == "Cargo.toml" and place.is_file() else place / "Cargo.toml"
    if not manifest.is_file():
        raise BuildError(
            f"{directory}: no Cargo.toml there",
            hint="name the crate's folder with `--crate`, or a built library with `--lib`",
        )
    metadata = _metadata(manifest)
    groups = _candidates(metadata, manifest, said.package)
    wanted = _LINKABLE if said.crate_type else _FOREIGN
    for group in groups:
        libraries = list(_libraries(group, wanted))
        if libraries:
            break
    if len(libraries) != 1:
        raise _not_one(manifest, groups[-1], libraries)
    return _crate(metadata, *libraries[0], said)


def _libraries(packages: Sequence[Package], wanted: frozenset[str]) -> Iterator[tuple[Package, Target]]:
    """Yield the library targets of some crate types; an example may be a cdylib, too, and is not meant."""
    for package in packages:
        for target in package["targets"]:
            if wanted & set(target["crate_types"]) and "example" not in target["kind"]:
                yield package, target


def _metadata(manifest: Path) -> dict[str, Any]:
    arguments = ["metadata", "--format-version=1", "--no-deps", f"--manifest-path={manifest}"]
    output = run("cargo", arguments, directory=manifest.parent)
    if output.status != 0:
        reason = first_error(output.stderr) or f"cargo metadata failed: {output.status}"
        raise BuildError(f"{_place(output.stderr, manifest)}: {reason}", details=output.stderr)
    try:
        metadata: dict[str, Any] = json.loads(output.stdout)
    except json.JSONDecodeError as error:
        raise BuildError(f"{manifest}: cargo metadata did not print JSON ({error})") from error
    return metadata


def _place(stderr: str, manifest: Path) -> str:
    """Return the file and line that cargo complains about, else the manifest that it was to read."""
    match = _PLACE.search(stderr)
    return f"{manifest.parent / match['file']}:{match['line']}" if match else str(manifest)


def first_error(stderr: str) -> str | None:
    """Return the first error that cargo reports, with its causes, on one line."""
    lines = [line.strip() for line in stderr.splitlines()]
    start = next((i for i, line in enumerate(lines) if line.startswith("error")), None)
    if start is None:
        return None
    message = lines[start].removeprefix("error: ")
    if "Caused by:" not in lines:
        return message
    cause = next((line for line in lines[lines.index("Caused by:") + 1 :] if line), "")
    return f"{message}: {cause}"


def _candidates(metadata: dict[str, Any], manifest: Path, package: str | None) -> list[list[Package]]:
    """Return the packages meant, by how near they are.

    They are the named one, or else the folder's own, then those that cargo builds where none is
    named, then all members of the workspace.
    """
    packages: list[Package] = metadata["packages"]
    if package is not None:
        return [_named(packages, manifest, package)]
    own = [one for one in packages if Path(one["manifest_path"]) == manifest]
    usual = set(metadata.get("workspace_default_members", ()))
    default = [one for one in packages if one["id"] in usual]
    is_root = manifest.parent == Path(metadata["workspace_root"])
    # Who names the folder of one member does not mean another.
    return [own, default, packages] if is_root else [own]


def _named(packages: Sequence[Package], manifest: Path, package: str) -> list[Package]:
    """Return the package of a name, of `NAME@VERSION`, or in a folder."""
    name, _, version = package.partition("@")
    folder = (manifest.parent / package).resolve()
    chosen = [
        one
        for one in packages
        if (one["name"] == name and version in {"", one["version"]})
        or Path(one["manifest_path"]).parent == folder
    ]
    if not chosen:
        names = ", ".join(sorted(one["name"] for one in packages))
        raise BuildError(
            f"{manifest}: no package `{package}` in this workspace",
            hint=f"its packages are: {names}",
        )
    return chosen


def _not_one(
    manifest: Path, candidates: Sequence[Package], libraries: Sequence[tuple[Package, Target]]
) -> BuildError:
    if libraries:
        names = [package["name"] for package, _ in libraries]
        return BuildError(
            f"{manifest}: {len(names)} packages have a C library: {', '.join(names)}",
            hint=f"choose one of them, as with `--package {names[0]}`",
        )
    if len(candidates) == 1:
        return _no_library(candidates[0])
    return BuildError(
        f"{manifest}: no package of this workspace has a cdylib or staticlib target",
        hint='add `crate-type = ["cdylib"]` under [lib] in the Cargo.toml of the one to check',
    )


def _no_library(package: Package) -> BuildError:
    manifest = package["manifest_path"]
    rust = any(_libraries([package], _LINKABLE))
    other = ", or say `--crate-type cdylib`" if rust else ""
    return BuildError(
        f"{manifest}: package `{package['name']}` has no cdylib or staticlib target",
        hint=f'add `crate-type = ["cdylib"]` under [lib] in {manifest}{other}',
    )


def _crate(metadata: dict[str, Any], package: Package, target: Target, options: CargoOptions) -> Crate:
    return Crate(
        name=package["name"],
        version=package["version"],
        manifest=Path(package["manifest_path"]),
        library=target["name"].replace("-", "_"),
        source=Path(target["src_path"]),
        crate_types=tuple(target["crate_types"]),
        edition=target["edition"],
        target_directory=Path(metadata["target_directory"]),
        workspace_root=Path(metadata["workspace_root"]),
        options=options,
    )
