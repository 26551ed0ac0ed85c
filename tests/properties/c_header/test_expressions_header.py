"""Expressions as headers have them, in bounds, widths, alignments and `typeof`, on every target."""

from pathlib import Path

import pytest

from ffisafe.abi.platforms import TARGETS
from ffisafe.abi.targets import find_target
from ffisafe.frontends.c_header import HeaderOptions, read_headers
from tests.support.ask import compiler_for, differences, named_types

HEADER = Path(__file__).parents[2] / "data/expressions.h"
TYPES = {"struct dev", "struct wh", "struct ptr", "struct vs"}


@pytest.mark.parametrize("triple", TARGETS)
def test_layouts_that_hang_on_expressions(triple: str) -> None:
    """Everything is understood, and each type is as the target's compiler has it."""
    target = find_target(triple)
    interface = read_headers([HEADER], HeaderOptions(), target)
    assert interface.problems == ()
    types = [name for name in named_types(interface) if name in TYPES]
    assert set(types) == TYPES
    assert differences(compiler_for(target), HEADER.read_text(), interface, types) == {}
