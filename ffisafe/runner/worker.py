"""The worker: loads the library, does what it is asked, and may die of it.

A request is a tuple of the parent's CPU, the operation and what it needs; an answer starts with
``ok`` or ``error``. A pointer argument that lends memory is a tuple ``(size, align, skew, filled,
copied back)``; its content, if filled, is the frame's next buffer. A call may ask to see at once
what its result, a struct, points to: see :mod:`ffisafe.runner.foresight`.
"""

import errno
import os
import pickle
import resource
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from typing import Any, NoReturn

from ffisafe.runner.native import Libc, Memory, NativeError, NativeLibrary, Signatures
from ffisafe.runner.placement import join
from ffisafe.runner.protocol import (
    PEEK_BYTES,
    WORKER_BROKEN,
    WORKER_CUT_OFF,
    Buffer,
    Channel,
    ChannelClosedError,
)

_PR_SET_PDEATHSIG = 1
_NOT_OURS = frozenset({errno.EBADF, errno.ENOTSOCK, errno.ENOTCONN})  # of what was once our socket

Answer = tuple[Any, ...]
Span = tuple[int, int]  # where bytes start and end
View = tuple[
    Span, int, tuple[Span, ...]
]  # a pointer, the size of an element, and the factors of their number


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """What every worker of a zygote starts from: all but the library itself."""

    libc: Libc
    signatures: Signatures
    path: str


class Service:
    """Carries out requests, one at a time."""

    def __init__(self, channel: Channel, libc: Libc, library: NativeLibrary) -> None:
        self._channel = channel
        self._memory = Memory(libc)
        self._library = library
        self._buffers: list[Buffer] = []  # of the answer
        self._operations: dict[str, Callable[..., Answer]] = {
            "call": self._call,
            "alloc": self._alloc,
            "free": self._free,
            "read": self._read,
            "read string": self._read_string,
            "write": self._write,
            "missing": self._missing,
            "ping": lambda: ("ok",),
            "batch": self._batch,
        }

    def serve(self) -> None:
        """Answer requests until the other side closes."""
        while True:
            try:
                cpu, *message = self._channel.receive()
            except ChannelClosedError:
                return
            join(cpu)
            self._buffers = []
            answer = self._answer(message)
            self._channel.send(answer, self._buffers)

    def _answer(self, message: Any) -> Answer:
        try:
            return self._operations[message[0]](*message[1:])
        except NativeError as error:
            return ("error", error.kind, str(error))
        except (NotImplementedError, OverflowError, TypeError, ValueError) as error:
            return ("error", "call", f"{type(error).__name__}: {error}")

    def _batch(self, messages: list[Any]) -> Answer:
        answers = []
        for message in messages:
            answers.append(self._answer(message))
            if answers[-1][0] != "ok":
                break
        return ("ok", answers)

    def _call(self, name: str, arguments: list[Any], view: View | None = None) -> Answer:
        function = self._library.function(name)
        lent: list[tuple[int, int, bool]] = []
        try:
            values = [self._lend(a, lent) if type(a) is tuple else a for a in arguments]
            result, elapsed_ns = function(values)
            self._buffers += [self._memory.read(at, size) for at, size, back in lent if back]
        finally:
            for address, _, _ in lent:
                self._memory.release(address)
        return ("ok", result, elapsed_ns, self._peek(result, *view) if view else None)

    def _peek(self, record: bytes, pointer: Span, unit_bytes: int, factors: tuple[Span, ...]) -> Any:
        """Return what a pointer in a struct points to, if that is small and may be read."""
        numbers = [int.from_bytes(record[start:end], sys.byteorder) for start, end in (pointer, *factors)]
        size = prod(numbers[1:], start=unit_bytes)
        return self._memory.peek(numbers[0], size) if 0 < size <= PEEK_BYTES else None

    def _lend(self, wire: tuple[int, int, int, bool, bool], lent: list[tuple[int, int, bool]]) -> int:
        size, *_, copied_back = wire
        address = self._block(wire)
        lent.append((address, size, copied_back))
        return address

    def _block(self, wire: tuple[int, int, int, bool, bool]) -> int:
        size, align, skew, filled, _ = wire
        address = self._memory.allocate(size, align, skew)
        if filled:
            self._memory.receive(address, size, self._channel)
        else:
            self._memory.fill(address, size)
        return address

    def _alloc(self, wire: tuple[int, int, int, bool, bool]) -> Answer:
        return ("ok", self._block(wire))

    def _free(self, address: int) -> Answer:
        self._memory.release(address)
        return ("ok",)

    def _read(self, address: int, size: int) -> Answer:
        self._buffers.append(self._memory.read(address, size))
        return ("ok",)

    def _read_string(self, address: int) -> Answer:
        self._buffers.append(self._memory.read_string(address))
        return ("ok",)

    def _write(self, address: int) -> Answer:
        self._memory.write(address, self._channel.take())
        return ("ok",)

    def _missing(self, names: list[str]) -> Answer:
        return ("ok", [name for name in names if not self._library.has(name)])


def tie_to(parent_pid: int, libc: Libc) -> None:
    """Have the kernel end this process with its parent, which may already be gone."""
    libc.lib.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent_pid:
        os._exit(0)


def run(sock: socket.socket, output_fd: int, parent_pid: int, image: Image) -> NoReturn:
    """Be a worker until the other side closes; never returns."""
    status = WORKER_BROKEN
    try:
        os.setpgid(0, 0)  # what the library starts can be ended with it
        tie_to(parent_pid, image.libc)
        os.dup2(output_fd, 1)
        os.dup2(output_fd, 2)
        os.close(output_fd)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        _load_and_serve(Channel(sock, decode=pickle.loads), image)
        status = 0
    except BaseException as error:  # noqa: BLE001 -- the parent reads it; nothing may unwind into the zygote
        if isinstance(error, OSError) and error.errno in _NOT_OURS:
            status = WORKER_CUT_OFF
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(status)


def _load_and_serve(channel: Channel, image: Image) -> None:
    try:
        library = NativeLibrary(image.libc, image.signatures, image.path)
    except NativeError as error:
        channel.send(("error", error.kind, str(error)))
        return
    channel.send(("ok", image.signatures.unsupported()))
    Service(channel, image.libc, library).serve()
