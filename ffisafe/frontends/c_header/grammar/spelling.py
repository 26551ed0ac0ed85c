"""Expressions in the header's own words, for messages."""

from pycparser import c_ast, c_generator

_MAX_LENGTH = 60


def spelled(node: c_ast.Node) -> str:
    """Return an expression as C writes it, its end left out if it is long."""
    try:
        return clipped(" ".join(c_generator.CGenerator(reduce_parentheses=True).visit(node).split()))
    except Exception:  # noqa: BLE001  # a message must come, whatever the tree
        return type(node).__name__


def clipped(text: str) -> str:
    """Return a text with its end left out if it is long."""
    return text if len(text) <= _MAX_LENGTH else f"{text[: _MAX_LENGTH - 3]}..."
