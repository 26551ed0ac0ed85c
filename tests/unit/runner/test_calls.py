"""Values there and back: every kind of argument and result."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ffisafe.runner.library import Library, Out

INTEGERS = {
    name: (name[0] == "i", int(name[1:])) for name in ("i8", "u8", "i16", "u16", "i32", "u32", "i64", "u64")
}


def wrapped(value: int, *, signed: bool, bits: int) -> int:
    """Return a number modulo 2**bits, in the range of the type."""
    value %= 1 << bits
    return value - (1 << bits) if signed and value >> (bits - 1) else value


@pytest.mark.parametrize("name", INTEGERS)
def test_integers_of_every_width_keep_their_value(library: Library, name: str) -> None:
    """The extremes of each integer type arrive, and their sum comes back."""
    signed, bits = INTEGERS[name]
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    add: Callable[..., int] = getattr(library, f"add_{name}")
    for a, b in [(low, 0), (high, 0), (high, high), (low, low), (high, 1)]:
        assert add(a, b) == wrapped(a + b, signed=signed, bits=bits)


@given(x=st.floats())
def test_doubles_keep_every_bit_of_numbers(shared_library: Library, x: float) -> None:
    """A double comes back as it went, signed zeros and NaN included."""
    result = shared_library.same_f64(x)
    assert np.float64(result).tobytes() == np.float64(x).tobytes() or (math.isnan(x) and math.isnan(result))


@given(x=st.floats(width=32))
def test_floats_keep_every_value(shared_library: Library, x: float) -> None:
    """A float comes back as it went."""
    result = shared_library.same_f32(x)
    assert result == x or (math.isnan(x) and math.isnan(result))


def test_booleans_and_enumerations(library: Library) -> None:
    """Booleans are Python's; enumerators go by name or number and come back as numbers."""
    assert library.invert(True) is False  # noqa: FBT003  # the argument of a C function
    assert library.same_colour("GREEN") == 5
    assert library.same_colour(-1) == -1


def test_structs_in_registers_travel_by_value(library: Library) -> None:
    """A struct of two doubles goes and returns in registers; its members are attributes and items."""
    point = library.swap_point({"x": 1.5, "y": -2.0})
    assert (point.x, point["y"]) == (-2.0, 1.5)
    assert library.swap_point(point)._asdict() == {"x": 1.5, "y": -2.0}


def test_structs_in_memory_travel_by_value(library: Library) -> None:
    """A struct with an array, padding and a nested struct is copied through the stack."""
    mixed = library.next_mixed({"tag": 255, "value": 1 << 40, "weights": [1, 2, 3]})
    assert mixed._asdict() == {"tag": 0, "value": -(1 << 40), "weights": [3.0, 1.0, 2.0]}
    big = {"words": [1, 2, 3, 4, 5], "corner": {"x": 1, "y": 2}, "colour": "BLUE", "set": True}
    assert library.next_big(big, 10)._asdict() == {
        "words": [11, 12, 13, 14, 15],
        "corner": {"x": 2.0, "y": 1.0},
        "colour": -1,
        "set": False,
    }


@pytest.mark.parametrize(
    "values",
    [[1.0, 2.5], (1.0, 2.5), np.array([1.0, 2.5]), np.array([[1.0], [2.5]], order="F"), b"\0" * 16],
)
def test_memory_that_is_only_read(library: Library, values: Any) -> None:
    """Sequences, arrays and bytes are lent for a call."""
    assert library.sum(values, 2) == (0.0 if isinstance(values, bytes) else 3.5)


def test_writable_memory_is_filled_in_place(library: Library) -> None:
    """What the function wrote is in the caller's array or bytearray afterwards."""
    array = np.arange(6, dtype=np.int32).reshape(2, 3)
    library.negate(array, 6)
    assert array.tolist() == [[0, -1, -2], [-3, -4, -5]]
    data = bytearray(4)
    library.fill(data, 3, 9)
    assert data == b"\x09\x09\x09\x00"


def test_column_major_arrays_keep_their_order(library: Library) -> None:
    """An array is lent in the order in which it lies in memory, and written back so."""
    array = np.arange(6, dtype=np.int32).reshape(2, 3).copy(order="F")
    library.negate(array, 2)
    assert array.tolist() == [[0, 1, 2], [-3, 4, 5]]


def test_memory_behind_const_is_never_written_back(library: Library) -> None:
    """An argument that C only reads stays as it is."""
    array = np.ones(3)
    assert library.sum(array, 3) == 3.0
    assert array.tolist() == [1.0, 1.0, 1.0]


def test_structs_behind_pointers(library: Library) -> None:
    """A mapping is one struct behind a pointer, a list of them an array."""
    assert library.norm({"x": 3, "y": 4}) == 5.0
    points = library.new([{"x": 1, "y": 2}, {"x": 3, "y": 4}], "Point")
    library.scale(points, 2, 10.0)
    assert [point._asdict() for point in points.read(2)] == [{"x": 10, "y": 20}, {"x": 30, "y": 40}]
    points.free()


def test_out_memory_is_filled_with_a_pattern_first(library: Library) -> None:
    """What a function leaves unwritten shows."""
    out = Out(4)
    library.fill(out, 2, 1)
    assert out.data == b"\x01\x01\xa5\xa5"


def test_text_ends_with_nul(library: Library) -> None:
    """A string is passed with its terminating NUL, and no byte more."""
    assert library.text_length("héllo") == 6
    assert library.greeting().read(6) == b"hello\0"


def test_pointers_belong_to_results_and_structs(library: Library) -> None:
    """A pointer that came back goes in again, alone or inside of a struct."""
    data = library.new(np.array([1, -2, 4], dtype=np.int32))
    assert library.span_sum({"data": data, "len": 3}) == 3
    assert library.span_sum({"data": None, "len": 0}) == 0
    data.write([5, 5, 5])
    assert data.read(3).tolist() == [5, 5, 5]
    data.free()


@pytest.mark.parametrize("align", [1, 2, 4, 8, 64, 4096])
def test_memory_has_exactly_the_alignment_that_was_asked_for(library: Library, align: int) -> None:
    """Memory aligned for more than it promises would hide a misaligned access."""
    pointer = library.new(b"abc", align=align)
    assert library.alignment_of(pointer) == align
    assert pointer.read(3) == b"abc"
    pointer.free()


def test_large_arrays_pass_whole(library: Library) -> None:
    """Sixteen mebibytes go and come back unchanged but for what was asked."""
    array = np.arange(1 << 22, dtype=np.int32)
    library.negate(array, array.size)
    assert np.array_equal(array, -np.arange(1 << 22, dtype=np.int32))


def test_output_of_the_library_stays_out_of_ours(library: Library, capfd: pytest.CaptureFixture[str]) -> None:
    """What native code prints does not reach the terminal."""
    for number in range(2000):
        library.print_line(number)
    assert capfd.readouterr() == ("", "")


def test_calls_are_remembered_with_handles(library: Library) -> None:
    """Pointers are numbered in order of appearance; arrays are shown as far as they are short."""
    buffer = library.buffer_new(2)
    library.buffer_len(buffer)
    library.sum(np.array([1.0, 2.0]), 2)
    library.fill(bytearray(100), 1, 0)
    library.buffer_free(buffer)
    assert library.calls == (
        "buffer_new(2) -> <struct Buffer * #1>",
        "buffer_len(<struct Buffer * #1>) -> 2",
        "sum(float64[2][1.0, 2.0], 2) -> 3.0",
        f"fill({bytes(32)!r}... (100 bytes), 1, 0)",
        "buffer_free(<struct Buffer * #1>)",
    )


def test_a_library_shows_its_file(library: Library) -> None:
    """In a failing test's values it is one word, not an address."""
    assert repr(library) == "<Library libsanitized.so>"
