"""Cargo's JSON messages: what was built, and what the compiler said."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from ffisafe.build.crate import first_error

_SHARED = (".so", ".dylib", ".dll")
_STATIC = (".a", ".lib")


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
        for message in self.all:
            if message.get("reason") == "compiler-message":
                body: dict[str, Any] = message["message"]
                if body["level"].startswith("error"):
                    yield body
