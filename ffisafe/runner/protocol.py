"""Messages between the parent and a worker: a pickled head of plain values, then raw buffers.

A frame is a header (magic, CRC-32 of what follows it up to the buffers, size of the payload,
number of buffers), the buffers' sizes, the payload, the buffers. The side that receives a
frame reads the buffers one by one, straight into the memory that they are meant for.

A worker's memory may be corrupted, so that nothing it sends is trusted: pickles may hold
plain values only, and a frame that does not check is malformed.

Between the parent and the zygote go datagrams: ``START`` with two descriptors (the worker's
socket and its output), answered by the process id; ``STOP`` with a signal and a time to wait
before the process is killed, answered by its exit status and whether it had to be killed.
"""

import pickle
import socket
import struct
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any
from zlib import crc32

MAGIC = b"ffs1"
_HEADER = struct.Struct("<4sIII")
_SCRATCH_BYTES = 1 << 16
_MAX_HEAD_BYTES = 1 << 30
_MAX_PARTS = 512  # below every system's IOV_MAX

WORKER_BROKEN = 97  # exit code of a worker that can no longer do its own work
WORKER_CUT_OFF = 98  # of one whose connection was closed or replaced behind its back
PEEK_BYTES = 1 << 12  # more is not sent before somebody asks
START = 1
STOP = 2
COMMAND = struct.Struct("<BBd")  # command, signal (0: none), seconds to wait
STARTED = struct.Struct("<i")  # process id
STOPPED = struct.Struct("<i?")  # wait status, killed

Buffer = bytes | bytearray | memoryview
Decode = Callable[[Buffer], Any]


class MalformedMessageError(Exception):
    """The bytes that arrived are no frame: the other side is not to be trusted any more."""


class ChannelClosedError(Exception):
    """The other side has closed its end."""


class Waiter:
    """How a channel waits; this one lets the socket block."""

    def receive_into(self, sock: socket.socket, target: memoryview) -> int:
        """Return how many bytes were received, 0 at the end."""
        return sock.recv_into(target)

    def late(self) -> None:
        """Called each time that a socket has blocked for as long as it may."""


class _PlainUnpickler(pickle.Unpickler):
    def find_class(self, module_name: str, global_name: str) -> Any:
        raise pickle.UnpicklingError(f"{module_name}.{global_name} is not a plain value")


def decode_plain(payload: Buffer) -> Any:
    """Return plain values; for what comes from a process that nobody can trust."""
    try:
        return _PlainUnpickler(BytesIO(payload)).load()
    except Exception as error:  # noqa: BLE001 -- a broken pickle can raise nearly anything
        raise MalformedMessageError(f"undecodable payload: {error}") from None


class Channel:
    """One end of a stream socket that carries frames.

    Args:
        sock: A connected stream socket; with ``SO_RCVTIMEO`` and ``SO_SNDTIMEO`` where ``waiter``
            is to be asked now and then.
        waiter: Its time limit becomes the channel's: what it raises, passes.
        decode: ``pickle.loads`` is for those that may trust the other side.
    """

    def __init__(
        self, sock: socket.socket, waiter: Waiter | None = None, *, decode: Decode = decode_plain
    ) -> None:
        self._socket = sock
        self._waiter = waiter or Waiter()
        self._decode = decode
        self._scratch = memoryview(bytearray(_SCRATCH_BYTES))
        self._start = self._end = 0  # what was received into the scratch and not used yet
        self._sizes: list[int] = []  # of the buffers that were not taken yet, the last one first

    def send(self, message: Any, buffers: Sequence[Buffer] = ()) -> None:
        """Send one frame; buffers are contiguous."""
        payload = pickle.dumps(message, 5)
        if not buffers:
            self._send_parts([_HEADER.pack(MAGIC, crc32(payload), len(payload), 0) + payload])
            return
        views = [memoryview(buffer).cast("B") if len(buffer) else b"" for buffer in buffers]
        body = struct.pack(f"<{len(views)}Q", *map(len, views)) + payload
        head = _HEADER.pack(MAGIC, crc32(body), len(payload), len(views)) + body
        self._send_parts([head, *filter(len, views)])

    def receive(self) -> Any:
        """Return the next frame's message; its buffers are read with ``take`` and its kin.

        Raises:
            ChannelClosedError: The other side has closed its end.
            MalformedMessageError: What arrived is no frame.
        """
        if self._sizes:
            self.drain()
        magic, checksum, payload_bytes, count = _HEADER.unpack(self._span(_HEADER.size))
        head_bytes = payload_bytes + 8 * count
        if magic != MAGIC or head_bytes > _MAX_HEAD_BYTES:
            raise MalformedMessageError("no frame header")
        head = self._span(head_bytes)
        if crc32(head) != checksum:
            raise MalformedMessageError("wrong checksum")
        if count:
            self._sizes = list(struct.unpack_from(f"<{count}Q", head))[::-1]
            head = head[8 * count :]
        return self._decode(head)

    def take(self) -> bytearray:
        """Return the next buffer of the frame received last."""
        size = self._next_size()
        try:
            return self._take(size)
        except (MemoryError, OverflowError):
            raise MalformedMessageError(f"a buffer of {size} bytes") from None

    def take_into(self, target: memoryview) -> None:
        """Read the next buffer of the frame received last into memory of its size."""
        if self._next_size() != len(target):
            raise MalformedMessageError(f"a buffer of another size than {len(target)} bytes")
        self._fill(target)

    def take_all(self) -> list[bytearray]:
        """Return all buffers that are left."""
        return [self.take() for _ in range(len(self._sizes))]

    def drain(self) -> None:
        """Read what is left of the frame received last."""
        while self._sizes:
            self._skip(self._next_size())

    def _next_size(self) -> int:
        if not self._sizes:
            raise MalformedMessageError("a buffer is missing")
        return self._sizes.pop()

    def _skip(self, size: int) -> None:
        while size:
            part = min(size, _SCRATCH_BYTES)
            self._take(part)
            size -= part

    def _take(self, size: int) -> bytearray:
        if size <= self._end - self._start:
            return bytearray(self._span(size))
        data = bytearray(size)
        self._fill(memoryview(data))
        return data

    def _span(self, size: int) -> memoryview:
        """Return the next bytes, where they lie if they fit into the scratch: until more are received."""
        if size > _SCRATCH_BYTES:
            return memoryview(self._take(size))
        if size > self._end - self._start:
            self._gather(size)
        start = self._start
        self._start = start + size
        return self._scratch[start : start + size]

    def _gather(self, size: int) -> None:
        """Have that many bytes in the scratch."""
        held = self._end - self._start
        self._scratch[:held] = self._scratch[self._start : self._end]
        self._start, self._end = 0, held
        while self._end < size:
            self._end += self._receive_into(self._scratch[self._end :] if self._end else self._scratch)

    def _fill(self, target: memoryview) -> None:
        size = len(target)
        done = min(size, self._end - self._start)
        target[:done] = self._scratch[self._start : self._start + done]
        self._start += done
        while size - done >= _SCRATCH_BYTES:
            done += self._receive_into(target[done:])
        if done < size:
            target[done:] = self._span(size - done)

    def _receive_into(self, target: memoryview) -> int:
        try:
            count = self._waiter.receive_into(self._socket, target)
        except ConnectionError:
            count = 0
        if count == 0:
            raise ChannelClosedError
        return count

    def _send_parts(self, parts: list[Buffer]) -> None:
        while parts:
            sent = self._send_some(parts if len(parts) <= _MAX_PARTS else parts[:_MAX_PARTS])
            while parts and sent >= len(parts[0]):
                sent -= len(parts.pop(0))
            if sent:
                parts[0] = memoryview(parts[0])[sent:]

    def _send_some(self, parts: list[Buffer]) -> int:
        while True:
            try:
                return self._socket.sendmsg(parts)
            except BlockingIOError:
                self._waiter.late()
            except ConnectionError:
                raise ChannelClosedError from None
