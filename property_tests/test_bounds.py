"""Extents: every byte of one is read or written, and none beside it.

Arguments lie in blocks of exactly their size, with the sanitizer's redzones at both ends, so
that a property need only call: an access beside the extent is a failure of that call.
"""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ffisafe.runner.library import Library


@given(st.integers(0, 300), st.integers(0, 255))
def test_fill_writes_the_whole_extent(buffers: Library, size: int, value: int) -> None:
    """An out extent is written from its first byte to its last."""
    target = np.full(size, value ^ 0xFF, np.uint8)
    assert buffers.fill_buffer(target, size, value) == 0
    assert (target == value).all()


@given(st.binary(max_size=300))
def test_checksum_reads_the_whole_extent(buffers: Library, content: bytes) -> None:
    """A change of the last byte changes the checksum: nothing is left out."""
    memory = buffers.new(content + b"\0")
    other = buffers.new(content + b"\1")
    size = len(content) + 1
    first, second = (buffers.buffer_checksum({"data": pointer, "len": size}) for pointer in (memory, other))
    memory.free()
    other.free()
    assert first != second


@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 3))
def test_strided_rows_end_with_their_last_element(matrix: Library, rows: int, cols: int, gap: int) -> None:
    """The last row has no gap behind it: a kernel that reads one is out of bounds."""
    stride = cols + gap
    flat = np.arange((rows - 1) * stride + cols, dtype=np.float64)
    identity = np.eye(cols)
    result = matrix.matmul_strided(flat, rows, cols, stride, identity.ravel(), cols, cols, cols)
    product = result.data.read(rows * cols).reshape(rows, cols)
    matrix.matrix_free(result)
    assert (product == [flat[i * stride : i * stride + cols] for i in range(rows)]).all()
