"""The values of a call, as expressions see them."""

import pytest

from ffisafe.contracts import State, parse
from ffisafe.contracts.state import Value
from ffisafe.errors import ExpressionError
from ffisafe.model.expression import Name

VALUES: dict[str, Value] = {
    "n": 4,
    "x": 1.5,
    "flag": True,
    "m": {"rows": 2, "inner": {"size": 7}},
    "p": {"*": {"rows": 3}},
    "written": {"*": 9},
    "s": b"abc",
    "null": None,
    "zero": 0,
    "MAX": 1,
}
STATE = State(VALUES, {"MAX": 64, "MIN": 2})


def name(text: str) -> Name:
    """Parse a name."""
    root = parse(text).root
    assert isinstance(root, Name)
    return root


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("n", 4),
        ("flag", 1),
        ("m.rows", 2),
        ("m.inner.size", 7),
        ("p->rows", 3),
        ("(*p).rows", 3),
        ("(*m).rows", 2),
        ("*written", 9),
        ("s", 1),
        ("m", 1),
        ("null", 0),
        ("MAX", 1),
        ("MIN", 2),
    ],
)
def test_names_are_followed_through_structs_and_pointers(text: str, expected: int) -> None:
    """Values come before constants; a pointer that is not NULL is not 0."""
    assert STATE.lookup(name(text)) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x", "`x` is 1.5, not an integer"),
        ("k", "`k` has no value in this call"),
        ("m.cols", "`m.cols` has no value in this call"),
        ("MIN.x", "`MIN.x` has no value in this call"),
        ("null.rows", "`null.rows` lies behind NULL"),
        ("*zero", "`*zero` lies behind NULL"),
    ],
)
def test_a_name_without_a_value_is_an_error(text: str, message: str) -> None:
    """The message tells a missing value from one behind NULL."""
    with pytest.raises(ExpressionError) as caught:
        STATE.lookup(name(text))
    assert caught.value.message == message


def test_a_length_is_that_of_a_string() -> None:
    """`strlen` of what is no string is an error."""
    assert STATE.strlen(name("s")) == 3
    with pytest.raises(ExpressionError) as caught:
        STATE.strlen(name("n"))
    assert caught.value.message == "`n` is not a string"
