"""Parent and worker meet on one CPU, and may run wherever they could before."""

import os

import pytest

from ffisafe.runner.library import Library
from ffisafe.runner.placement import allowed_cpus, current_cpu, join


def test_waiting_leaves_no_trace(library: Library) -> None:
    """After a call that took its time, both may run where they could before."""
    allowed = os.sched_getaffinity(0)
    library.wait_ms(20)
    assert os.sched_getaffinity(0) == allowed
    assert os.sched_getaffinity(library._controller.start()) == allowed


def test_an_interrupted_wait_leaves_no_trace(library: Library) -> None:
    """A time limit ends the wait like an answer does."""
    allowed = os.sched_getaffinity(0)
    library.timeout_s, before = 0.1, library.timeout_s
    try:
        with pytest.raises(Exception, match="hang"):
            library.hang()
    finally:
        library.timeout_s = before
    assert os.sched_getaffinity(0) == allowed


def test_joining_moves_and_restricts_nothing() -> None:
    """The thread is on the CPU that it was told, and allowed on all as before."""
    allowed = allowed_cpus()
    for cpu in allowed:
        join(cpu)
        assert os.sched_getaffinity(0) == allowed
    join(max(allowed) + 1)
    join(-1)
    assert current_cpu() in os.sched_getaffinity(0) == allowed
