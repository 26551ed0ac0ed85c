"""Which findings a command reports: rules, severities, and what users have accepted."""

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

from ffisafe.cli.files import write_whole
from ffisafe.cli.output import note, short_path
from ffisafe.model.contract import ReportSettings
from ffisafe.model.finding import Finding
from ffisafe.model.rules import RULES
from ffisafe.report.selection.accept import Acceptance, Accepted
from ffisafe.report.selection.expectations import Expectation, read_expectations, unlisted, with_entries
from ffisafe.report.selection.select import Choice, chosen_rules, strictly


class Selection:
    """What the command line and the configuration say about findings.

    Raises:
        ConfigError: The expectations file cannot be read.
    """

    def __init__(self, arguments: argparse.Namespace, settings: ReportSettings) -> None:
        self._arguments = arguments
        self._chosen = chosen_rules(
            Choice(select=settings.select, ignore=settings.ignore),
            Choice(
                select=None if arguments.select is None else tuple(arguments.select),
                ignore=tuple(arguments.ignore),
            ),
        )
        self._strict = settings.strict if arguments.strict is None else arguments.strict
        self._file = arguments.expect or settings.expectations
        self._to_write = arguments.write_expectations
        self._expectations = self._read()

    def _read(self) -> Sequence[Expectation]:
        if not self._file:
            return ()
        if self._to_write and not Path(self._file).exists() and _same(self._file, self._to_write):
            return ()  # it is about to be made
        return read_expectations(Path(self._file))

    def apply(
        self,
        findings: Iterable[Finding],
        *,
        files: Sequence[str],
        at_run_time: bool,
        unchecked: Iterable[str] = (),
    ) -> Accepted:
        """Return the findings to report, without repetition, and those that are accepted.

        Args:
            findings: All that was found.
            files: Headers and sources that may have ignore comments.
            at_run_time: Whether the library was run; else it was compared.
            unchecked: Rules, or their beginnings, that could not be looked for.

        Raises:
            ConfigError: A file of expectations cannot be written.
        """
        chosen = _once(found for found in findings if found.code in self._chosen)
        if self._strict:
            chosen = strictly(chosen)
        acceptance = Acceptance(
            files=files,
            expectations=self._expectations,
            checked=self._checked(at_run_time=at_run_time, unchecked=tuple(unchecked)),
        )
        accepted = acceptance.apply(chosen)
        if self._to_write:
            self._write([found for found in accepted.findings if found.code not in {"FFI904", "FFI905"}])
        return accepted

    def _checked(self, *, at_run_time: bool, unchecked: tuple[str, ...]) -> frozenset[str]:
        """Return the rules that this run would have reported: only of these can an acceptance be idle."""
        return frozenset(
            code
            for code in self._chosen
            if (RULES[code].at_run_time is at_run_time or code in {"FFI904", "FFI905"})
            and not code.startswith(unchecked)
        )

    def _write(self, findings: Sequence[Finding]) -> None:
        path = Path(self._to_write)
        new = unlisted(path, findings)
        write_whole(path, with_entries(path, new), option="--write-expectations")
        count = "1 entry" if len(new) == 1 else f"{len(new)} entries"
        advice = ": fill in each `reason`" if new else ""
        note(self._arguments, f"{count} added to {short_path(str(path))}{advice}")


def _same(one: str, other: str) -> bool:
    return Path(one).absolute() == Path(other).absolute()


def _once(findings: Iterable[Finding]) -> list[Finding]:
    kept: dict[tuple[object, ...], Finding] = {}
    for found in findings:
        kept.setdefault((*found.key, found.message), found)
    return list(kept.values())
