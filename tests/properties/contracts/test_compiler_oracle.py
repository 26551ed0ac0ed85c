"""Expressions against the C compiler."""

import re
import subprocess
import tempfile
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import given, settings

from ffisafe.contracts import unparse
from ffisafe.model.expression import Node
from tests.properties.contracts.strategies import VARIABLES, c_trees, c_value

PROLOGUE = """
#include <stdio.h>
#include <string.h>
typedef long long integer;
static integer min(integer x, integer y) { return x < y ? x : y; }
static integer max(integer x, integer y) { return x > y ? x : y; }
static const char *volatile s = "text";
#define strlen(x) ((integer)strlen(x))
"""


def compiled_values(batch: list[Node]) -> list[int]:
    """Return the values that the C compiler gives to a batch of expressions."""
    variables = [f"static volatile integer {name} = {value}LL;" for name, value in VARIABLES.items()]
    lines = [re.sub(r"\b(\d+)\b", r"\1LL", unparse(tree)) for tree in batch]
    prints = [f'printf("%lld\\n", (integer)({line}));' for line in lines]
    source = "\n".join([PROLOGUE, *variables, "int main(void) {", *prints, "return 0; }"])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "oracle.c"
        path.write_text(source, encoding="ascii")
        subprocess.run(["gcc", "-w", "-O0", path, "-o", path.with_suffix("")], check=True)
        run = subprocess.run([path.with_suffix("")], check=True, capture_output=True, text=True)
    return [int(line) for line in run.stdout.splitlines()]


@settings(deadline=None, max_examples=30)
@given(st.lists(c_trees, min_size=1, max_size=60))
def test_values_agree_with_the_compiler(batch: list[Node]) -> None:
    """Where C defines the result, it is ours; that goes for precedence too."""
    assert compiled_values(batch) == [c_value(tree) for tree in batch]
