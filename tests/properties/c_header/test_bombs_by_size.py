"""Headers that are small in what they say and enormous in how: each is read soon, and what is near it."""

import re

import pytest

from tests.properties.c_header.bombs import bombs, surrounded
from tests.support.oracles import PROFILE, refuted
from tests.support.reading import Reading, counted, reading, reading_apart

DEEP = PROFILE == "deep"
SIZE = 100_000 if DEEP else 1_000
SMALL = 12  # which compilers take
# These break off, or leave brackets open: what follows belongs to them.
OPEN = re.compile("unterminated/|nested/unbalanced-opening")
LIMIT_S = 60 if DEEP else 10
SIZES = (5_000, 20_000) if DEEP else (400, 1_600)  # past the limits of what may be nested


def read(name: str, size: int) -> Reading:
    """Return what became of a bomb: a small one here, a large one where it can do no harm."""
    text = surrounded(bombs(size)[name])
    return reading_apart(text, limit_s=LIMIT_S) if DEEP else reading(text, limit_s=LIMIT_S)


@pytest.mark.parametrize("name", bombs(1))
def test_a_bomb_is_read(name: str) -> None:
    """There is a size or a problem, and what stands before and behind is understood."""
    found = read(name, SIZE)
    assert found.sizes["struct before"] == 8
    if not OPEN.match(name):
        assert found.sizes["struct behind"] == 16
        assert {"bomb", "struct bomb", "union bomb"} & {*found.declared} or found.problems
    assert all(len(reason) < 200 for reason in found.problems.values())


@pytest.mark.parametrize("name", bombs(1))
def test_the_work_grows_with_the_size(name: str) -> None:
    """Four times as much of it costs about four times as many calls, and not sixteen."""
    small, large = (counted(surrounded(bombs(size)[name]), limit_s=LIMIT_S) for size in SIZES)
    assert large <= 8 * small + 20_000


@pytest.mark.parametrize("name", bombs(1))
def test_what_the_compiler_takes_of_it_has_its_size(name: str) -> None:
    """If gcc accepts a bomb, `struct bomb` has the size that gcc gives it, or is named as not understood."""
    text = surrounded(bombs(SMALL)[name])
    found = reading(text, limit_s=LIMIT_S)
    size = found.sizes.get("struct bomb")
    if size is not None:
        assert refuted(text, [f"sizeof(struct bomb) == {size}ull"]) == []
