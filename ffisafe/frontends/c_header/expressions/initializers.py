"""Lengths of arrays that their initialisers give (C17 §6.7.9)."""

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from pycparser import c_ast

from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.c_header.grammar.expression_grammar import Initializer
from ffisafe.model.ctype import Array, Record

if TYPE_CHECKING:
    from ffisafe.frontends.c_header.expressions.evaluate import Expressions

_DEPTH = {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}
_STRING = re.compile(r'(?:u8|[LuU])?"')


def element_count(array: Array, node: c_ast.Node, expressions: "Expressions") -> int:
    """Return how many elements an initialiser gives to an array.

    Raises:
        UnsupportedTypeError: It leaves out inner braces, or its designators are not constant.
    """
    tokens = node.tokens if isinstance(node, Initializer) else []
    while len(tokens) > 2 and tokens[0] == "{" and _STRING.match(tokens[1]) and _is_string(tokens[1:-1]):
        tokens = tokens[1:-1]
    if _is_string(tokens) and not isinstance(array.element, Array | Record):
        text = expressions.of(expressions.parsed(" ".join(tokens)))
        assert isinstance(text.type, Array)
        return text.type.count or 0
    if not tokens or tokens[0] != "{" or tokens[-1] != "}":
        raise UnsupportedTypeError("an array's length comes from an initialiser that is not understood")
    return _braced_count(array, tokens[1:-1], expressions)


def _is_string(tokens: list[str]) -> bool:
    return bool(tokens) and all(_STRING.match(token) for token in tokens)


def _braced_count(array: Array, tokens: list[str], expressions: "Expressions") -> int:
    following = count = 0
    for item in _items(tokens):
        if item[0] == "[":
            closing = _closing(item)
            following = _last_index(item[1:closing], expressions)
            item = item[closing + 1 :]  # noqa: PLW2901  # the rest of it
            item = item[1:] if item[:1] == ["="] else item  # noqa: PLW2901  # the rest of the same item
        elided = isinstance(array.element, Array | Record) and item[:1] not in (["{"], ["("], ["["], ["."])
        if elided and not (isinstance(array.element, Array) and _is_string(item)):
            raise UnsupportedTypeError("an array's length comes from an initialiser without inner braces")
        following += 1
        count = max(count, following)
    return count


def _items(tokens: list[str]) -> list[list[str]]:
    """Split at the commas that are in no brackets."""
    depth, cuts = 0, [-1]
    for index, word in enumerate(tokens):
        depth += _DEPTH.get(word, 0)
        if word == "," and depth == 0:
            cuts.append(index)
    cuts.append(len(tokens))
    return [tokens[start + 1 : end] for start, end in pairwise(cuts) if end > start + 1]


def _closing(tokens: list[str]) -> int:
    depth = 0
    for index, word in enumerate(tokens):
        depth += _DEPTH.get(word, 0)
        if depth == 0:
            return index
    raise UnsupportedTypeError("an initialiser's brackets do not match")


def _last_index(tokens: list[str], expressions: "Expressions") -> int:
    """Return a designator's index; GNU C's range ``[a ... b]`` ends at its second."""
    if "..." in tokens:
        tokens = tokens[tokens.index("...") + 1 :]
    index = expressions.constant(expressions.parsed(" ".join(tokens)))
    if not 0 <= index < 1 << 62:
        raise UnsupportedTypeError(f"array index {index} in an initialiser")
    return index
