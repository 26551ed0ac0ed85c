"""What the functions of matrix.h commute with; None says that the call must fail."""

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]

MATRIX_OK = 0
MATRIX_MAX_ELEMENTS = 1 << 24


def matmul(
    a: Matrix, a_rows: int, a_cols: int, b: Matrix, b_rows: int, b_cols: int
) -> dict[str, object] | None:
    """Return the product as a MatrixResult."""
    if a_cols != b_rows or a_rows * b_cols > MATRIX_MAX_ELEMENTS:
        return None
    return _matrix_result(_product(a, b))


def matmul_strided(
    a: Matrix,
    a_rows: int,
    a_cols: int,
    a_stride: int,
    b: Matrix,
    b_rows: int,
    b_cols: int,
    b_stride: int,
) -> dict[str, object] | None:
    """Return the product as a MatrixResult, exactly; the operands arrive flat."""
    if a_stride < a_cols or b_stride < b_cols:
        return None
    if a_cols != b_rows or a_rows * b_cols > MATRIX_MAX_ELEMENTS:
        return None
    if a_rows == 0 or b_cols == 0:  # the other may be larger than NumPy allows
        return {"data": np.empty(0), "rows": a_rows, "cols": b_cols}
    left = _strided(a, a_rows, a_cols, a_stride)
    right = _strided(b, b_rows, b_cols, b_stride)
    return _matrix_result(_product_in_order(left, right))


def matmul_into(
    a: Matrix,
    a_rows: int,
    a_cols: int,
    b: Matrix,
    b_rows: int,
    b_cols: int,
    c_rows: int,
    c_cols: int,
) -> tuple[int, Matrix] | None:
    """Return the status and the product, which goes to ``c``."""
    if a_cols != b_rows or (c_rows, c_cols) != (a_rows, b_cols):
        return None
    return MATRIX_OK, _product(a, b)


# The order of the elements in memory is the contract's affair: arrays arrive in their logical
# shape, so the column-major product is no other product.
matmul_colmajor = matmul_into


def _product(a: Matrix, b: Matrix) -> Matrix:
    with np.errstate(all="ignore"):
        product: Matrix = a @ b
    return product


def _product_in_order(a: Matrix, b: Matrix) -> Matrix:
    """Add the terms in ascending order of the inner index, each operation rounded once."""
    product = np.zeros((a.shape[0], b.shape[1]))
    with np.errstate(all="ignore"):
        for column, row in zip(a.T, b, strict=True):
            product += np.multiply.outer(column, row)
    return product


def _strided(flat: Matrix, rows: int, cols: int, stride: int) -> Matrix:
    """Return the rows that begin ``stride`` elements apart in ``flat``."""
    if rows == 0 or cols == 0:
        return np.empty((rows, cols))
    return np.stack([flat[row * stride : row * stride + cols] for row in range(rows)])


def _matrix_result(product: Matrix) -> dict[str, object]:
    rows, cols = product.shape
    return {"data": product.ravel(), "rows": rows, "cols": cols}
