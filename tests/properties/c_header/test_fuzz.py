"""Headers that no compiler would take, and bombs: reading them ends, with a listing or a clear word."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from hypothesis import given, note

from ffisafe.model.interface import Interface
from tests.properties.c_header.mutations import Mutant, byte_mutants, token_mutants
from tests.support.ask import named_types, places_in
from tests.support.limits import cpu_seconds
from tests.support.oracles import compiled_fuzz, fuzz, refuted
from tests.support.reading import interface_of, render

LIMIT_S = 20
SHORT = 4000  # characters of a header that a failure shows; the rest is in its edits
BEFORE = """\
# 1 "before.h"
struct before_ { char a; int b : 3; union { long c; short d[3]; } e; };
typedef struct before_ before_t;
enum before_e { BEFORE_ = sizeof(short) };
int before_f(before_t *, enum before_e);
"""
_MARKER = re.compile(r"#\s*(?:line\b)?\s*(\d+)")


@cache
def untouched(target: str) -> Interface:
    """Return what stands before each mutant."""
    return interface_of(BEFORE, target)


def show(text: str) -> None:
    """Note a header for a failure, as far as a report can carry it."""
    short = text if len(text) < SHORT else f"{text[:SHORT]} ... of {len(text)} characters"
    note(short.encode(errors="backslashreplace").decode())


def check(mutant: Mutant) -> None:
    """Read a mutant: it ends soon, without an exception, and each problem has a reason and a place."""
    text = f'{BEFORE}# 1 "lib.h"\n{mutant.text()}'
    show(text)
    with cpu_seconds(LIMIT_S):
        interface = interface_of(text, mutant.target)
        render(interface)
        assert all(isinstance(value, int) for value in interface.constants.values())
    before = untouched(mutant.target)
    assert [*claims(interface, ["struct before_"])] == [*claims(before, ["struct before_"])]
    assert interface.functions["before_f"] == before.functions["before_f"]
    assert interface.constants["BEFORE_"] == 2
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


def claims(interface: Interface, names: Iterable[str]) -> Iterator[str]:
    """Yield what an interface says of types, as C says it."""
    for name in names:
        layout = interface.records[name]
        yield f"sizeof({name}) == {layout.size_bytes}ull"
        yield f"_Alignof({name}) == {layout.align_bytes}ull"
        for place in places_in(interface, name):
            if place.width_bits is None:
                yield f"__builtin_offsetof({name}, {place.path}) == {place.offset_bits // 8}ull"


@compiled_fuzz
@given(token_mutants)
def test_what_the_compiler_takes_is_laid_out_as_it_does(mutant: Mutant) -> None:
    """Of a mutant that gcc accepts, each type that is listed has gcc's layout."""
    text = f'# 1 "lib.h"\n{mutant.text()}'
    show(text)
    interface = interface_of(text)
    assert refuted(text, [*claims(interface, named_types(interface))]) == []
