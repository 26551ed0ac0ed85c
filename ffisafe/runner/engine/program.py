"""One program: calls drawn one by one, each executed before the next is chosen."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from ffisafe.runner.engine.call import Caller, Outcome, Values
from ffisafe.runner.engine.heap import Borrow, Heap, Resource, until_of
from ffisafe.runner.engine.observe import seen
from ffisafe.runner.engine.plan import Need, Plan
from ffisafe.runner.library import ForeignPanic
from ffisafe.strategies import arguments

MAX_STEPS = 20

Draw = Callable[[st.SearchStrategy[Any]], Any]
Picked = dict[str, Resource | None]

_PREFERS_USE = st.integers(0, 2).map(bool)
_MORE = st.integers(0, 15).map(bool)  # a program ends here once in sixteen times


@dataclass(slots=True)
class Statistics:
    """What a run has done: programs, and calls by function."""

    examples: int = 0
    calls: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True, kw_only=True)
class Program:
    """Draws and executes one program; ``plans`` are the functions that it may call.

    ``span`` encloses the choices of one step, so that Hypothesis can take out the whole step.
    """

    caller: Caller
    plans: Sequence[Plan]
    draw: Draw
    span: Callable[[], AbstractContextManager[None]]
    statistics: Statistics
    heap: Heap = field(default_factory=Heap)

    def run(self) -> None:
        """Call some functions, then release what is left, in an order that is drawn too.

        Raises:
            FFIFailure: The library broke the contract, or broke.
        """
        try:
            for _ in range(MAX_STEPS):
                with self.span():
                    step = self._choose() if self.draw(_MORE) else None
                    if step is None:
                        break
                    step.run()
            while self.heap.resources:
                with self.span():
                    self._release(self.draw(st.sampled_from(self.heap.resources)))
        except ForeignPanic:
            return  # the contract lets it unwind; the worker, and all it held, is gone

    def _choose(self) -> "_Step | None":
        """Draw a step; where there are resources, twice in three times one that uses them.

        The same choices are drawn whatever there is, so that Hypothesis can take a step out of
        a program without changing what the others mean.
        """
        prefers_use = self.draw(_PREFERS_USE)
        calls = [plan for plan in self.plans if self._callable(plan)]
        uses = [_Step(self._call, p) for p in calls if self._uses(p) for _ in range(_weight(p))]
        uses += [_Step(self._read, borrow) for borrow in self.heap.borrows]
        others = [_Step(self._call, p) for p in calls if not self._uses(p) for _ in range(_weight(p))]
        steps = uses if uses and (prefers_use or not others) else others
        step: _Step | None = self.draw(st.sampled_from(steps)) if steps else None
        return step

    def _uses(self, plan: Plan) -> bool:
        """Return whether a function would get a live resource."""
        return any(self.heap.available(need.key) for need in plan.needs)

    def _callable(self, plan: Plan) -> bool:
        taken: list[Resource] = []
        for need in plan.needs:
            available = self.heap.available(need.key, taken)
            if available:
                taken.append(available[0])
            elif not need.nullable:
                return False
        return True

    def _call(self, plan: Plan) -> None:
        picked: Picked = {}
        for need in plan.needs:
            taken = [resource for resource in picked.values() if resource is not None]
            candidates: list[Resource | None] = list(self.heap.available(need.key, taken))
            candidates += [None] if need.nullable else []
            picked[need.parameter] = self.draw(st.sampled_from(candidates))
        self._execute(plan, picked)

    def _read(self, borrow: Borrow) -> None:
        self.caller.read(borrow.maker, borrow.arguments, borrow.value)

    def _release(self, resource: Resource) -> None:
        found = releaser(self.plans, resource)
        if found is not None:
            plan, need = found
            self._execute(plan, {need.parameter: resource})
        if resource in self.heap.resources:
            self.heap.consume(resource)

    def _execute(self, plan: Plan, picked: Picked) -> None:
        fixed: Values = {n: r.value if r else None for n, r in picked.items()}
        fixed |= from_template(plan, picked)
        known = {name: seen(value) for name, value in fixed.items()}
        drawn = {**self.draw(arguments(plan.call, known)), **fixed}
        values = {name: drawn[name] for name in plan.call.types()}
        self.statistics.calls[plan.name] += 1
        outcome = self.caller.call(plan, values)
        used = [resource for resource in picked.values() if resource is not None]
        self.heap.called(plan.name, used)
        if not outcome.failed:
            self._transfer(plan, picked)
            self._register(plan, values, outcome, used)

    def _transfer(self, plan: Plan, picked: Mapping[str, Resource | None]) -> None:
        for need in plan.needs:
            resource = picked[need.parameter]
            if need.consumes and resource is not None:
                self.heap.consume(resource)

    def _register(self, plan: Plan, values: Values, outcome: Outcome, used: Sequence[Resource]) -> None:
        """Take over what a call handed out, or note what it lent."""
        for made in plan.makes:
            value = outcome.handed_out(made.place)
            if seen(value) != 0:
                known = {**values, made.place: value}
                self.heap.resources.append(
                    Resource(key=made.key, value=value, release=made.release, arguments=known)
                )
        lifetime = plan.call.contract.returns.lifetime
        if lifetime is not None and not plan.makes and seen(outcome.result) != 0:
            borrow = Borrow(
                value=outcome.result,
                maker=plan,
                arguments=values,
                owners=tuple(used),
                until=until_of(lifetime),
            )
            self.heap.borrows.append(borrow)


def _weight(plan: Plan) -> int:
    """Return how often a function stands among the choices.

    What consumes a resource, or may unwind and so end the program, is chosen less often.
    """
    ends = plan.call.contract.unwind or any(need.consumes for need in plan.needs)
    return 1 if ends else 3


@dataclass(frozen=True, slots=True)
class _Step:
    """A choice that shows what it is when Hypothesis prints it."""

    action: Callable[[Any], None]
    subject: Any

    def run(self) -> None:
        self.action(self.subject)

    def __repr__(self) -> str:
        return f"<{getattr(self.subject, 'name', 'read')}>"


def from_template(plan: Plan, picked: Mapping[str, Resource | None]) -> Values:
    """Return the arguments that a call template such as ``free(return, size)`` prescribes."""
    for resource in picked.values():
        release = resource.release if resource is not None else None
        if resource is None or release is None or release.arguments is None:
            continue
        if release.function == plan.name:
            known = resource.arguments
            return dict(zip(plan.call.types(), [known[n] for n in release.arguments], strict=True))
    return {}


def releaser(plans: Sequence[Plan], resource: Resource) -> tuple[Plan, Need] | None:
    """Return the function that takes a resource: the one that its contract names, if any."""
    release = resource.release
    for plan in plans:
        if release is not None and plan.name != release.function:
            continue
        for need in plan.needs:
            takes = need.key == resource.key and need.consumes
            if takes and plan.reason is None and len(plan.needs) == 1:
                return plan, need
    return None
