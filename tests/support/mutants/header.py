"""Correct headers with one drift each, and what has to be said about each.

The operators work on the text, by what the parser says of it. What a drift has to give follows from
the operator, and for offsets and values from how it changed the header's own: so the header before
the drift is the oracle, not the code that compares.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from ffisafe.model.interface import Interface
from tests.support.headers import c_interface

Keys = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A header's text with one drift; ``errors`` are all the findings at error level that it has to give.

    ``others`` are those at other levels, among others.
    """

    name: str
    text: str
    errors: Keys
    others: Keys = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A header without comments and directives, and what it declares.

    Each field and each constant has a line of its own.
    """

    text: str
    interface: Interface

    @classmethod
    def of(cls, path: Path) -> "Header":
        """Return a header of the fixtures."""
        text = re.sub(r"/\*.*?\*/", lambda m: "\n" * m[0].count("\n"), path.read_text(), flags=re.DOTALL)
        text = re.sub(r"#ifdef __cplusplus\n.*?#endif", "", text, flags=re.DOTALL)
        text = re.sub(r"^#.*$", "", text, flags=re.MULTILINE)
        text = "typedef _Bool bool;\n" + re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)
        return cls(text=text, interface=c_interface(text))

    def line(self, number: int) -> str:
        """Return a line; lines count from 1."""
        return self.text.split("\n")[number - 1]

    def with_line(self, number: int, *lines: str) -> str:
        """Return the text with other lines in place of one."""
        every = self.text.split("\n")
        return "\n".join([*every[: number - 1], *lines, *every[number:]])
