"""The value of expressions."""

import pytest

from ffisafe.contracts import State, evaluate, parse
from ffisafe.errors import ExpressionError

NOW = State({"n": 3, "zero": 0, "p": {"len": 5}, "s": b"abc\0def"}, {"MAX": 64})
BEFORE = State({"n": 1, "s": b"x"})


def value(text: str) -> int:
    """Return the value of an expression over `NOW`, after a call that started in `BEFORE`."""
    return evaluate(
        parse(text),
        NOW.lookup,
        strlen=NOW.strlen,
        before=BEFORE.lookup,
        strlen_before=BEFORE.strlen,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7 / 2", 3),
        ("-7 / 2", -3),
        ("7 / -2", -3),
        ("-7 / -2", 3),
        ("7 % -2", 1),
        ("-7 % 2", -1),
        ("~0", -1),
        ("!5 + !0", 1),
        ("1 << 10 >> 3", 128),
        ("6 & 3 | 8 ^ 1", 11),
        ("n >= 3 && n != 4", 1),
        ("n ? 10 : 20", 10),
        ("zero ? 10 : 20", 20),
        ("min(n, 2) + max(n, 2)", 5),
        ("p->len * MAX", 320),
        ("strlen(s)", 3),
        ("n == old(n) + 2", 1),
        ("old(strlen(s))", 1),
        ("old(old(n))", 1),
        ("18446744073709551615 * 18446744073709551615", (2**64 - 1) ** 2),
    ],
)
def test_operators_mean_what_they_mean_in_c(text: str, expected: int) -> None:
    """Values are C's, in unbounded integers."""
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("zero != 0 && 1 / zero", 0),
        ("zero == 0 || 1 / zero", 1),
        ("zero ? 1 / zero : 9", 9),
        ("n ? 9 : 1 / zero", 9),
    ],
)
def test_what_c_does_not_evaluate_is_not_evaluated(text: str, expected: int) -> None:
    """The other branch, and a right side that decides nothing, may have no value."""
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("n / zero", "division by zero"),
        ("n % zero", "division by zero"),
        ("1 << -1", "shift by -1 bits"),
        ("1 >> 128", "shift by 128 bits"),
    ],
)
def test_what_c_leaves_undefined_has_no_value(text: str, reason: str) -> None:
    """Division by zero and shifts out of range are errors."""
    with pytest.raises(ExpressionError) as caught:
        value(text)
    assert caught.value.message == f"`{text}`: {reason}"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("old(n)", "`old` has no value before the call"),
        ("strlen(s)", "`strlen(s)` cannot be known here"),
    ],
)
def test_old_and_strlen_need_a_state_that_knows_them(text: str, reason: str) -> None:
    """Without the callbacks, the two functions are errors."""
    with pytest.raises(ExpressionError) as caught:
        evaluate(parse(text), NOW.lookup)
    assert caught.value.message == f"`{text}`: {reason}"
