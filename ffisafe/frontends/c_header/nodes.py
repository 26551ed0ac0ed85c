"""Small questions to pycparser's nodes, whose attributes differ by class."""

from collections.abc import Iterator
from typing import Any

from pycparser import c_ast

from ffisafe.frontends.c_header.preprocessing.markers import file_name
from ffisafe.model.source import SourceLocation

_DECLARATORS = c_ast.PtrDecl | c_ast.ArrayDecl | c_ast.FuncDecl | c_ast.TypeDecl | c_ast.AttributedType


def declarator_chain(node: Any) -> Iterator[Any]:
    """Yield a declaration and its declarators, down to the specifiers' attributes.

    All of them may carry attributes of what is declared (GCC manual, "Attribute Syntax").
    """
    yield node
    while isinstance(node.type, _DECLARATORS):
        node = node.type
        yield node


def parameters_of(node: c_ast.FuncDecl) -> list[c_ast.Node]:
    """Return the parameters of a function, ``(void)`` and ``...`` left out; K&R's have no types."""
    parameters = node.args.params if node.args else []
    kept = [p for p in parameters if not isinstance(p, c_ast.EllipsisParam | c_ast.ID)]
    return [] if len(kept) == 1 and _is_void(kept[0]) else kept


def is_variadic(node: c_ast.FuncDecl) -> bool:
    """Whether the parameter list ends in ``...``."""
    parameters = node.args.params if node.args else []
    return any(isinstance(p, c_ast.EllipsisParam) for p in parameters)


def location(node: c_ast.Node) -> SourceLocation | None:
    """Return where a node was written."""
    coord = node.coord
    if coord is None or not coord.file:
        return None
    return SourceLocation(file=file_name(coord.file), line=coord.line, column=coord.column)


def _is_void(node: c_ast.Node) -> bool:
    match node:
        case c_ast.Typename(name=None, type=c_ast.TypeDecl(type=c_ast.IdentifierType(names=["void"]))):
            return True
    return False
