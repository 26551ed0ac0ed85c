"""Where a process runs: a parent and its worker take turns, and do so fastest on one CPU.

To wake a process on another CPU, which is asleep, takes tens of microseconds, and more on a
virtual machine. But the scheduler, which cannot know that they take turns, wakes either of them
wherever a CPU is idle. So each request says where the parent is, a worker elsewhere moves there,
and a parent that waits stays. While they run, both may run wherever they could before.
"""

import ctypes
import os
from collections.abc import Callable


def _no_cpu() -> int:
    return -1


current_cpu: Callable[[], int] = getattr(ctypes.CDLL(None), "sched_getcpu", _no_cpu)
"""The CPU that the calling thread runs on; negative where the system does not tell."""


def join(cpu: int) -> None:
    """Move the calling thread to a CPU, if it may run there; where it may run stays the same."""
    if cpu < 0 or cpu == current_cpu():
        return
    allowed = allowed_cpus()
    if cpu in allowed:
        allow({cpu})
        allow(allowed)


def allowed_cpus() -> set[int]:
    """Return where the calling thread may run; nothing where the system does not tell."""
    return os.sched_getaffinity(0) if current_cpu() >= 0 else set()


def stay() -> None:
    """Have the calling thread wake up on the CPU that it is on."""
    os.sched_setaffinity(0, {current_cpu()})


def allow(cpus: set[int]) -> None:
    """Have the calling thread run on any of some CPUs."""
    os.sched_setaffinity(0, cpus)
