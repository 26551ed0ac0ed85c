"""What calling a library in a sanitized worker costs, beside generating its arguments.

The property and one with a null body, over the same strategies with the same seed, run in turn.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from benchmarks.conftest import Record
from benchmarks.pairs import Pairs
from ffisafe.plugin import Loader
from ffisafe.runner.library import Library
from property_tests.matrices import Matrix, factors, product_bound

ROOT = Path(__file__).parent.parent
EXAMPLES = 100
PAIRS = 40
WARM_UP = 3


@pytest.fixture(scope="module")
def matrix() -> Iterator[Library]:
    """The matrix library under AddressSanitizer, its worker started."""
    with Loader(root=ROOT) as load:
        library = load("rust_fixtures/matrix/ffisafe.toml")
        assert not library.uncallable
        yield library


def property_with(body: Callable[[Matrix, Matrix], None]) -> Callable[[], None]:
    """Return the matmul property with another body."""

    @hypothesis.seed(0)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(factors())
    def run(pair: tuple[Matrix, Matrix]) -> None:
        body(*pair)

    return run


def measure(benchmark: Any, body: Callable[[Matrix, Matrix], None]) -> Pairs:
    """Time a body and the null body in turn."""
    pairs = Pairs(property_with(body), property_with(lambda _a, _b: None))
    for _ in range(WARM_UP):
        pairs.time()
    pairs.clear()
    benchmark.pedantic(pairs.time, rounds=PAIRS)
    return pairs


def test_matmul_in_the_worker(benchmark: Any, record: Record, matrix: Library) -> None:
    """The library allocates: the call, reading the product, freeing it, and comparing it."""

    def body(a: Matrix, b: Matrix) -> None:
        result = matrix.matmul(a, *a.shape, b, *b.shape)
        product = result.data.read(result.rows * result.cols).reshape(result.rows, result.cols)
        matrix.matrix_free(result)
        assert (np.abs(product - a @ b) <= product_bound(a, b)).all()

    record("matmul in the worker / null body", measure(benchmark, body), 1.3)


def test_matmul_into_in_the_worker(benchmark: Any, record: Record, matrix: Library) -> None:
    """The caller allocates: one call, and comparing what it wrote."""

    def body(a: Matrix, b: Matrix) -> None:
        c = np.empty((a.shape[0], b.shape[1]))
        matrix.matmul_into(a, *a.shape, b, *b.shape, c, *c.shape)
        assert (np.abs(c - a @ b) <= product_bound(a, b)).all()

    record("matmul_into in the worker / null body", measure(benchmark, body), 1.3)
