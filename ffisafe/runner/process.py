"""The parent's hold on a zygote and on its worker."""

import os
import pickle
import re
import select
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import FileIO
from typing import IO, Any

from ffisafe.errors import FFISafeError
from ffisafe.runner.placement import allow, allowed_cpus, current_cpu, stay
from ffisafe.runner.protocol import COMMAND, START, STARTED, STOP, STOPPED, Channel, Waiter

_BOOT = (
    "import os, sys; sys.path[:] = sys.argv[1].split(os.pathsep);"
    "from ffisafe.runner.zygote import main; main(*map(int, sys.argv[2:]))"
)
_CONTROL_TIMEOUT_S = 60.0
_END_TIMEOUT_S = 5.0
_OUTPUT_DELAY_MS = 4
_OUTPUT_DELAY = struct.pack("@ll", 0, _OUTPUT_DELAY_MS * 1000)  # struct timeval
_TAIL_BYTES = 1 << 20
_DOOMED = re.compile(rb"panic in a (function that cannot unwind|destructor during cleanup)\nstack backtrace:")


class DoomedError(Exception):
    """The worker is about to abort, and spends 200 ms on a backtrace that nobody needs."""


class ZygoteDiedError(FFISafeError):
    """The process that forks workers ended, or never came up."""


class Output:
    """What the worker writes on its standard output and error; the last mebibyte is kept."""

    def __init__(self, pipe: FileIO) -> None:
        os.set_blocking(pipe.fileno(), False)
        self._pipe = pipe
        self._scratch = memoryview(bytearray(1 << 16))
        self._tail = bytearray()
        self._open = True

    def clear(self) -> None:
        """Forget what was written so far."""
        self.drain()
        self._tail.clear()

    def drain(self) -> None:
        """Take over what can be read now."""
        while self._open:
            count = self._pipe.readinto(self._scratch)
            if count is None:  # nothing now, more may come
                return
            self._open = count > 0
            self._tail += self._scratch[:count]
            del self._tail[:-_TAIL_BYTES]

    @property
    def is_doomed(self) -> bool:
        """Whether Rust has begun the backtrace that precedes an abort."""
        return _DOOMED.search(self._tail) is not None

    def close(self) -> None:
        """Close our end; the text stays."""
        self._open = False
        self._pipe.close()

    @property
    def text(self) -> str:
        """What was written since it was cleared last."""
        return self._tail.decode(errors="replace")


class Watch(Waiter):
    """Keeps the worker's output flowing where an answer is late, until a deadline.

    The output is looked at only then: a report is written in many small pieces, and to wake up
    for each of them would cost more than the report.
    """

    def __init__(self, output: Output) -> None:
        self.deadline = 0.0  # on the monotonic clock
        self._output = output

    def receive_into(self, sock: socket.socket, target: memoryview) -> int:
        """Return how many bytes were received; wait for them on this CPU, where the worker is."""
        with suppress(BlockingIOError):
            return sock.recv_into(target, 0, socket.MSG_DONTWAIT)
        allowed = allowed_cpus()
        try:
            if allowed:
                stay()
            return self._patiently(sock, target)
        finally:
            if allowed:
                allow(allowed)

    def _patiently(self, sock: socket.socket, target: memoryview) -> int:
        while True:
            with suppress(BlockingIOError):
                return sock.recv_into(target)
            self.late()

    def late(self) -> None:
        """Look at the output.

        Raises:
            TimeoutError: The deadline is over.
            DoomedError: Rust has begun to write a backtrace before it aborts.
        """
        if time.monotonic() > self.deadline:
            raise TimeoutError
        self._output.drain()
        if self._output.is_doomed:
            raise DoomedError


class Worker:
    """A worker as the parent sees it; ``busy`` from the first byte of a request to the last of its answer."""

    def __init__(self, sock: socket.socket, pipe: FileIO) -> None:
        self.busy = False
        self.pid = 0
        limit_sleep(sock)
        self._socket = sock
        self.output = Output(pipe)
        self._watch = Watch(self.output)
        self._channel = Channel(sock, self._watch)

    def send(self, message: tuple[Any, ...], buffers: Sequence[Any], timeout_s: float) -> None:
        """Send a request; ``timeout_s`` counts until the end of its answer."""
        self.output.clear()
        self._watch.deadline = time.monotonic() + timeout_s
        self._channel.send((current_cpu(), *message), buffers)

    def receive(self, timeout_s: float | None = None) -> tuple[Any, list[bytearray]]:
        """Return an answer with its buffers."""
        if timeout_s is not None:
            self._watch.deadline = time.monotonic() + timeout_s
        return self._channel.receive(), self._channel.take_all()

    def close(self) -> None:
        """Close our ends; an idle worker then ends by itself."""
        self._socket.close()
        self.output.close()


def limit_sleep(sock: socket.socket) -> None:
    """Have a blocking socket give up with ``BlockingIOError`` after a while: one system call, no poll."""
    sock.settimeout(None)
    for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
        sock.setsockopt(socket.SOL_SOCKET, option, _OUTPUT_DELAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """How a worker ended: its wait status, and whether it had to be killed."""

    status: int
    killed: bool


class ZygoteProcess:
    """A zygote; ``busy`` while an answer of it is outstanding."""

    def __init__(self, config: tuple[Any, ...], environment: Mapping[str, str]) -> None:
        self.busy = False
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 -- closed with the process
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.settimeout(_CONTROL_TIMEOUT_S)
        with theirs, tempfile.TemporaryFile() as file:
            pickle.dump(config, file)
            file.seek(0)
            self._process = self._spawn(theirs.fileno(), file.fileno(), environment)

    def _spawn(self, control: int, config: int, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
        numbers = (control, config, os.getpid())
        return subprocess.Popen(
            [sys.executable, "-c", _BOOT, os.pathsep.join(sys.path), *map(str, numbers)],
            env=environment,
            pass_fds=(control, config),
            stdin=subprocess.DEVNULL,
            stdout=self._errors,
            stderr=self._errors,
            start_new_session=True,  # an interrupt from the terminal is the parent's business
        )

    def start_worker(self) -> Worker:
        """Fork a worker."""
        ours, theirs = socket.socketpair()
        reader, writer = os.pipe()
        with theirs, FileIO(writer, "w") as their_output:
            worker = Worker(ours, FileIO(reader))
            try:
                worker.pid = self._fork([theirs.fileno(), their_output.fileno()])
            except BaseException:
                worker.close()
                raise
        return worker

    def _fork(self, descriptors: list[int]) -> int:
        self.busy = True
        command = COMMAND.pack(START, 0, 0)
        self._checked(lambda: socket.send_fds(self._control, [command], descriptors))
        (pid,) = STARTED.unpack(self._checked(lambda: self._control.recv(STARTED.size)))
        self.busy = False
        return int(pid)

    def stop_worker(self, worker: Worker, signal_number: int, grace_s: float) -> End:
        """End the worker: signal it, wait a while, kill it; its output is complete afterwards."""
        self.busy = True
        self._checked(lambda: self._control.send(COMMAND.pack(STOP, signal_number, grace_s)))
        deadline = time.monotonic() + grace_s + _CONTROL_TIMEOUT_S
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        while not poll.poll(_OUTPUT_DELAY_MS):
            worker.output.drain()
            if time.monotonic() > deadline:
                raise TimeoutError
        status, killed = STOPPED.unpack(self._checked(lambda: self._control.recv(STOPPED.size)))
        self.busy = False
        worker.output.drain()
        return End(status=status, killed=killed)

    def _checked(self, operation: Any) -> bytes:
        try:
            answer: bytes | int = operation()
        except OSError as error:
            raise self._died() from error
        if not answer:
            raise self._died()
        return answer if isinstance(answer, bytes) else b""

    def _died(self) -> ZygoteDiedError:
        self._end()
        self._errors.seek(0)
        details = self._errors.read().decode(errors="replace")
        return ZygoteDiedError(
            f"the process that starts workers ended with status {self._process.returncode}",
            hint="does the sanitizer's runtime fit this Python interpreter?",
            details=details,
        )

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked for workers."""
        return not self.busy and self._process.poll() is None

    def close(self) -> None:
        """End the zygote and with it the worker."""
        self._control.close()
        self._end()
        self._errors.close()

    def _end(self) -> None:
        """Wait for the process to end by itself, but not for long."""
        try:
            self._process.wait(timeout=_END_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def forget(self) -> None:
        """Let go of a zygote that belongs to the process that this one was forked from."""
        self._control.close()
        self._errors.close()
        self._process.returncode = 0
