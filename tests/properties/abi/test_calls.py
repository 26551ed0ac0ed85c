"""Where arguments and results travel, against what compilers do: each call is made, and captured."""

import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.properties.abi.real_calls import differences
from tests.properties.abi.signatures import Drawn, Signature, batches
from tests.support.calls import COMPILERS, Compiler
from tests.support.oracles import by_profile

SIGNATURES_PER_BATCH = 24

real_calls = settings(
    deadline=None,
    max_examples=by_profile(dev=2, ci=4, deep=400),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.parametrize("name", COMPILERS)
def test_arguments_and_results_are_where_the_compiler_has_them(name: str) -> None:
    """Every bit of each argument and result, the hidden pointer, and what the callee pops."""
    compiler = COMPILERS[name]

    @real_calls
    @given(batches(compiler, SIGNATURES_PER_BATCH))
    def check(batch: Drawn) -> None:
        assert differences(batch, compiler) == []

    check()
