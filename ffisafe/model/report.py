"""A run's outcome, as every report format takes it."""

from dataclasses import dataclass
from enum import StrEnum

from ffisafe.model.finding import Finding, Severity
from ffisafe.model.source import SourceLocation


class SuppressedBy(StrEnum):
    """Who said that a finding is accepted."""

    COMMENT = "comment"  # `ffisafe: ignore[...]` in a header or a Rust source
    EXPECTATION = "expectation"  # an entry of the expectations file


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppressed:
    """A finding that is not reported, because somebody accepted it at ``location``."""

    finding: Finding
    by: SuppressedBy
    reason: str
    location: SourceLocation


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Findings of one run with what was looked at; ``seconds`` is wall-clock time.

    ``notes`` say what the user should know about how headers were read. ``checked`` are the codes of
    the rules that were looked for.
    """

    target: str
    library: str
    headers: tuple[str, ...]
    findings: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...] = ()
    checked: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    types_checked: int = 0
    functions_checked: int = 0
    examples: int = 0
    calls: int = 0
    seconds: float = 0.0

    def count(self, severity: Severity) -> int:
        """Return how many findings have a severity."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def failed(self) -> bool:
        """Whether a finding at error level is among them."""
        return self.count(Severity.ERROR) > 0
