"""Layouts against the compiler of each target: parser, lowering and psABI rules in one go."""

import tempfile
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given

from ffisafe.abi.platforms import TARGETS
from ffisafe.frontends.c_header import HeaderOptions, read_headers
from tests.properties.c_header.strategies import Drawn, dialect, headers
from tests.support.ask import compiler_for, differences
from tests.support.oracles import least_records, target_oracle


@pytest.mark.parametrize("triple", TARGETS)
@target_oracle
@given(st.data())
def test_layout_agrees_with_the_compiler(triple: str, data: st.DataObject) -> None:
    """Sizes, alignments, offsets and bits are those of the target's compiler; nothing is given up."""
    of = dialect(TARGETS[triple])
    batch: tuple[Drawn, ...] = data.draw(headers(min_records=least_records, max_records=12, of=of))
    text = of.prologue + "".join(record.text for record in batch)
    with tempfile.TemporaryDirectory() as name:
        header = Path(name) / "batch.h"
        header.write_text(text, encoding="ascii")
        interface = read_headers([header], HeaderOptions(), of.target)
    assert interface.problems == ()
    types = [record.tag for record in batch]
    assert differences(compiler_for(of.target), text, interface, types) == {}
