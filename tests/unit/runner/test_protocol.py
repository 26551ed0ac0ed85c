"""Frames arrive whole or not at all."""

import os
import pickle
import socket
import struct
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ffisafe.runner.protocol import Channel, ChannelClosedError, MalformedMessageError

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Two connected sockets; a read that waits for a second fails."""
    left, right = socket.socketpair()
    with left, right:
        left.settimeout(5)
        right.settimeout(5)
        yield left, right


@given(message=PLAIN, buffers=st.lists(st.binary(max_size=200), max_size=4))
def test_messages_and_buffers_arrive_as_sent(message: object, buffers: list[bytes]) -> None:
    """Plain values and buffers, empty ones included, come out as they went in."""
    left, right = socket.socketpair()
    with left, right:
        Channel(left).send(message, buffers)
        receiver = Channel(right)
        assert receiver.receive() == message
        assert receiver.take_all() == buffers


def test_large_and_many_buffers_arrive(pair: tuple[socket.socket, socket.socket]) -> None:
    """Buffers larger than any socket's, and more of them than one system call takes."""
    left, right = map(Channel, pair)
    buffers = [os.urandom(3_000_000), *(bytes([i % 256]) * i for i in range(1200))]
    sender = threading.Thread(target=left.send, args=("many", buffers))
    sender.start()
    assert right.receive() == "many"
    assert right.take_all() == buffers
    sender.join()


def test_a_buffer_is_read_into_place(pair: tuple[socket.socket, socket.socket]) -> None:
    """Buffers go straight into memory; what nobody takes is skipped before the next frame."""
    left, right = map(Channel, pair)

    def send_both() -> None:
        left.send(1, [b"abc", b"x" * 100_000])
        left.send(2)

    sender = threading.Thread(target=send_both)
    sender.start()
    target = bytearray(3)
    assert right.receive() == 1
    right.take_into(memoryview(target))
    assert target == b"abc"
    assert right.receive() == 2
    sender.join()


def test_a_closed_end_is_noticed(pair: tuple[socket.socket, socket.socket]) -> None:
    """The end of a stream is an event of its own, in the middle of a frame too."""
    left, right = pair
    left.send(b"ffs1")
    left.close()
    with pytest.raises(ChannelClosedError):
        Channel(right).receive()
    with pytest.raises(ChannelClosedError):
        Channel(right).send("x")


def frame(payload: bytes, *, magic: bytes = b"ffs1", sizes: bytes = b"", count: int = 0) -> bytes:
    """Return a frame with a right checksum and whatever inside."""
    return struct.pack("<4sIII", magic, zlib.crc32(sizes + payload), len(payload), count) + sizes + payload


BROKEN = {
    "magic": frame(pickle.dumps(1), magic=b"oops"),
    "checksum": frame(pickle.dumps(1))[:-1] + b"!",
    "no pickle": frame(b"garbage"),
    "a class": frame(pickle.dumps(os.getcwd)),
    "an instance": frame(pickle.dumps(Path())),
    "too long": struct.pack("<4sIII", b"ffs1", 0, 1 << 31, 0),
    "too many": struct.pack("<4sIII", b"ffs1", 0, 1, 1 << 31),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_frame_is_malformed(pair: tuple[socket.socket, socket.socket], case: str) -> None:
    """Nothing but plain values in a frame that checks is believed."""
    left, right = pair
    left.sendall(BROKEN[case])
    with pytest.raises(MalformedMessageError):
        Channel(right).receive()


def test_an_impossible_buffer_is_malformed(pair: tuple[socket.socket, socket.socket]) -> None:
    """A size that no memory holds is an error, not an attempt."""
    left, right = pair
    left.sendall(frame(pickle.dumps(1), sizes=struct.pack("<Q", 1 << 62), count=1))
    channel = Channel(right)
    assert channel.receive() == 1
    with pytest.raises(MalformedMessageError, match=f"a buffer of {1 << 62} bytes"):
        channel.take()


@given(data=st.binary(max_size=300))
def test_garbage_is_an_error_and_never_a_hang(data: bytes) -> None:
    """Random bytes, with or without a plausible beginning, end in one of two ways."""
    for start in (b"", b"ffs1"):
        left, right = socket.socketpair()
        with left, right:
            left.sendall(start + data)
            left.close()
            begin = time.monotonic()
            with pytest.raises((MalformedMessageError, ChannelClosedError)):
                Channel(right).receive()
            assert time.monotonic() - begin < 5
