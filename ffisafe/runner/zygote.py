"""The zygote: a process that has imported everything and forks workers when asked.

It is started under the sanitizer's runtime, never runs the library's code itself, and ends
with its parent: when the control socket closes, or when the parent's process is gone,
whichever is seen first. Its workers end with it.
"""

import gc
import os
import pickle
import select
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path

from ffisafe.runner.native import Libc, Signatures
from ffisafe.runner.protocol import COMMAND, START, STARTED, STOPPED
from ffisafe.runner.worker import Image, run

PRELOAD = "LD_PRELOAD"


class Zygote:
    """Forks workers, at most one at a time, and collects their exit status."""

    def __init__(self, control: socket.socket, parent: int, image: Image) -> None:
        self._control = control
        self._parent = parent  # readable when it has ended
        self._image = image
        self._pid = 0  # the worker's

    def serve(self) -> None:
        """Do what the parent asks until it is gone."""
        while self._wait(self._control.fileno(), None):
            data, fds, _, _ = socket.recv_fds(self._control, COMMAND.size, 2)
            if len(data) != COMMAND.size:
                return
            command, number, grace_s = COMMAND.unpack(data)
            answer = self._start(*fds) if command == START else self._stop(number, grace_s)
            self._control.send(answer)

    def _wait(self, descriptor: int, timeout_s: float | None) -> bool:
        """Return whether a descriptor became readable before the parent ended."""
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        poll.register(self._parent, select.POLLIN)
        ready = [fd for fd, _ in poll.poll(None if timeout_s is None else timeout_s * 1000)]
        return bool(ready) and self._parent not in ready

    def _start(self, sock_fd: int, output_fd: int) -> bytes:
        me = os.getpid()
        self._pid = os.fork()
        if self._pid == 0:
            self._control.close()
            run(socket.socket(fileno=sock_fd), output_fd, me, self._image)
        os.close(sock_fd)
        os.close(output_fd)
        return STARTED.pack(self._pid)

    def _stop(self, number: int, grace_s: float) -> bytes:
        descriptor = os.pidfd_open(self._pid)
        if number:
            signal.pidfd_send_signal(descriptor, number)
        ended = self._wait(descriptor, grace_s)
        os.close(descriptor)
        return STOPPED.pack(self.end(), not ended)

    def end(self) -> int:
        """End the worker and all that it started; return its wait status."""
        pid, self._pid = self._pid, 0
        if pid == 0:
            return 0
        for kill in (os.kill, os.killpg):  # before it is waited for: its number cannot be reused
            with suppress(ProcessLookupError, PermissionError):
                kill(pid, signal.SIGKILL)
        return os.waitpid(pid, 0)[1]


def check_preload(runtime: str) -> None:
    """End if the sanitizer's runtime is not in this process: the dynamic linker only warns."""
    maps = Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace")
    if runtime and not any(line.endswith(runtime) for line in maps.splitlines()):
        sys.exit(f"the runtime {runtime} was not loaded")


def restore_preload(runtime: str) -> None:
    """Take the sanitizer's runtime out of the environment: native code may start programs."""
    first, _, rest = os.environ.get(PRELOAD, "").partition(":")
    if not runtime or first != runtime:
        return
    if rest:
        os.environ[PRELOAD] = rest
    else:
        del os.environ[PRELOAD]


def main(control_fd: int, config_fd: int, parent_pid: int) -> None:
    """Serve the process that started this one."""
    control = socket.socket(fileno=control_fd)
    with open(config_fd, "rb") as file:
        runtime, path, *declarations = pickle.load(file)  # noqa: S301 -- the parent wrote it
    check_preload(runtime)
    restore_preload(runtime)
    image = Image(path=path, libc=Libc(), signatures=Signatures(*declarations))
    zygote = Zygote(control, _watch(parent_pid), image)
    gc.freeze()  # so that collections in workers touch no page of the zygote's
    try:
        zygote.serve()
    finally:
        zygote.end()


def _watch(parent_pid: int) -> int:
    """Return a descriptor that becomes readable when the parent ends."""
    descriptor = os.pidfd_open(parent_pid)
    if os.getppid() != parent_pid:
        sys.exit(0)
    return descriptor
