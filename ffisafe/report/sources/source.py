"""A file's text, and what it is written in."""

from dataclasses import dataclass
from enum import Enum


class Language(Enum):
    """What a file is written in."""

    C = "c"
    RUST = "rust"


@dataclass(frozen=True, slots=True)
class Source:
    """A file's text; ``lines`` are those that compilers count, without their ends."""

    path: str
    text: str
    lines: tuple[str, ...]

    @property
    def language(self) -> Language:
        """Rust if its name says so, else C."""
        return Language.RUST if self.path.endswith(".rs") else Language.C
