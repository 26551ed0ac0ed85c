"""Arguments that do not fit are the caller's mistake, and say which and why."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ffisafe.contracts import parse
from ffisafe.errors import FFISafeError, LibraryError, UnsupportedTypeError
from ffisafe.model.contract import Contract, Direction, FunctionContract, ValueContract
from ffisafe.model.interface import Interface
from ffisafe.runner.arguments import ArgumentError
from ffisafe.runner.library import Library, StalePointerError

WRONG: dict[str, tuple[str, tuple[Any, ...], type[Exception], str]] = {
    "range": (
        "add_u8",
        (256, 0),
        OverflowError,
        "add_u8, argument `a`: 256 is outside of `uint8_t`: 0 to 255",
    ),
    "float for integer": ("add_i32", (0, 1.5), TypeError, "argument `b`: an integer is needed, not float"),
    "count": ("add_i32", (1,), TypeError, "add_i32: 1 arguments for 2 (a, b)"),
    "dtype": ("sum", (np.zeros(2, "f4"), 2), TypeError, "dtype float32 is not `double` (8 bytes)"),
    "byte order": ("sum", (np.zeros(2, ">f8"), 2), TypeError, "dtype >f8 has the other byte order"),
    "strides": ("sum", (np.zeros(4)[::2], 2), ValueError, "is not contiguous (strides (16,))"),
    "whole elements": ("sum", (b"abc", 0), ValueError, "3 bytes are no whole number of `double`"),
    "no memory": ("sum", (7, 0), TypeError, "int is nothing that a `double` can be read from"),
    "text for numbers": ("sum", ("abc", 0), TypeError, "a string is no array of `double`"),
    "member": ("swap_point", ({"x": 1, "z": 2},), ValueError, "`Point` has no member `z`"),
    "struct": ("swap_point", (3,), TypeError, "a struct is given as a mapping of its members, not as int"),
    "array member": (
        "next_mixed",
        ({"tag": 0, "value": 0, "weights": [1]},),
        ValueError,
        "4 bytes for an array of 12",
    ),
    "enumerator": ("same_colour", ("PINK",), ValueError, "`PINK` is no constant of `Colour`"),
    "raw address": (
        "span_sum",
        ({"data": 4096, "len": 1},),
        TypeError,
        "a pointer is needed, or None, not int",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_an_argument_that_does_not_fit_is_named(library: Library, case: str) -> None:
    """The message names function, parameter and reason; no call was made."""
    function, arguments, kind, message = WRONG[case]
    with pytest.raises(kind) as caught:
        library.call(function, *arguments)
    assert message in str(caught.value)
    assert library.calls == ()


def test_unknown_functions_are_named_with_a_guess(library: Library) -> None:
    """A misspelt function says what it may have meant."""
    with pytest.raises(
        AttributeError, match=r"no function `bufer_new` is declared; did you mean `buffer_new`\?"
    ):
        _ = library.bufer_new
    with pytest.raises(LibraryError, match="no function `nothing` is declared"):
        library.call("nothing")


def test_what_cannot_be_called_is_listed_with_its_reason(library: Library) -> None:
    """Functions outside of libffi's reach, or not exported, are known before they are called."""
    assert dict(library.uncallable) == {
        "same_either": "`union Either` by value: libffi passes no unions",
        "same_packed": "`struct Packed` by value: libffi passes no packed or over-aligned structs",
        "same_bits": "`struct Bits` by value: libffi passes no bit-fields",
        "same_long": "`long double` has no counterpart that can be called with",
        "not_exported": "the library does not export it",
    }
    with pytest.raises(UnsupportedTypeError, match="same_packed cannot be called: `struct Packed` by value"):
        library.same_packed({"a": 1, "b": 2})
    with pytest.raises(LibraryError, match=r"does not export `not_exported`"):
        library.not_exported(1)


def test_pointers_die_with_their_worker(library: Library) -> None:
    """A pointer into a dead process is refused; NULL is NULL everywhere."""
    pointer = library.new(b"abc")
    span = library.new([{"data": None, "len": 0}], "Span")
    null = span.read(1)[0].data
    with pytest.raises(AssertionError):
        library.give_up()
    with pytest.raises(StalePointerError, match="belongs to a worker that is gone"):
        pointer.read(1)
    with pytest.raises(ValueError, match=r"argument `data`: .* belongs to a worker that is gone"):
        library.peek(pointer, 0)
    assert not null
    assert library.span_sum({"data": null, "len": 0}) == 0


def test_only_our_own_memory_is_freed_by_us(library: Library) -> None:
    """What the library allocated is the library's to free, and nothing is freed twice."""
    buffer = library.buffer_new(1)
    with pytest.raises(ValueError, match="did not come from `new`"):
        buffer.free()
    library.buffer_free(buffer)
    mine = library.new(b"x")
    mine.free()
    with pytest.raises(ValueError, match="not ours to free"):
        mine.free()


def test_the_contract_decides_on_null_and_on_what_is_written_back(
    plain: Library, interface: Interface
) -> None:
    """NULL is refused where the contract forbids it; an ``in`` parameter is not written back."""
    said = {
        "negate": FunctionContract(params={"values": ValueContract(direction=Direction.IN)}),
        "sum": FunctionContract(params={"values": ValueContract(nullable=True)}),
    }
    with Library(plain.path, interface, contract=Contract(functions=said)) as library:
        array = np.array([1, 2], dtype=np.int32)
        library.negate(array, 2)
        assert array.tolist() == [1, 2]
        assert library.sum(None, 0) == 0.0
        with pytest.raises(ValueError, match="argument `values`: the contract does not allow NULL"):
            library.negate(None, 0)


def test_memory_shorter_than_its_extent_is_refused(plain: Library, interface: Interface) -> None:
    """The contract's extent is the caller's duty; memory that is longer is fine."""
    extent = ValueContract(count=parse("2 * n"))
    contract = Contract(functions={"sum": FunctionContract(params={"values": extent})})
    with Library(plain.path, interface, contract=contract) as library:
        assert library.sum(np.ones(5), 2) == 2.0
        with pytest.raises(ArgumentError, match="argument `values`: 24 bytes, and the contract says 32"):
            library.sum(np.ones(3), 2)


def test_a_runtime_that_does_not_load_is_the_tools_trouble(plain: Library, interface: Interface) -> None:
    """The dynamic linker only warns; we do not go on without the sanitizer."""
    runtime = Path(__file__).resolve()
    with (
        Library(plain.path, interface, runtime=runtime) as library,
        pytest.raises(FFISafeError, match="the process that starts workers ended with status 1") as caught,
    ):
        library.add_i32(1, 2)
    assert f"the runtime {runtime} was not loaded" in caught.value.details


def test_pointers_of_one_struct_are_not_taken_for_another(library: Library) -> None:
    """A pointer keeps the type that it came with."""
    buffer = library.buffer_new(1)
    with pytest.raises(TypeError, match=r"a `struct Buffer \*` is no `const (struct )?Point \*`"):
        library.norm(buffer)
    library.buffer_free(buffer)


def test_a_library_that_is_none_says_so(plain: Library, interface: Interface, tmp_path: Any) -> None:
    """A missing file and a file that is no library are the tool's trouble, not findings."""
    with pytest.raises(LibraryError, match="no such library"):
        Library(tmp_path / "libmissing.so", interface)
    broken = tmp_path / "libbroken.so"
    broken.write_bytes(b"not ELF")
    with Library(broken, interface) as library, pytest.raises(LibraryError, match=r"cannot be loaded: .*"):
        library.add_i32(1, 2)
    assert plain.add_i32(1, 2) == 3
