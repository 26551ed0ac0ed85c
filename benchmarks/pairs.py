"""Two programs timed in turn: on a noisy machine, only neighbours in time can be compared.

pytest-benchmark alone times one program after the other, so that whatever else the machine does
meanwhile ends up in the ratio: for one and the same code it was between 1.4 and 2.2. Here each
of its rounds is a pair.
"""

import gc
from collections.abc import Callable
from statistics import median, quantiles
from time import perf_counter

Program = Callable[[], object]


class Pairs:
    """Times two programs in turn; which of a pair comes first alternates."""

    def __init__(self, over: Program, under: Program) -> None:
        self._programs = (over, under)
        self.over_s: list[float] = []
        self.under_s: list[float] = []

    def clear(self) -> None:
        """Forget the pairs so far: they were to warm up."""
        self.over_s.clear()
        self.under_s.clear()

    def time(self) -> None:
        """Time one more pair."""
        both = list(zip(self._programs, (self.over_s, self.under_s), strict=True))
        for program, seconds in both if len(self.over_s) % 2 else reversed(both):
            seconds.append(_seconds(program))

    def __str__(self) -> str:
        ratios = [over / under for over, under in zip(self.over_s, self.under_s, strict=True)]
        low, middle, high = quantiles(ratios, n=4)
        of_medians = median(self.over_s) / median(self.under_s)
        of_minima = min(self.over_s) / min(self.under_s)
        return (
            f"{middle:.2f} (half of {len(ratios)} pairs between {low:.2f} and {high:.2f}; "
            f"ratio of medians {of_medians:.2f}, of minima {of_minima:.2f})"
        )


def _seconds(program: Program) -> float:
    gc.collect()  # each pays for its own garbage
    start = perf_counter()
    program()
    return perf_counter() - start
