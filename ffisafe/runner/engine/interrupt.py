"""Ctrl-C that cannot get lost.

Python raises KeyboardInterrupt wherever it happens to be; in a callback of the garbage
collector, of which Hypothesis has one, the exception is printed and forgotten. So the request
is remembered too, and asked for between programs.
"""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from types import FrameType
from typing import Any


@dataclass(slots=True)
class Interrupt:
    """Whether Ctrl-C was pressed."""

    requested: bool = False

    def check(self) -> None:
        """Raise the KeyboardInterrupt that may have been lost."""
        if self.requested:
            raise KeyboardInterrupt

    def _handle(self, number: int, frame: FrameType | None) -> None:
        self.requested = True
        signal.default_int_handler(number, frame)


@contextmanager
def remembered() -> Iterator[Interrupt]:
    """Remember SIGINT while the block runs, unless somebody else handles it."""
    interrupt = Interrupt()
    is_ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if not is_ours or threading.current_thread() is not threading.main_thread():
        yield interrupt
        return
    signal.signal(signal.SIGINT, interrupt._handle)  # noqa: SLF001  # its own module
    hook, sys.unraisablehook = sys.unraisablehook, partial(_unraisable, sys.unraisablehook)
    try:
        yield interrupt
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        sys.unraisablehook = hook


def _unraisable(hook: Callable[[Any], object], unraisable: Any) -> None:
    """Say nothing of the KeyboardInterrupt that was lost: it is remembered."""
    if not isinstance(unraisable.exc_value, KeyboardInterrupt):
        hook(unraisable)
