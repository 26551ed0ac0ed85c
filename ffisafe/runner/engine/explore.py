"""Hypothesis over programs: generate, and shrink each distinct failure."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.database import DirectoryBasedExampleDatabase

from ffisafe.runner.engine.call import Caller
from ffisafe.runner.engine.plan import Plan
from ffisafe.runner.engine.program import Program, Statistics
from ffisafe.runner.engine.reference import Reference
from ffisafe.runner.diagnosis import HANG
from ffisafe.runner.failures import FFIFailure
from ffisafe.runner.library import Library


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much to try. ``budget_s`` stops generation; a failure found is shrunk all the same."""

    max_examples: int
    seed: int
    budget_s: float | None = None
    database: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exploration:
    """What came of it: each distinct failure with its minimal program."""

    failures: tuple[FFIFailure, ...]
    statistics: Statistics


_HANG_KNOWN_S = 0.25  # once one call has hung for the full limit, shrinking need not wait as long


class _BudgetSpent(BaseException):
    """Leaves Hypothesis when the time is up; no failure of the library."""


def explore(
    library: Library,
    plans: Sequence[Plan],
    references: Mapping[str, Reference],
    effort: Effort,
) -> Exploration:
    """Run generated programs against a library and return what broke.

    Raises:
        ConfigError: A reference failed.
    """
    statistics = Statistics()
    deadline = None if effort.budget_s is None else time.monotonic() + effort.budget_s
    failing: list[FFIFailure] = []

    def run_one(draw: Any) -> None:
        if deadline is not None and not failing and time.monotonic() > deadline:
            raise _BudgetSpent
        library.reset()
        caller = Caller(library=library, references=references)
        try:
            Program(caller=caller, plans=plans, draw=draw, statistics=statistics).run()
        except FFIFailure as failure:
            failing.append(failure)
            if failure.report.kind == HANG:
                library.timeout_s = min(library.timeout_s, _HANG_KNOWN_S)
            statistics.examples += 1
            raise
        finally:
            library.release(caller.lent)
        statistics.examples += 1

    failures = _run(run_one, effort)
    return Exploration(failures=tuple(failures), statistics=statistics)


def _run(run_one: Any, effort: Effort) -> list[FFIFailure]:
    @hypothesis.seed(effort.seed)
    @settings(
        max_examples=effort.max_examples,
        database=DirectoryBasedExampleDatabase(effort.database) if effort.database else None,
        deadline=None,
        phases=(Phase.reuse, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=True,
        verbosity=hypothesis.Verbosity.quiet,
    )
    @given(st.data())
    def programs(data: st.DataObject) -> None:
        run_one(data.draw)

    try:
        programs()
    except _BudgetSpent:
        return []
    except BaseException as error:
        found = list(_failures(error))
        if not found:
            raise
        return found
    return []


def _failures(error: BaseException) -> Iterator[FFIFailure]:
    """Yield the failures in what Hypothesis raised: one, or a group of distinct ones."""
    if isinstance(error, FFIFailure):
        yield error
    elif isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _failures(inner)
