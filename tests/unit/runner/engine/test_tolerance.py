"""How close is close enough: theorems, checked against exact arithmetic."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ffisafe.runner.engine.tolerance import Array, Tolerance, agree, gamma

GAMMA = Tolerance(word="gamma", terms=4, finite_inputs=True)


def array(*values: float) -> Array:
    """Return an array of doubles."""
    return np.array(values, np.float64)


@given(
    arrays(np.float64, 4, elements=st.floats(-1e100, 1e100)),
    arrays(np.float64, 4, elements=st.floats(-1e100, 1e100)),
)
def test_every_order_of_summation_agrees_with_the_exact_product(a: Array, b: Array) -> None:
    """A dot product summed in any order keeps the bound of Higham §3.5."""
    exact = float(sum(Fraction(x) * Fraction(y) for x, y in zip(a.tolist(), b.tolist(), strict=True)))
    magnitude = array(float(np.abs(a) @ np.abs(b)))
    for order in ([0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]):
        total = 0.0
        for index in order:
            total += a[index] * b[index]
        assert agree(array(total), array(exact), magnitude, GAMMA).all()


def test_gamma_is_highams() -> None:
    """gamma_k = k u / (1 - k u), u = 2^-53 for doubles."""
    u = 2.0**-53
    assert gamma(3, np.dtype(np.float64)) == 3 * u / (1 - 3 * u)


def test_more_than_the_bound_is_a_difference() -> None:
    """Ten units in the last place are too many for a sum of four products."""
    got = array(1.0 + 10 * 2.0**-52)
    assert not agree(got, array(1.0), array(1.0), GAMMA).any()


def test_cancellation_is_judged_by_the_magnitude_of_the_terms() -> None:
    """Where large terms cancel, the error may exceed the result."""
    assert agree(array(1e-10), array(0.0), array(1e6), GAMMA).all()


def test_nan_agrees_with_nan_whatever_its_payload() -> None:
    """A NaN is a NaN."""
    other = np.array([0xFFF8000000000001], np.uint64).view(np.float64)
    exact = Tolerance(word="exact", terms=1, finite_inputs=True)
    assert agree(array(np.nan), other, array(np.nan), exact).all()


def test_overflow_of_finite_arguments_decides_nothing() -> None:
    """The order of summation decides whether a sum overflows: either is right."""
    assert agree(array(np.inf), array(np.nan), array(np.inf), GAMMA).all()


def test_infinite_arguments_do_not_excuse_a_finite_result() -> None:
    """An infinity that went in leaves an infinity or a NaN."""
    tolerance = Tolerance(word="gamma", terms=4, finite_inputs=False)
    assert not agree(array(5.0), array(np.inf), array(np.inf), tolerance).any()
    assert agree(array(np.nan), array(np.inf), array(np.inf), tolerance).all()


@pytest.mark.parametrize(
    ("word", "got", "same"),
    [
        ("exact", 1.0 + 2**-52, False),
        ("ulp=1", 1.0 + 2**-52, True),
        ("ulp=1", 1.0 + 2**-51, False),
        ("rel=0.1", 1.05, True),
        ("rel=0.01", 1.05, False),
    ],
)
def test_tolerances_that_a_contract_names(word: str, got: float, *, same: bool) -> None:
    """``exact``, ``ulp=N`` and ``rel=X`` mean what they say."""
    tolerance = Tolerance(word=word, terms=1, finite_inputs=True)
    assert agree(array(got), array(1.0), array(1.0), tolerance).all() == same


def test_integers_are_exact() -> None:
    """No rounding is granted to integers."""
    one, two = np.array([1]), np.array([2])
    assert not agree(one, two, two, GAMMA).any()
