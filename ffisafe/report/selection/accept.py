"""Taking accepted findings out of a report, and saying which acceptances are not needed any more."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ffisafe.model.finding import Finding
from ffisafe.model.report import Suppressed, SuppressedBy
from ffisafe.model.rules import RULES
from ffisafe.model.source import SourceLocation
from ffisafe.report.selection.comments import IgnoreComment, read_comments, unused
from ffisafe.report.selection.expectations import Expectation, unmet
from ffisafe.report.sources import Sources, mark_pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What is left to report, and what is not reported."""

    findings: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...]
    checked: frozenset[str]


@dataclass(slots=True, kw_only=True)
class Acceptance:
    """Everything that accepts findings in one run.

    Args:
        files: Headers and sources that may have ignore comments, besides those of findings.
        expectations: The entries of the expectations file.
        checked: The rules that this run looked for: an acceptance of another is left alone.
    """

    files: Sequence[str]
    expectations: Sequence[Expectation]
    checked: frozenset[str]
    _sources: Sources = field(default_factory=Sources)
    _comments: dict[str, list[IgnoreComment]] = field(default_factory=dict)
    _problems: list[Finding] = field(default_factory=list)

    def apply(self, findings: Iterable[Finding]) -> Accepted:
        """Return the findings that nobody accepts, with those about acceptances that are idle."""
        findings = tuple(findings)
        for file in dict.fromkeys([*self.files, *_files(findings)]):
            self._read(file)
        left: list[Finding] = []
        suppressed: list[Suppressed] = []
        met: set[Expectation] = set()
        for found in findings:
            matching = [each for each in self.expectations if each.matches(found)]
            met.update(matching)
            by = self._comment(found) or next(map(_expected, matching), None)
            if by is None:
                left.append(found)
            else:
                said, reason, where = by
                suppressed.append(Suppressed(finding=found, by=said, reason=reason, location=where))
        return Accepted(
            findings=(*left, *self._idle(met)), suppressed=tuple(suppressed), checked=self.checked
        )

    def _read(self, file: str) -> None:
        key, source = os.path.realpath(file), self._sources.get(file)
        if source is not None and key not in self._comments:
            self._comments[key], problems = read_comments(source)
            self._problems += problems

    def _comment(self, found: Finding) -> tuple[SuppressedBy, str, SourceLocation] | None:
        if not any(self._comments.values()):
            return None
        marks = mark_pair(self._sources, found.symbol, found.c, found.rust)
        for location, mark in zip((found.c, found.rust), marks, strict=True):
            if location is None:
                continue
            lines = {location.line, mark.line + 1 if mark else location.line}
            for comment in self._comments.get(os.path.realpath(location.file), ()):
                if comment.covers(found, lines):
                    return SuppressedBy.COMMENT, comment.reason, comment.location
        return None

    def _idle(self, met: set[Expectation]) -> Iterable[Finding]:
        """Yield what is wrong with comments, and what accepts nothing although it was looked for."""
        static = {code for code, rule in RULES.items() if not rule.at_run_time and code != "FFI903"}
        idle = [
            unused(comment, self.checked, all_checked=static <= self.checked)
            for comments in self._comments.values()
            for comment in comments
        ]
        gone = [
            unmet(each)
            for each in self.expectations
            if each not in met and all(code in self.checked for code in RULES if code.startswith(each.code))
        ]
        about = [*self._problems, *filter(None, idle), *gone]
        return [each for each in about if each.code in self.checked]


def _files(findings: Iterable[Finding]) -> Iterable[str]:
    return [where.file for found in findings for where in (found.c, found.rust) if where]


def _expected(each: Expectation) -> tuple[SuppressedBy, str, SourceLocation]:
    return SuppressedBy.EXPECTATION, each.reason, each.location
