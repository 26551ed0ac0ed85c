"""Which constants are compared, and which only count the others."""

import pytest

from ffisafe.compare.constants import differences
from ffisafe.model.ctype import Enumeration, Scalar
from ffisafe.model.target import Encoding

INT = Scalar(name="int", encoding=Encoding.SIGNED, size_bytes=4, align_bytes=4)


def enum(**constants: int) -> Enumeration:
    """Return an enum with these constants."""
    return Enumeration(name="status", underlying=INT, constants=tuple(constants.items()))


@pytest.mark.parametrize(
    ("extra", "expected"),
    [({"E_MAX": -3}, []), ({"E_COUNT": 1}, []), ({"E_LAST": -100}, []), ({"E_LOOP": -3}, ["E_LOOP"])],
    ids=str,
)
def test_a_constant_that_ends_the_others(extra: dict[str, int], expected: list[str]) -> None:
    """It is beyond them, upward or, as errors count, downward, and is called so."""
    rust = enum(Ok=0, Io=-1, Invalid=-2)
    found = differences(enum(E_OK=0, E_IO=-1, E_INVALID=-2, **extra), rust)
    assert [difference.c_name for difference in found] == expected
