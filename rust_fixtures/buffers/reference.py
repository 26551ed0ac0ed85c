"""What the functions of buffers.h commute with; None says that the call must fail."""

import zlib
from typing import Protocol

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]

BUFFER_OK = 0
BUFFER_MAX_SIZE = 1 << 24


class ByteView(Protocol):
    """The struct of that name."""

    data: Bytes
    len: int


def create_buffer(size: int) -> Bytes | None:
    """Return the bytes of a new buffer."""
    return np.zeros(size, np.uint8) if size <= BUFFER_MAX_SIZE else None


def fill_buffer(length: int, value: int) -> tuple[int, Bytes]:
    """Return the status, and what goes to ``dst``."""
    return BUFFER_OK, np.full(length, value, np.uint8)


def view_bytes(data: Bytes, length: int) -> dict[str, object]:
    """Return the argument as a ByteView."""
    return {"data": data, "len": length}


def buffer_checksum(view: ByteView) -> int:
    """Return what zlib says."""
    return zlib.adler32(view.data.tobytes())
