"""A call beside its reference: what differs is told, what agrees is not."""

import sys
from typing import Any

import numpy as np
import pytest

from ffisafe.errors import ConfigError
from ffisafe.runner.engine.commutation import Observed, disagreement


def observed(**changes: Any) -> Observed:
    """Return a call of one argument, 3, with the result 9."""
    facts: dict[str, Any] = {
        "inputs": [3],
        "result": 9,
        "outs": [],
        "is_void": False,
        "outs_declared": True,
        "failed": None,
        "tolerance": None,
        "terms": 1,
    }
    return Observed(**(facts | changes))


def square(value: Any) -> Any:
    """Return the square."""
    return value * value


def test_agreement_is_silent() -> None:
    """Equal results are no finding."""
    assert disagreement(square, observed()) is None


def test_difference_names_both_values() -> None:
    """Both sides stand in the message, with the tolerance."""
    found = disagreement(square, observed(result=8))
    assert found == "the result is 8; the reference gives 9 (tolerance: exact)"


def test_difference_in_an_array_names_the_place() -> None:
    """The first element that differs is named by its index."""
    got = np.array([[1.0, 4.0], [9.0, 17.0]])
    found = disagreement(square, observed(inputs=[np.array([[1.0, 2], [3, 4]])], result=got))
    assert found == "the result at [1, 1] is 17.0; the reference gives 16.0 (tolerance: gamma)"


def test_struct_fields_are_compared_by_name() -> None:
    """A struct is a mapping; the field that differs is named."""
    found = disagreement(lambda _: {"x": 1, "y": 2}, observed(result={"x": 1, "y": 3}))
    assert found == "`y` of the result is 3; the reference gives 2 (tolerance: exact)"


def test_none_says_that_the_call_must_fail() -> None:
    """A call that succeeds where the reference has no result is a difference."""
    found = disagreement(lambda _: None, observed(failed=False))
    assert found == "the reference says that this call must fail"
    assert disagreement(lambda _: None, observed(failed=True)) is None


def test_of_a_failed_call_only_the_result_is_compared() -> None:
    """A reference may give the error code itself, out parameters or not."""
    call = observed(result=-1, failed=True, outs=[("`dst`", np.zeros(2))])
    assert disagreement(lambda _: (-1, [5, 5]), call) is None
    assert disagreement(lambda _: -1, call) is None
    assert disagreement(lambda _: 0, call) == "the call failed; the reference returns 0"


def test_none_is_null_where_the_contract_has_no_error() -> None:
    """Without an ``error``, a reference says NULL with None."""
    assert disagreement(lambda _: None, observed(result=None)) is None
    found = disagreement(lambda _: None, observed(result=b"text"))
    assert found == "the result is b'text'; the reference gives None"


def test_strings_are_compared_as_bytes() -> None:
    """What the library returned and what the reference returned are the same bytes."""
    assert disagreement(lambda _: b"abc", observed(result=b"abc")) is None
    found = disagreement(lambda _: b"abc", observed(result=b"abx"))
    assert found == "the result is b'abx'; the reference gives b'abc'"


def test_memory_that_the_contract_does_not_declare_need_not_be_returned() -> None:
    """A reference may ignore a writable parameter of which the contract says nothing."""
    call = observed(outs=[("`scratch`", np.zeros(2))], outs_declared=False)
    assert disagreement(square, call) is None


@pytest.mark.parametrize("nonsense", ["text", object(), {}, [object()]])
def test_nonsense_of_a_reference_is_its_own_mistake(nonsense: object) -> None:
    """What cannot be compared is an error of the reference, with its place, not a finding."""
    with pytest.raises(ConfigError, match=r"ffisafe\.toml:3: f: the reference returned"):
        disagreement(lambda _: nonsense, observed(place="ffisafe.toml:3: f"))


def test_reference_that_exits_does_not_end_the_run() -> None:
    """``sys.exit`` in a reference is told like any other exception."""
    with pytest.raises(ConfigError, match="the reference raised SystemExit: 3"):
        disagreement(lambda _: sys.exit(3), observed())


def test_failure_where_there_is_a_result_is_a_difference() -> None:
    """A library that always fails does not pass."""
    found = disagreement(square, observed(failed=True, result=-1))
    assert found == "the call failed; the reference returns 9"


def test_out_parameters_follow_the_result() -> None:
    """The reference returns the result, then the out parameters, in C's order."""
    outs = [("`dst`", np.array([1, 2]))]
    call = observed(result=0, outs=outs)
    assert disagreement(lambda _: (0, [1, 2]), call) is None
    assert disagreement(lambda _: (0, [1, 3]), call) == (
        "`dst` at [1] is 2; the reference gives 3 (tolerance: exact)"
    )


def test_void_functions_return_their_out_parameter_alone() -> None:
    """Without a result, one out parameter needs no tuple."""
    call = observed(result=None, outs=[("`dst`", np.array([4]))], is_void=True)
    assert disagreement(lambda _: [4], call) is None


def test_array_of_another_length_is_a_difference() -> None:
    """Lengths are compared before elements."""
    found = disagreement(lambda _: [1, 2], observed(result=np.array([1])))
    assert found == "the result has 1 elements; the reference has 2"


def test_arguments_are_read_only() -> None:
    """A reference cannot change what the call was given."""

    def writes(values: Any) -> Any:
        values[0] = 1

    with pytest.raises(ConfigError, match="the reference raised ValueError"):
        disagreement(writes, observed(inputs=[np.zeros(1)]))


def test_structs_have_attributes_and_items() -> None:
    """A struct argument is used either way."""
    call = observed(inputs=[{"x": 2, "y": 5}], result=10)
    assert disagreement(lambda p: p.x * p["y"], call) is None
