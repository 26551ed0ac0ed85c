"""One worker at a time, a new one whenever it died; requests go through here."""

import os
import signal
import threading
import weakref
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ffisafe.errors import LibraryError
from ffisafe.runner.environment import worker_environment
from ffisafe.runner.process import DoomedError, End, Worker, ZygoteProcess
from ffisafe.runner.protocol import Buffer, ChannelClosedError, MalformedMessageError

DEFAULT_TIMEOUT_S = 10.0
_LOAD_TIMEOUT_S = 60.0
_EXIT_GRACE_S = 10.0  # from the closed socket to the end of the process
_HANG_GRACE_S = 2.0  # for the sanitizer to say where it hangs


class WorkerDied(Exception):  # noqa: N818 -- an event, as in pytest-xdist, more than an error
    """The worker died of a request, or had to be killed.

    Args:
        status: Its wait status.
        output: What it wrote on standard output and error during the request.
        hang: Whether it exceeded the time limit.
        reason: What we saw, for people.
    """

    def __init__(self, status: int, output: str, *, hang: bool, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.output = output
        self.hang = hang
        self.reason = reason

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

    Every request goes to the same worker as the one before, unless that one died: then
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
        self._runtime = runtime
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
            self._processes.close()

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
            raise self._bury(0, _EXIT_GRACE_S, "the worker ended") from None
        except MalformedMessageError as error:
            raise self._bury(signal.SIGKILL, _EXIT_GRACE_S, f"no valid answer: {error}") from None
        except DoomedError:
            raise self._bury(signal.SIGKILL, _EXIT_GRACE_S, "a panic that may not unwind") from None
        except TimeoutError:
            reason = f"no answer within {limit_s:g} s"
            raise self._bury(signal.SIGABRT, _HANG_GRACE_S, reason, hang=True) from None

    def _ready(self) -> Worker:
        """Return a worker that waits for a request, a new one if need be."""
        processes = self._processes
        if processes.owner != os.getpid() or (processes.zygote and processes.zygote.busy):
            processes.close()
        if processes.worker is not None and processes.worker.busy:
            self._end(signal.SIGKILL, _EXIT_GRACE_S)
        return processes.worker or self._start()

    def _start(self) -> Worker:
        processes = self._processes
        if processes.zygote is not None and not processes.zygote.is_alive:
            processes.close()
        if processes.zygote is None:
            environment = worker_environment(self._runtime, symbolize=self._symbolize)
            preloaded = self._runtime is not None
            processes.zygote = ZygoteProcess(self._config, environment, preloaded=preloaded)
        self.generation += 1
        processes.worker = worker = processes.zygote.start_worker()
        worker.busy = True
        try:
            (unsupported,), _ = self._exchange(worker, None, [], _LOAD_TIMEOUT_S)
        except RequestRefusedError as error:
            self._end(signal.SIGKILL, _EXIT_GRACE_S)
            raise LibraryError(f"{self._config[0]}: cannot be loaded: {error}") from None
        self.unsupported = dict(unsupported)
        return worker

    def _bury(self, signal_number: int, grace_s: float, reason: str, *, hang: bool = False) -> WorkerDied:
        end, output = self._end(signal_number, grace_s)
        return WorkerDied(end.status, output, hang=hang, reason=reason)

    def _end(self, signal_number: int, grace_s: float) -> tuple[End, str]:
        """End the worker and what it started."""
        worker, zygote = self._processes.worker, self._processes.zygote
        if worker is None or zygote is None:
            raise RuntimeError("no worker to end")
        end = zygote.stop_worker(worker, signal_number, grace_s)
        self._processes.worker = None
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
