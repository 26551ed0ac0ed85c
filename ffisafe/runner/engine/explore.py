"""Hypothesis over programs: generate, and shrink each distinct failure."""

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import strategies as st
from hypothesis.database import DirectoryBasedExampleDatabase
from hypothesis.errors import Flaky
from hypothesis.internal.conjecture.utils import calc_label_from_name

from ffisafe.runner.diagnosis import HANG
from ffisafe.runner.engine.call import Caller
from ffisafe.runner.engine.interrupt import Interrupt, remembered
from ffisafe.runner.engine.plan import Plan
from ffisafe.runner.engine.program import Program, Statistics
from ffisafe.runner.engine.reference import Reference
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


_MAX_ROUNDS = 50
_STEP_LABEL = calc_label_from_name("a step of a program")
_HANG_KNOWN_S = 0.25  # once one call has hung for the full limit, shrinking need not wait as long


class _BudgetSpentError(BaseException):
    """Leaves Hypothesis when the time is up; no failure of the library."""


def explore(
    library: Library,
    plans: Sequence[Plan],
    references: Mapping[str, Reference],
    effort: Effort,
) -> Exploration:
    """Run generated programs against a library and return what broke.

    Hypothesis stops soon after the first failure; so there are rounds, until one finds nothing
    new. What is known ends a program without failing it, and its function is left out if the
    others do not need it.

    A library that answers differently from one test case to the next, because it keeps state,
    gets a new worker for each.

    Raises:
        ConfigError: A reference failed.
    """
    found: list[FFIFailure] = []
    with remembered() as interrupt:
        explorer = _Explorer(
            library=library,
            plans=plans,
            references=references,
            effort=effort,
            interrupt=interrupt,
            deadline=_deadline(effort.budget_s),
        )
        try:
            while new := explorer.round():
                found += new
                explorer.leave_out(new)
        except BaseException:
            interrupt.check()  # whatever the interrupted draw became on its way here
            raise
    return Exploration(failures=tuple(found), statistics=explorer.statistics)


@dataclass(slots=True, kw_only=True)
class _Explorer:
    library: Library
    plans: Sequence[Plan]
    references: Mapping[str, Reference]
    effort: Effort
    interrupt: Interrupt
    deadline: float
    statistics: Statistics = field(default_factory=Statistics)
    failing: list[FFIFailure] = field(default_factory=list)
    known: set[type[FFIFailure]] = field(default_factory=set)
    rounds: int = 0
    new_workers: bool = False

    def round(self) -> list[FFIFailure]:
        """Return the failures that one more run of Hypothesis finds."""
        if self.rounds == _MAX_ROUNDS:
            return []
        self.failing.clear()
        self.rounds += 1
        try:
            return self._run()
        except Flaky as error:
            if _was_interrupted(error):
                raise KeyboardInterrupt from None
            return self._simplest() or self._run_with_new_workers()

    def leave_out(self, failures: Sequence[FFIFailure]) -> None:
        """Let what is known not fail a program again."""
        self.known |= {type(failure) for failure in failures}
        blamed = {failure.function for failure in failures}
        alone = {p.name for p in self.plans if not p.makes and not any(n.consumes for n in p.needs)}
        self.plans = [plan for plan in self.plans if plan.name not in blamed & alone]

    def _run(self) -> list[FFIFailure]:
        @hypothesis.seed(self.effort.seed + self.rounds)
        @_settings(self.effort)
        @given(st.data())
        def programs(data: st.DataObject) -> None:
            self._run_one(data)
            if not self.failing and time.monotonic() > self.deadline:
                raise _BudgetSpentError

        try:
            programs()
        except _BudgetSpentError:
            return []
        except (FFIFailure, BaseExceptionGroup) as error:
            return list(_failures(error))
        return []

    def _run_with_new_workers(self) -> list[FFIFailure]:
        """Run once more, each program in a process of its own."""
        self.new_workers = True
        try:
            return self._run()
        except Flaky:
            return self._simplest()

    def _simplest(self) -> list[FFIFailure]:
        """Return of each failure seen the one with the fewest calls."""
        best: dict[type[FFIFailure], FFIFailure] = {}
        for failure in self.failing:
            known = best.setdefault(type(failure), failure)
            if len(failure.defect.program) < len(known.defect.program):
                best[type(failure)] = failure
        return list(best.values())

    def _run_one(self, data: st.DataObject) -> None:
        self.interrupt.check()
        if self.new_workers:
            self.library.close()
        self.library.reset()
        caller = Caller(library=self.library, references=self.references)
        program = Program(
            caller=caller,
            plans=self.plans,
            draw=data.draw,
            span=partial(_span, data),
            statistics=self.statistics,
        )
        try:
            program.run()
        except FFIFailure as failure:
            self._note(failure)
            if type(failure) not in self.known:
                raise
        finally:
            self.library.release(caller.lent)
        self.statistics.examples += 1

    def _note(self, failure: FFIFailure) -> None:
        if type(failure) not in self.known:
            self.failing.append(failure)
            self.statistics.examples += 1
        if failure.report.kind == HANG:
            self.library.timeout_s = min(self.library.timeout_s, _HANG_KNOWN_S)


@contextmanager
def _span(data: st.DataObject) -> Iterator[None]:
    """Mark the choices of one step as belonging together, as Hypothesis' own state machines do."""
    data.conjecture_data.start_span(_STEP_LABEL)
    try:
        yield
    finally:
        if not data.conjecture_data.frozen:
            data.conjecture_data.stop_span()


def _was_interrupted(error: BaseException | None) -> bool:
    """Return whether Ctrl-C is behind an error: Hypothesis takes the unfinished draw for flaky."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__context__
    return False


def _settings(effort: Effort) -> settings:
    return settings(
        max_examples=effort.max_examples,
        database=DirectoryBasedExampleDatabase(effort.database) if effort.database else None,
        deadline=None,
        phases=(Phase.reuse, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,  # each gets a round of its own, with all of the shrinking
        verbosity=Verbosity.quiet,
    )


def _deadline(budget_s: float | None) -> float:
    return math.inf if budget_s is None else time.monotonic() + budget_s


def _failures(error: BaseException) -> Iterator[FFIFailure]:
    """Yield the failures in what Hypothesis raised: one, or a group of distinct ones.

    Raises:
        BaseException: Something in it is no failure of the library.
    """
    if isinstance(error, FFIFailure):
        yield error
    elif isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _failures(inner)
    else:
        raise error
