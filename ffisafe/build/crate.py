"""Finds the crate to build, as ``cargo metadata`` describes it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ffisafe.build.process import run
from ffisafe.errors import BuildError

_FOREIGN = ("cdylib", "staticlib")


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

    @property
    def directory(self) -> Path:
        """The folder that holds the manifest."""
        return self.manifest.parent


def find_crate(directory: Path, *, package: str | None = None) -> Crate:
    """Return the crate in a folder, or the one of its workspace that has a C library.

    Args:
        directory: Where Cargo.toml is.
        package: The package to take from a workspace.

    Raises:
        BuildError: No manifest, an unreadable one, or no single cdylib or staticlib in it.
        MissingToolError: cargo is not on this machine.
    """
    manifest = directory.resolve() / "Cargo.toml"
    if not manifest.is_file():
        raise BuildError(
            f"{directory}: no Cargo.toml there",
            hint="name the crate's folder with `--crate`, or a built library with `--lib`",
        )
    metadata = _metadata(manifest)
    candidates = _candidates(metadata, manifest, package)
    libraries = [
        (candidate, target)
        for candidate in candidates
        for target in candidate["targets"]
        if set(target["crate_types"]) & set(_FOREIGN)
    ]
    if len(libraries) != 1:
        raise _not_one(manifest, candidates, [found["name"] for found, _ in libraries])
    return _crate(metadata, *libraries[0])


def _metadata(manifest: Path) -> dict[str, Any]:
    arguments = ["metadata", "--format-version=1", "--no-deps", f"--manifest-path={manifest}"]
    output = run("cargo", arguments, directory=manifest.parent)
    if output.status != 0:
        reason = first_error(output.stderr) or f"cargo metadata failed: {output.status}"
        raise BuildError(f"{manifest}: {reason}", details=output.stderr)
    try:
        metadata: dict[str, Any] = json.loads(output.stdout)
    except json.JSONDecodeError as error:
        raise BuildError(f"{manifest}: cargo metadata did not print JSON ({error})") from error
    return metadata


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


def _candidates(metadata: dict[str, Any], manifest: Path, package: str | None) -> list[dict[str, Any]]:
    """Return the packages meant: the named one, else the folder's own, else all members."""
    packages: list[dict[str, Any]] = metadata["packages"]
    if package is not None:
        chosen = [one for one in packages if one["name"] == package]
        if not chosen:
            names = ", ".join(sorted(one["name"] for one in packages))
            raise BuildError(
                f"{manifest}: no package `{package}` in this workspace",
                hint=f"its packages are: {names}",
            )
        return chosen
    own = [one for one in packages if Path(one["manifest_path"]) == manifest]
    return own or packages


def _not_one(manifest: Path, candidates: Sequence[dict[str, Any]], libraries: list[str]) -> BuildError:
    if libraries:
        return BuildError(
            f"{manifest}: {len(libraries)} packages have a C library: {', '.join(libraries)}",
            hint="name the folder of one of them with `--crate`",
        )
    if len(candidates) == 1:
        manifest = Path(candidates[0]["manifest_path"])
        return BuildError(
            f"{manifest}: package `{candidates[0]['name']}` has no cdylib or staticlib target",
            hint=f'add `crate-type = ["cdylib"]` under [lib] in {manifest}',
        )
    return BuildError(
        f"{manifest}: no package of this workspace has a cdylib or staticlib target",
        hint='add `crate-type = ["cdylib"]` under [lib] in the Cargo.toml of the one to check',
    )


def _crate(metadata: dict[str, Any], package: dict[str, Any], target: dict[str, Any]) -> Crate:
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
    )
