"""Prints what the benchmarks found: ratios, with the targets that they should keep."""

from collections.abc import Callable
from typing import Any

import pytest

from benchmarks.pairs import Pairs

Record = Callable[[str, Pairs | float, float], None]

_LINES = pytest.StashKey[list[str]]()


@pytest.fixture
def record(request: pytest.FixtureRequest) -> Record:
    """Notes a ratio, or a figure, by name, with its target, for the end of the run."""
    lines = request.config.stash.setdefault(_LINES, [])

    def note(name: str, found: Pairs | float, target: float) -> None:
        figure = found if isinstance(found, Pairs) else f"{found:.0f}"
        lines.append(f"{name}: {figure}, target: at most {target}")

    return note


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the ratios."""
    for line in config.stash.get(_LINES, []):
        terminalreporter.write_line(line)
