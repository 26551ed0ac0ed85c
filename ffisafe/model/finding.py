"""Findings: what ffisafe says about a library."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ffisafe.model.layout import RecordLayout
from ffisafe.model.source import SourceLocation

DetailValue = str | int | float | bool | None | list["DetailValue"] | dict[str, "DetailValue"]


class Severity(StrEnum):
    """Only errors decide the exit code."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of the catalogue: its code, what it says in one phrase, its severity.

    ``strict_severity`` is what ``--strict`` makes of it; ``at_run_time`` says that ``ffisafe test``
    finds it, and not ``ffisafe check``.
    """

    code: str
    summary: str
    severity: Severity = Severity.ERROR
    strict_severity: Severity | None = None  # None: the same
    at_run_time: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One disagreement between header, build and contract, or one failure at run time.

    ``symbol`` is written with C names: ``function.param``, ``Type.field``.
    ``details`` holds the figures behind the message, JSON values only.
    ``c_layout`` and ``rust_layout`` are the records that it is about, to be drawn beside each other.
    """

    code: str
    severity: Severity
    symbol: str
    message: str
    help: str = ""
    c: SourceLocation | None = None
    rust: SourceLocation | None = None
    details: Mapping[str, DetailValue] = field(default_factory=dict)
    reproducer: str | None = None
    c_layout: RecordLayout | None = None
    rust_layout: RecordLayout | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What identifies a finding from run to run: code and symbol."""
        return (self.code, self.symbol)
