"""How close a result must be to its reference.

For sums of products |fl(AB) - AB| <= gamma_k |A||B| componentwise, with
gamma_k = k u / (1 - k u) and u the unit roundoff (Higham, Accuracy and Stability of Numerical
Algorithms, 2nd ed., §3.5). Two such results differ by at most twice that, and by k times the
smallest subnormal where products underflow.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def gamma(terms: int, dtype: "np.dtype[Any]") -> float:
    """Return gamma_k of a sum of ``terms`` products in a floating-point type."""
    unit_roundoff = float(np.finfo(dtype).eps) / 2
    error = terms * unit_roundoff
    return error / (1 - error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """How close results must be, and what the bound depends on in this call.

    ``terms`` is how many products each element sums, at most; ``finite_inputs`` says that no
    argument was infinite or NaN.
    """

    word: str  # "exact", "gamma", "ulp=N" or "rel=X"
    terms: int
    finite_inputs: bool


def agree(got: Array, expected: Array, magnitude: Array, tolerance: Tolerance) -> Array:
    """Return, element by element, whether a result is as close as the contract asks.

    Args:
        got: What the library returned.
        expected: What the reference returned, of the same shape.
        magnitude: The reference's result for the absolute values of its arguments.
        tolerance: What the contract asks for.
    """
    same = np.asarray((got == expected) | (_is_nan(got) & _is_nan(expected)))
    word, _, number = tolerance.word.partition("=")
    if word == "exact" or got.dtype.kind != "f":
        return same
    with np.errstate(all="ignore"):
        difference = np.abs(got - expected)
        if word == "ulp":
            bound = float(number) * np.spacing(np.abs(expected))
        elif word == "rel":
            bound = float(number) * np.abs(expected)
        else:
            terms, tiny = tolerance.terms, np.finfo(got.dtype).smallest_subnormal
            bound = 2 * gamma(terms, got.dtype) * magnitude + 2 * terms * tiny
            same |= _undecided(got, magnitude, finite_inputs=tolerance.finite_inputs)
    return np.asarray(same | ((difference <= bound) & np.isfinite(bound)))


def _undecided(got: Array, magnitude: Array, *, finite_inputs: bool) -> Array:
    """Where |A||B| is not finite, the order of summation decides what a sum overflows to.

    From finite arguments that may be anything; an infinite or NaN argument leaves an infinity
    or a NaN, and the order decides only which.
    """
    overflowed = ~np.isfinite(magnitude)
    return np.asarray(overflowed if finite_inputs else overflowed & ~np.isfinite(got))


def _is_nan(array: Array) -> Array:
    return np.isnan(array) if array.dtype.kind == "f" else np.zeros(array.shape, bool)
