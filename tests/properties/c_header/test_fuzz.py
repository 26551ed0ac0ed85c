"""Headers that no compiler would take, and bombs: reading them ends, with a listing or a clear word."""

import re
from pathlib import Path

from hypothesis import given, note

from ffisafe.abi.targets import find_target
from ffisafe.frontends.c_header.preprocess import Preprocessed
from ffisafe.frontends.c_header.read import read_preprocessed
from ffisafe.model.interface import Interface
from ffisafe.report.layout import list_types
from ffisafe.report.layout.json import render_layout_json
from ffisafe.report.layout.svg import render_layout_svg
from ffisafe.report.layout.text import render_layout_text
from tests.properties.c_header.mutations import Mutant, byte_mutants, token_mutants
from tests.support.limits import cpu_seconds
from tests.support.oracles import fuzz

LIMIT_S = 20
SHORT = 4000  # characters of a header that a failure shows; the rest is in its edits
SMALL = 12  # aggregates; tables of more are slow to draw
_MARKER = re.compile(r"#\s*(?:line\b)?\s*(\d+)")


def read(text: str, target: str = "x86_64-unknown-linux-gnu") -> Interface:
    """Return what a preprocessed text declares, in whatever file it says it is."""
    source = Preprocessed(text=text, macros={}, system_files=frozenset())
    return read_preprocessed(source, [Path("lib.h")], find_target(target), everything=True)


def render(interface: Interface) -> None:
    """Write a listing in each of its forms."""
    listing = list_types(interface, ["lib.h"])
    render_layout_json(listing, interface.problems).encode("ascii")
    if len(listing.aggregates) <= SMALL:
        render_layout_text(listing, color=False, savings=True)
        render_layout_svg(listing)


def check(mutant: Mutant) -> None:
    """Read a mutant: it ends soon, without an exception, and each problem has a reason and a place."""
    text = f'# 1 "lib.h"\n{mutant.text()}'
    note(text if len(text) < SHORT else f"{text[:SHORT]} ... of {len(text)} characters")
    with cpu_seconds(LIMIT_S):
        interface = read(text, mutant.target)
        render(interface)
        assert all(isinstance(value, int) for value in interface.constants.values())
    last = text.count("\n") + 1 + max((int(n[:20]) for n in _MARKER.findall(text)), default=0)
    for problem in interface.problems:
        assert problem.reason.strip()
        assert problem.location is not None
        assert 0 <= problem.location.line <= last


@fuzz
@given(token_mutants)
def test_tokens_in_the_wrong_places(mutant: Mutant) -> None:
    """Whatever its tokens, a header is read to its end."""
    check(mutant)


@fuzz
@given(byte_mutants)
def test_bytes_in_the_wrong_places(mutant: Mutant) -> None:
    """Whatever its bytes, a header is read to its end."""
    check(mutant)
