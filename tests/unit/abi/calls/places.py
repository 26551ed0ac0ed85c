"""Calls out of a line of C, and where they put things, in a few words."""

from collections.abc import Sequence
from pathlib import Path

from ffisafe.abi.calls import call_layout
from ffisafe.abi.targets import find_target
from ffisafe.frontends.c_header.preprocessing.preprocess import Preprocessed
from ffisafe.frontends.c_header.read import read_preprocessed
from ffisafe.model.call import CallLayout, Passage, Passing

VECTORS = """\
typedef float __m128 __attribute__((vector_size(16)));
typedef float __m256 __attribute__((vector_size(32)));
typedef float __m512 __attribute__((vector_size(64)));
"""


def call_of(header: str, triple: str, more: Sequence[str] = ()) -> CallLayout:
    """Return how the function `f` of a header is called on a target; ``more`` are variables for `...`."""
    preprocessed = Preprocessed(text=f'# 1 "lib.h"\n{VECTORS}{header}', macros={}, system_files=frozenset())
    interface = read_preprocessed(preprocessed, [Path("lib.h")], find_target(triple))
    assert interface.problems == ()
    variadic = [interface.variables[name].type for name in more]
    return call_layout(interface.functions["f"].type, interface.records, interface.target, variadic)


def places(layout: CallLayout) -> list[str]:
    """Return the place of each argument: registers, offsets on the stack, `&` before an address."""
    return [place(passing) for passing in layout.parameters]


def place(passing: Passing) -> str:
    """Return where a value travels."""
    words = [piece.register or str(piece.stack_offset_bytes) for piece in passing.pieces]
    return "&" * (passing.passage is Passage.REFERENCE) + " ".join(words)
