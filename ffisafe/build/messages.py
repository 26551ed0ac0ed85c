"""Cargo's JSON messages: what was built, and what the compiler said."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from ffisafe.build.crate import first_error
from ffisafe.model.interface import Lint
from ffisafe.model.source import SourceLocation

_SHARED = (".so", ".dylib", ".dll")
_STATIC = (".a", ".lib")
_LIBRARIES = frozenset({"lib", "rlib", "dylib", "cdylib", "staticlib"})
_LINTS = frozenset({"improper_ctypes", "improper_ctypes_definitions"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package whose library is part of a build; ``crate`` is the library's name in Rust."""

    id: str
    crate: str
    directory: Path


@dataclass(frozen=True, slots=True)
class Messages:
    """The messages of one run of ``cargo --message-format=json``, in their order."""

    all: tuple[dict[str, Any], ...]

    @classmethod
    def parse(cls, stdout: str) -> Self:
        """Read one message a line; anything else that a build prints is passed over."""
        messages = []
        for line in stdout.splitlines():
            try:
                message = json.loads(line)
            except json.JSONDecodeError:
                continue
            if isinstance(message, dict):
                messages.append(message)
        return cls(tuple(messages))

    def library(self, manifest: Path) -> Path | None:
        """Return the shared library, else the static one, built from a manifest."""
        files = [
            Path(name)
            for message in self.all
            if message.get("reason") == "compiler-artifact"
            and Path(message["manifest_path"]) == manifest
            and {"cdylib", "staticlib"} & set(message["target"]["crate_types"])
            for name in message["filenames"]
        ]
        for suffixes in (_SHARED, _STATIC):
            for file in files:
                if file.suffix in suffixes:
                    return file
        return None

    @property
    def compiled(self) -> int:
        """How many crates were compiled, and not found as they were."""
        made = [one for one in self.all if one.get("reason") == "compiler-artifact" and not one["fresh"]]
        return len({one["package_id"] for one in made})

    def packages(self, crates: Iterable[str]) -> tuple[Package, ...]:
        """Return the packages whose libraries have one of these names, each version of them."""
        named = frozenset(crates)
        packages = (
            Package(
                id=message["package_id"],
                crate=message["target"]["name"].replace("-", "_"),
                directory=Path(message["manifest_path"]).parent,
            )
            for message in self.all
            if message.get("reason") == "compiler-artifact"
            and _LIBRARIES & set(message["target"]["crate_types"])
        )
        return tuple(dict.fromkeys(package for package in packages if package.crate in named))

    def files(self, package: Package) -> list[Path]:
        """Return what was made of a package's library, for the target and for the host."""
        return sorted(
            Path(name)
            for message in self.all
            if message.get("reason") == "compiler-artifact"
            and message["package_id"] == package.id
            and _LIBRARIES & set(message["target"]["crate_types"])
            for name in message["filenames"]
        )

    def lints(self, directory: Path) -> tuple[Lint, ...]:
        """Return what rustc says about foreign signatures; files are named from a directory."""
        return tuple(
            Lint(
                name=body["code"]["code"],
                message=body["message"],
                notes=tuple(child["message"] for child in body["children"]),
                location=_location(span, directory),
            )
            for body in self._said()
            if body.get("code") and body["code"]["code"] in _LINTS
            for span in body["spans"]
            if span["is_primary"]
        )

    def first_error(self, stderr: str) -> str | None:
        """Return the first error on one line: the compiler's, else cargo's own."""
        for error in self._errors():
            code = f"[{error['code']['code']}]" if error.get("code") else ""
            place = next((span for span in error["spans"] if span["is_primary"]), None)
            where = f" at {place['file_name']}:{place['line_start']}" if place else ""
            return f"error{code}: {error['message'].splitlines()[0]}{where}"
        return first_error(stderr)

    def has_error(self, code: str, text: str) -> bool:
        """Return whether the compiler gave an error of this code that mentions a text."""
        return any(
            error.get("code") and error["code"]["code"] == code and text in error["message"]
            for error in self._errors()
        )

    def rendered_errors(self) -> str:
        """Return the errors as rustc draws them."""
        return "\n".join((error.get("rendered") or error["message"]) for error in self._errors())

    def _errors(self) -> Iterator[dict[str, Any]]:
        return (body for body in self._said() if body["level"].startswith("error"))

    def _said(self) -> Iterator[dict[str, Any]]:
        for message in self.all:
            if message.get("reason") == "compiler-message":
                body: dict[str, Any] = message["message"]
                yield body


def _location(span: dict[str, Any], directory: Path) -> SourceLocation:
    """Return where a span begins; what a macro wrote, where the macro was called."""
    while span.get("expansion"):
        span = span["expansion"]["span"]
    return SourceLocation(
        file=str(directory / span["file_name"]), line=span["line_start"], column=span["column_start"]
    )
