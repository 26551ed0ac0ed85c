"""Where arguments and results travel, against what compilers do: each call is made, and captured."""

import pytest
from hypothesis import given

from tests.properties.abi.real_calls import differences
from tests.properties.abi.signatures import Drawn, batches
from tests.support.calls import COMPILERS
from tests.support.oracles import call_oracle

SIGNATURES_PER_BATCH = 24


@pytest.mark.parametrize("name", COMPILERS)
def test_arguments_and_results_are_where_the_compiler_has_them(name: str) -> None:
    """Every bit of each argument and result, the hidden pointer, and what the callee pops."""
    compiler = COMPILERS[name]

    @call_oracle
    @given(batches(compiler, SIGNATURES_PER_BATCH))
    def check(batch: Drawn) -> None:
        assert differences(batch, compiler) == []

    check()
