"""How long something may take: processor time, so that a busy machine fails no test."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class _OutOfTimeError(BaseException):
    """Not an Exception: a parser that goes on after errors does not go on after this one."""


@contextmanager
def cpu_seconds(limit_s: float) -> Iterator[None]:
    """Fail, with the place, where the code inside takes more of the processor's time than this."""

    def expire(_number: int, _frame: FrameType | None) -> None:
        raise _OutOfTimeError

    before = signal.signal(signal.SIGPROF, expire)
    # It rings again: what is raised inside a callback of C is lost.
    signal.setitimer(signal.ITIMER_PROF, limit_s, 0.5)
    try:
        yield
    except _OutOfTimeError as error:
        raise AssertionError(f"no end after {limit_s} s") from error
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
