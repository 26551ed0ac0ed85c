"""The printer of expressions."""

import pytest

from ffisafe.contracts import parse, unparse


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("((a)+((b*c)))", "a + b * c"),
        ("(a+b)*c", "(a + b) * c"),
        ("a-(b-c)", "a - (b - c)"),
        ("-(-a)", "-(-a)"),
        ("!(!a)", "!!a"),
        ("-(a+b)", "-(a + b)"),
        ("(a?b:c)?(a):(b?c:a)", "(a ? b : c) ? a : b ? c : a"),
        ("min((a),(b?a:c))", "min(a, b ? a : c)"),
        ("p->len+*q", "p.len + *q"),
        ("(*p)->len", "(*p).len"),
        ("0x10u", "16"),
    ],
)
def test_parentheses_stand_only_where_they_are_needed(text: str, printed: str) -> None:
    """A tree is printed with the fewest parentheses that keep it."""
    assert unparse(parse(text).root) == printed
