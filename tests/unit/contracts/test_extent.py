"""The extents of one call."""

import pytest

from ffisafe.contracts import (
    Evaluator,
    Extent,
    State,
    call_extents,
    extent_bytes,
    extent_of,
    parse,
    record_extents,
)
from ffisafe.contracts.state import Value
from ffisafe.errors import ExpressionError
from ffisafe.model.contract import FunctionContract, StructContract, ValueContract
from tests.unit.contracts.interfaces import HEADER, MATRIX_LAYOUT

LOOKUP = State({"m": 2, "n": 3}).lookup
MN = ValueContract(count=parse("m * n"))


@pytest.mark.parametrize(
    ("contract", "extent"),
    [
        (ValueContract(), Extent(count=1, size_bytes=8)),
        (MN, Extent(count=6, size_bytes=48)),
        (ValueContract(count=parse("0")), Extent(count=0, size_bytes=0)),
        (ValueContract(bytes=parse("m * 8")), Extent(count=2, size_bytes=16)),
        (ValueContract(bytes=parse("m + 8")), Extent(count=1, size_bytes=10)),
        (
            ValueContract(shape=(parse("m"), parse("n"))),
            Extent(count=6, size_bytes=48, shape=(2, 3)),
        ),
        (
            ValueContract(count=parse("6"), shape=(parse("m"), parse("n"))),
            Extent(count=6, size_bytes=48, shape=(2, 3)),
        ),
    ],
)
def test_an_extent_is_counted_in_elements_and_bytes(contract: ValueContract, extent: Extent) -> None:
    """`count`, `bytes` or `shape` give the extent, and one element is the default."""
    assert extent_of(contract, 8, Evaluator(lookup=LOOKUP)) == extent


def test_elements_without_a_size_are_bytes() -> None:
    """Behind `void *`, an extent counts bytes."""
    assert extent_bytes(MN, 0, LOOKUP) == 6


@pytest.mark.parametrize(
    ("contract", "message"),
    [
        (ValueContract(count=parse("m - n")), "`m - n`: an extent of -1"),
        (ValueContract(bytes=parse("m / 0")), "`m / 0`: division by zero"),
        (ValueContract(shape=(parse("m - n"),)), "`m - n`: an extent of -1"),
        (
            ValueContract(count=parse("5"), shape=(parse("m"), parse("n"))),
            "`shape` has 6 elements, and the extent has 5",
        ),
    ],
)
def test_an_impossible_extent_is_an_error(contract: ValueContract, message: str) -> None:
    """A negative or undefined extent, or a shape of another size, has no value."""
    with pytest.raises(ExpressionError) as caught:
        extent_bytes(contract, 8, LOOKUP)
    assert caught.value.message == message


def call(
    name: str,
    contract: FunctionContract,
    values: dict[str, Value],
    before: dict[str, Value] | None = None,
) -> dict[str, Extent]:
    """Return the extents of a call of a function of the header."""
    return call_extents(HEADER.functions[name], contract, HEADER, values, before=before)


def test_pointers_need_no_values_to_have_extents() -> None:
    """What an extent does not name need not be known: that is how buffers are made."""
    contract = FunctionContract(params={"a": MN})
    assert call("multiply", contract, {"m": 2, "n": 3}) == {
        "a": Extent(count=6, size_bytes=48),
        "b": Extent(count=1, size_bytes=8),
    }


def test_null_has_no_extent() -> None:
    """A pointer that is NULL reaches over nothing."""
    contract = FunctionContract(params={"a": MN})
    extents = call("multiply", contract, {"a": None, "b": 0, "m": 2, "n": 3})
    assert extents == dict.fromkeys(("a", "b"), Extent(count=0, size_bytes=0))


def test_a_string_reaches_to_its_nul() -> None:
    """A zero-terminated string has its own length, once its value is known."""
    contract = FunctionContract(params={"text": ValueContract(zero_terminated=True)})
    assert call("encode", contract, {"text": b"abc"})["text"] == Extent(count=4, size_bytes=4)
    assert "text" not in call("encode", contract, {})


def test_the_result_may_depend_on_what_was_written() -> None:
    """After a call, names have their new values, and `old` gives those before."""
    contract = FunctionContract(returns=ValueContract(bytes=parse("*written - old(*written)")))
    values: dict[str, Value] = {"text": b"x", "written": {"*": 9}, "return": b"result"}
    extents = call("encode", contract, values, before={"written": {"*": 4}})
    assert extents["return"] == Extent(count=5, size_bytes=5)


def test_only_pointers_to_known_objects_have_extents() -> None:
    """Incomplete structs and functions have none; what `void *` points to has bytes."""
    assert call("run", FunctionContract(), {}) == {}
    contract = FunctionContract(params={"buffer": ValueContract(count=parse("size * LIMIT"))})
    assert call("fill", contract, {"size": 2}) == {"buffer": Extent(count=32, size_bytes=32)}
    assert call("release", FunctionContract(), {})["matrix"].size_bytes == 56


def test_fields_depend_on_their_siblings() -> None:
    """In a struct's contract, names are its own fields first."""
    contract = StructContract(fields={"data": ValueContract(count=parse("rows * cols"))})
    values: dict[str, Value] = {"rows": 2, "cols": 5}
    extents = record_extents(MATRIX_LAYOUT, contract, HEADER, values)
    assert extents == {"data": Extent(count=10, size_bytes=80)}
