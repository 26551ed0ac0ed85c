"""Places in the files that a finding speaks about."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class SourceLocation:
    """A line of a source file; ``line`` and ``column`` count from 1."""

    file: str
    line: int
    column: int | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"
