"""The text of a translation unit out of pcpp's tokens, with line markers as GCC writes them."""

import re
from collections.abc import Collection
from typing import Any

_MAX_BLANK_LINES = 8
_PRAGMA = re.compile(r'_Pragma\s*\(\s*L?"((?:[^"\\]|\\.)*)"\s*\)')
_MARKER = re.compile(r"# (\d+) (.*)")


class UnitText:
    """Collects tokens; ``system_files`` are flagged in the line markers."""

    def __init__(self, system_files: Collection[str], *, white_space: Collection[str]) -> None:
        self._system_files = system_files
        self._white_space = white_space
        self._parts: list[str] = []
        self._file: str | None = None
        self._line = 1
        self._before: Any = None  # the token that ends where we are, if no space has

    def add(self, tok: Any) -> None:
        """Add a token at its file and line."""
        if tok.type in self._white_space:
            self._space(tok.value)
            return
        if tok.source != self._file or tok.lineno != self._line:
            self._move(tok)
        if self._before is not None and not _are_written_together(self._before, tok):
            self._parts.append(" ")  # or two tokens would be read as one
        self._parts.append(str(tok.value))
        self._line += str(tok.value).count("\n")
        self._before = tok

    def _space(self, value: str) -> None:
        lines = value.count("\n")
        self._parts.append("\n" * lines or " ")
        self._line += lines
        self._before = None

    def _move(self, tok: Any) -> None:
        ahead = tok.lineno - self._line
        if tok.source == self._file and 0 < ahead <= _MAX_BLANK_LINES:
            self._parts.append("\n" * ahead)
        else:
            self._parts.append(f"\n{self._marker(tok.source, tok.lineno)}\n")
        self._file, self._line, self._before = tok.source, tok.lineno, None

    def _marker(self, file: str | None, line: int) -> str:
        name = (file or "<built-in>").replace("\\", "\\\\").replace('"', '\\"')
        return f'# {line} "{name}"{" 3" if file in self._system_files else ""}'

    def text(self) -> str:
        """Return the whole, each `_Pragma` as the directive that it stands for."""
        out: list[str] = []
        marker, line = "", 0
        for each in "".join(self._parts).split("\n"):
            if found := _MARKER.match(each):
                marker, line = found[2], int(found[1])
                out.append(each)
                continue
            if "_Pragma" in each:
                # Counted from the line that the rest of this one belongs to.
                out.append(_PRAGMA.sub(lambda found: _directive(found, line, marker), each))  # noqa: B023  # called at once
            else:
                out.append(each)
            line += 1
        return "\n".join(out) + "\n"


def _directive(found: re.Match[str], line: int, marker: str) -> str:
    text = found[1].replace('\\"', '"').replace("\\\\", "\\")
    return f"\n#pragma {text}\n# {line} {marker}\n"


def _are_written_together(before: Any, tok: Any) -> bool:
    """Whether two tokens are neighbours in a file or macro, or parts of a number that pcpp takes apart."""
    if before.value[:1].isdigit() and tok.value.lower() in {"l", "ll", "u"}:
        return True
    return bool(tok.lexpos == before.lexpos + len(str(before.value)))
