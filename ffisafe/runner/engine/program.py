"""One program: calls drawn one by one, each executed before the next is chosen."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from ffisafe.runner.engine.call import Caller, Values
from ffisafe.runner.engine.heap import Borrow, Heap, Resource, until_of
from ffisafe.runner.engine.observe import seen
from ffisafe.runner.engine.plan import Need, Plan
from ffisafe.runner.library import ForeignPanic
from ffisafe.strategies import arguments

MAX_STEPS = 12

Draw = Callable[[st.SearchStrategy[Any]], Any]
Picked = dict[str, Resource | None]

_MORE = st.integers(0, 7).map(bool)  # a program ends here once in eight times


@dataclass(slots=True)
class Statistics:
    """What a run has done: programs, and calls by function."""

    examples: int = 0
    calls: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True, kw_only=True)
class Program:
    """Draws and executes one program; ``plans`` are the functions that it may call."""

    caller: Caller
    plans: Sequence[Plan]
    draw: Draw
    statistics: Statistics
    heap: Heap = field(default_factory=Heap)

    def run(self) -> None:
        """Call some functions, then release what is left, in an order that is drawn too.

        Raises:
            FFIFailure: The library broke the contract, or broke.
        """
        try:
            for _ in range(MAX_STEPS):
                choices = self._choices()
                if not choices or not self.draw(_MORE):
                    break
                self.draw(st.sampled_from(choices)).run()
            while self.heap.resources:
                self._release(self.draw(st.sampled_from(self.heap.resources)))
        except ForeignPanic:
            return  # the contract lets it unwind; the worker, and all it held, is gone

    def _choices(self) -> list["_Step"]:
        calls = [
            _Step(self._call, plan)
            for plan in self.plans
            if self._callable(plan)
            for _ in range(_weight(plan))
        ]
        reads = [_Step(self._read, borrow) for borrow in self.heap.borrows]
        return [*calls, *reads]

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
        drawn = {**self.draw(arguments(plan.call, without=tuple(fixed))), **fixed}
        values = {name: drawn[name] for name in plan.call.types()}
        self.statistics.calls[plan.name] += 1
        outcome = self.caller.call(plan, values)
        used = [resource for resource in picked.values() if resource is not None]
        self.heap.called(plan.name, used)
        if not outcome.failed:
            self._transfer(plan, picked)
            self._register(plan, values, outcome.result, used)

    def _transfer(self, plan: Plan, picked: Mapping[str, Resource | None]) -> None:
        for need in plan.needs:
            resource = picked[need.parameter]
            if need.consumes and resource is not None:
                self.heap.consume(resource)

    def _register(self, plan: Plan, values: Values, result: Any, used: Sequence[Resource]) -> None:
        if seen(result) == 0:
            return
        lifetime = plan.call.contract.returns.lifetime
        if plan.makes is not None:
            made = Resource(key=plan.makes, value=result, maker=plan, arguments=values)
            self.heap.resources.append(made)
        elif lifetime is not None:
            borrow = Borrow(
                value=result,
                maker=plan,
                arguments=values,
                owners=tuple(used),
                until=until_of(lifetime),
            )
            self.heap.borrows.append(borrow)


def _weight(plan: Plan) -> int:
    """Return how often a function stands among the choices.

    What needs a resource can be called only now and then; what may unwind ends the program.
    """
    if plan.call.contract.unwind:
        return 1
    return 6 if any(not need.consumes for need in plan.needs) else 3


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
        release = resource.maker.release if resource is not None else None
        if resource is None or release is None or release.arguments is None:
            continue
        if release.function == plan.name:
            known = {**resource.arguments, "return": resource.value}
            return dict(zip(plan.call.types(), [known[n] for n in release.arguments], strict=True))
    return {}


def releaser(plans: Sequence[Plan], resource: Resource) -> tuple[Plan, Need] | None:
    """Return the function that takes a resource: the one that its maker names, if any."""
    release = resource.maker.release
    for plan in plans:
        if release is not None and plan.name != release.function:
            continue
        for need in plan.needs:
            takes = need.key == resource.key and need.consumes
            if takes and plan.reason is None and len(plan.needs) == 1:
                return plan, need
    return None
