"""Where a process runs: a parent and its worker take turns, and do so fastest on one CPU.

To wake a process on another CPU, which is asleep, takes tens of microseconds, and more on a
virtual machine. The scheduler leaves two processes together that are, but does not bring them
together: so each request says where the parent is, and a worker elsewhere moves there.
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
    allowed = os.sched_getaffinity(0)
    if cpu in allowed:
        os.sched_setaffinity(0, {cpu})
        os.sched_setaffinity(0, allowed)
