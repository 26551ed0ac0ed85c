"""Ratios between benchmarks of one run: the machines are noisy, so seconds mean little."""

from typing import Any

import pytest

RATIOS = {
    "worker / null body": ("test_property_in_the_worker", "test_null_body", 1.3),
}
"""What is compared: numerator, denominator, and the target that the ratio should keep."""


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the ratios of medians under the table of times."""
    session = getattr(config, "_benchmarksession", None)
    medians = {b.name: b.stats.median for b in session.benchmarks} if session else {}
    for name, (over, under, target) in RATIOS.items():
        if over in medians and under in medians:
            ratio = medians[over] / medians[under]
            terminalreporter.write_line(f"{name}: {ratio:.2f} (target: at most {target})")
