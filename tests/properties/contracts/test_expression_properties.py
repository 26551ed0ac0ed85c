"""Expressions: what holds for all of them."""

import hypothesis.strategies as st
import pytest
from hypothesis import example, given

from ffisafe.contracts import parse, unparse
from ffisafe.contracts.expression import MAX_NESTING
from ffisafe.errors import ExpressionError
from ffisafe.model.expression import Binary, Name, Node, Unary
from tests.properties.contracts.strategies import trees


@given(trees)
@example(Unary("-", Unary("-", Name(("a",)))))
@example(Binary("*", Name(("a", "*", "b", "*")), Name(("a", "*"))))
def test_what_is_printed_parses_to_the_same_tree(tree: Node) -> None:
    """The parser undoes the printer."""
    assert parse(unparse(tree)).root == tree


@given(trees, st.data())
def test_every_printed_parenthesis_is_needed(tree: Node, data: st.DataObject) -> None:
    """Without any one pair of grouping parentheses, the text means something else."""
    text = unparse(tree)
    pairs = _grouping_pairs(text)
    if pairs:
        opening, closing = data.draw(st.sampled_from(pairs))
        without = text[:opening] + text[opening + 1 : closing] + text[closing + 1 :]
        assert _tree_or_none(without) != tree


@given(st.text(st.sampled_from("ab01.>-<=!&|+*/%~^?:(), oldmin'\"\\\n"), max_size=30))
@example("'\n'")
@example("(" * (MAX_NESTING + 1))
@example("!" * 400)
@example("a?" * 120)
def test_any_text_parses_or_is_refused_in_one_line(text: str) -> None:
    """There is no third outcome, and a message never spans lines."""
    tree = _tree_or_none(text)
    if tree is None:
        with pytest.raises(ExpressionError, match=r"\A.+\Z"):
            parse(text)
    else:
        assert parse(unparse(tree)).root == tree


def _tree_or_none(text: str) -> Node | None:
    try:
        return parse(text).root
    except ExpressionError:
        return None


def _grouping_pairs(text: str) -> list[tuple[int, int]]:
    """Return the places of the parentheses that do not hold a function's arguments."""
    pairs, opened = [], []
    for index, character in enumerate(text):
        if character == "(":
            opened.append(index)
        elif character == ")":
            start = opened.pop()
            if not start or not (text[start - 1].isalnum() or text[start - 1] == "_"):
                pairs.append((start, index))
    return pairs
