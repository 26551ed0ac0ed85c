"""Strategies for matrices, and the bound that their products keep."""

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

SIDES = st.integers(0, 6)
NUMBERS = st.floats(-1e6, 1e6)


@st.composite
def factors(draw: st.DrawFn, *, order: Any = "C") -> tuple[Matrix, Matrix]:
    """Return a strategy for two matrices that can be multiplied."""
    rows, inner, cols = draw(SIDES), draw(SIDES), draw(SIDES)
    a = draw(arrays(np.float64, rows * inner, elements=NUMBERS))
    b = draw(arrays(np.float64, inner * cols, elements=NUMBERS))
    return a.reshape((rows, inner), order=order), b.reshape((inner, cols), order=order)


def product_bound(a: Matrix, b: Matrix) -> Matrix:
    """Return how far two computed products may differ, element by element.

    |fl(AB) - AB| <= gamma_k |A||B|, gamma_k = k u / (1 - k u) (Higham, Accuracy and Stability
    of Numerical Algorithms, 2nd ed., §3.5), once for each of the two, and k times the smallest
    subnormal where products underflow.
    """
    k, u = a.shape[1], np.finfo(np.float64).eps / 2
    gamma = k * u / (1 - k * u)
    tiny = np.finfo(np.float64).smallest_subnormal
    bound: Matrix = 2 * gamma * (np.abs(a) @ np.abs(b)) + 2 * k * tiny
    return bound
