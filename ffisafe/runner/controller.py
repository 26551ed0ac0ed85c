"""One worker at a time, a new one whenever it died; requests go through here."""

import os
import signal
import threading
import weakref
from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ffisafe.errors import LibraryError
from ffisafe.runner.environment import worker_environment
from ffisafe.runner.process import DoomedError, End, Worker, ZygoteProcess
from ffisafe.runner.protocol import (
    WORKER_BROKEN,
    WORKER_CUT_OFF,
    Buffer,
    ChannelClosedError,
    MalformedMessageError,
)

DEFAULT_TIMEOUT_S = 10.0
_LOAD_TIMEOUT_S = 60.0
_EXIT_GRACE_S = 10.0  # from the closed socket to the end of the process
_HANG_GRACE_S = 2.0  # for the sanitizer to say where it hangs


class Cause(Enum):
    """What made us notice that a worker is lost."""

    ENDED = "the process ended"
    GARBLED = "what it sent is no answer: its memory or its descriptors are damaged"
    CUT_OFF = "the library closed file descriptors that are not its own: the worker's connection is gone"
    DOOMED = "a panic that may not unwind"
    HANG = "it did not answer in time"


_OWN_EXITS = {WORKER_BROKEN: Cause.GARBLED, WORKER_CUT_OFF: Cause.CUT_OFF}


class WorkerDied(Exception):  # noqa: N818 -- an event, as in pytest-xdist, more than an error
    """The worker died of a request, or had to be killed.

    Args:
        status: Its wait status.
        output: What it wrote on standard output and error during the request.
        cause: What made us notice.
        reason: The same for people.
    """

    def __init__(self, status: int, output: str, cause: Cause, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.output = output
        self.cause = cause
        self.reason = reason

    @property
    def hang(self) -> bool:
        """Whether it exceeded the time limit."""
        return self.cause is Cause.HANG

    @property
    def signal(self) -> int | None:
        """The signal that ended it."""
        return os.WTERMSIG(self.status) if os.WIFSIGNALED(self.status) else None

    @property
    def exit_code(self) -> int | None:
        """The exit code that it ended with."""
        return os.WEXITSTATUS(self.status) if os.WIFEXITED(self.status) else None


class RequestRefusedError(Exception):
    """The worker could not do what it was asked, and lives; ``kind`` says why."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class _Processes:
    """What has to be ended when nobody refers to the controller any more."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.zygote: ZygoteProcess | None = None
        self.worker: Worker | None = None

    def close(self) -> None:
        worker, self.worker = self.worker, None
        zygote, self.zygote = self.zygote, None
        mine = os.getpid() == self.owner
        if worker is not None:
            worker.close()
        if zygote is not None:
            (zygote.close if mine else zygote.forget)()
        self.owner = os.getpid()


class Controller:
    """Sends requests to a worker that has a library loaded.

    Every request goes to the same worker as the one before, unless that one ended: then
    ``generation`` has grown, and whatever was in its memory is gone. May be used by several
    threads, which take turns.

    Args:
        config: The library's path and what :class:`ffisafe.runner.native.Signatures` takes.
        runtime: The sanitizer's runtime; None to run without.
        symbolize: Whether the sanitizer has to name its frames itself.
        timeout_s: The time limit of a request that names none.
    """

    def __init__(
        self,
        config: tuple[Any, ...],
        *,
        runtime: Path | None = None,
        symbolize: bool = False,
        timeout_s: float = DEFAULT_TIMEOUT_S,
    ) -> None:
        self.generation = 0
        self.unsupported: dict[str, str] = {}
        self.timeout_s = timeout_s
        self._config = config
        self._runtime = runtime.resolve() if runtime else None
        self._symbolize = symbolize
        self._processes = _Processes()
        self._lock = threading.RLock()
        self._finalizer = weakref.finalize(self, self._processes.close)

    def request(
        self, message: tuple[Any, ...], buffers: Sequence[Buffer] = (), timeout_s: float | None = None
    ) -> tuple[list[Any], list[bytearray]]:
        """Send a request; return its answer and the buffers that came with it.

        Raises:
            WorkerDied: The worker crashed, hung or answered nonsense.
            RequestRefusedError: The worker could not do it.
        """
        with self._lock:
            worker = self._ready()
            worker.busy = True  # if anything interrupts us from here on, this worker is lost
            limit_s = self.timeout_s if timeout_s is None else timeout_s
            return self._exchange(worker, message, list(buffers), limit_s)

    def start(self) -> int:
        """Have a worker ready; return its process id."""
        with self._lock:
            return self._ready().pid

    def close(self) -> None:
        """End all processes; a later request starts new ones."""
        with self._lock:
            self._drop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _exchange(
        self, worker: Worker, message: Any, buffers: list[Any], limit_s: float
    ) -> tuple[list[Any], list[bytearray]]:
        try:
            if message is not None:
                worker.send(message, buffers, limit_s)
                answer, data = worker.receive()
            else:
                answer, data = worker.receive(limit_s)
            worker.busy = False
            return _checked(answer), data
        except ChannelClosedError:
            raise self._bury(Cause.ENDED) from None
        except MalformedMessageError:
            raise self._bury(Cause.GARBLED, signal.SIGKILL) from None
        except DoomedError:
            raise self._bury(Cause.DOOMED, signal.SIGKILL) from None
        except TimeoutError:
            reason = f"no answer within {limit_s:g} s"
            raise self._bury(Cause.HANG, signal.SIGABRT, _HANG_GRACE_S, reason) from None

    def _ready(self) -> Worker:
        """Return a worker that waits for a request, a new one if need be."""
        processes = self._processes
        if processes.owner != os.getpid() or (processes.zygote and processes.zygote.busy):
            self._drop()
        if processes.worker is not None and processes.worker.busy:
            self._end(signal.SIGKILL, _EXIT_GRACE_S)
        return processes.worker or self._start()

    def _start(self) -> Worker:
        processes = self._processes
        if processes.zygote is not None and not processes.zygote.is_alive:
            self._drop()
        if processes.zygote is None:
            environment = worker_environment(self._runtime, symbolize=self._symbolize)
            config = (str(self._runtime or ""), *self._config)
            processes.zygote = ZygoteProcess(config, environment)
        processes.worker = worker = processes.zygote.start_worker()
        worker.busy = True
        try:
            (unsupported,), _ = self._exchange(worker, None, [], _LOAD_TIMEOUT_S)
        except RequestRefusedError as error:
            self._end(signal.SIGKILL, _EXIT_GRACE_S)
            raise LibraryError(f"{self._config[0]}: cannot be loaded: {error}") from None
        self.unsupported = dict(unsupported)
        return worker

    def _drop(self) -> None:
        """Let go of all processes."""
        if self._processes.worker is not None:
            self.generation += 1
        self._processes.close()

    def _bury(
        self, cause: Cause, signal_number: int = 0, grace_s: float = _EXIT_GRACE_S, reason: str = ""
    ) -> WorkerDied:
        end, output = self._end(signal_number, grace_s)
        if cause is Cause.ENDED and os.WIFEXITED(end.status):
            code = os.WEXITSTATUS(end.status)
            cause = _OWN_EXITS.get(code, cause)
            reason = f"the process left with exit code {code}" if cause is Cause.ENDED else ""
        elif cause is Cause.ENDED and end.killed:
            reason = "the process closed its connection to us and went on"
        return WorkerDied(end.status, output, cause, reason or cause.value)

    def _end(self, signal_number: int, grace_s: float) -> tuple[End, str]:
        """End the worker and what it started."""
        worker, zygote = self._processes.worker, self._processes.zygote
        if worker is None or zygote is None:
            raise RuntimeError("no worker to end")
        end = zygote.stop_worker(worker, signal_number, grace_s)
        self._processes.worker = None
        self.generation += 1
        worker.close()
        return end, worker.output.text


def _checked(answer: Any) -> list[Any]:
    """Return what an answer carries."""
    match answer:
        case ("ok", *values):
            return values
        case ("error", str(kind), str(text)):
            raise RequestRefusedError(kind, text)
        case _:
            raise MalformedMessageError("an answer of unknown form")
