"""What the function of wrong_stride.h commutes with."""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def matrix_diagonal(a: Array, rows: int, cols: int) -> tuple[int, Array]:
    """Return the length of the main diagonal, and its elements."""
    return min(rows, cols), np.diagonal(a)
