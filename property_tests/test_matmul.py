"""phi(f(x)) = f(phi(x)): multiplying in Rust is multiplying in NumPy."""

import numpy as np
from hypothesis import given

from ffisafe.runner.library import Library
from property_tests.matrices import Matrix, factors, product_bound

MATRIX_OK = 0


@given(factors())
def test_matmul_commutes_with_numpy(matrix: Library, pair: tuple[Matrix, Matrix]) -> None:
    """The product that the library allocates is NumPy's, within the backward-error bound."""
    a, b = pair
    result = matrix.matmul(a, *a.shape, b, *b.shape)
    product = result.data.read(result.rows * result.cols).reshape(result.rows, result.cols)
    matrix.matrix_free(result)
    assert (np.abs(product - a @ b) <= product_bound(a, b)).all()


@given(factors())
def test_matmul_into_commutes_with_numpy(matrix: Library, pair: tuple[Matrix, Matrix]) -> None:
    """The product that the caller allocates is NumPy's, and all of it is written."""
    a, b = pair
    c = np.full((a.shape[0], b.shape[1]), np.nan)
    status = matrix.matmul_into(a, *a.shape, b, *b.shape, c, *c.shape)
    assert status == MATRIX_OK
    assert (np.abs(c - a @ b) <= product_bound(a, b)).all()


@given(factors(order="F"))
def test_column_major_is_not_the_transpose(matrix: Library, pair: tuple[Matrix, Matrix]) -> None:
    """Julia's and Fortran's order of elements gives the same product, not that of transposes."""
    a, b = pair
    c = np.full((a.shape[0], b.shape[1]), np.nan, order="F")
    status = matrix.matmul_colmajor(a, *a.shape, b, *b.shape, c, *c.shape)
    assert status == MATRIX_OK
    assert (np.abs(c - a @ b) <= product_bound(a, b)).all()


@given(factors(), factors())
def test_mismatched_dimensions_are_an_error(
    matrix: Library, first: tuple[Matrix, Matrix], second: tuple[Matrix, Matrix]
) -> None:
    """A product exists exactly where the inner dimensions agree."""
    a, b = first[0], second[1]
    result = matrix.matmul(a, *a.shape, b, *b.shape)
    assert bool(result.data) == (a.shape[1] == b.shape[0])
    matrix.matrix_free(result)
