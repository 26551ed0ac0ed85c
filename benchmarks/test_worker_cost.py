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


def test_property_in_the_worker(benchmark: Any, record: Record, matrix: Library) -> None:
    """Generation, the call, reading the product, freeing it, and the comparison with NumPy."""

    def body(a: Matrix, b: Matrix) -> None:
        result = matrix.matmul(a, *a.shape, b, *b.shape)
        product = result.data.read(result.rows * result.cols).reshape(result.rows, result.cols)
        matrix.matrix_free(result)
        assert (np.abs(product - a @ b) <= product_bound(a, b)).all()

    pairs = Pairs(property_with(body), property_with(lambda _a, _b: None))
    for _ in range(WARM_UP):
        pairs.time()
    pairs.clear()
    benchmark.pedantic(pairs.time, rounds=PAIRS)
    record("worker / null body", pairs, 1.3)
