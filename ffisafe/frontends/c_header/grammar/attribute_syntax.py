"""Attributes as the grammar finds them, and nodes that pycparser does not have."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pycparser import c_ast

from ffisafe.frontends.c_header.grammar.pragmas import NO_PRAGMAS, LayoutPragmas
from ffisafe.frontends.c_header.grammar.tokens import AttributeToken, Form

_NAME = re.compile(r"\s*([^\W\d][\w$]*)\s*(?:::\s*([^\W\d][\w$]*)\s*)?")
_BRACKETS = re.compile(r"""[()]|"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'""")
_PREFIX = re.compile(r"\s*using\s+(\w+)\s*:(?!:)")
# Microsoft's names for attributes that GCC has too (Microsoft, "__declspec").
_DECLSPEC = {"align": "aligned"}
_NAMESPACES = {"_Clang": "clang", "__gnu__": "gnu"}


class StandardSpecifier(c_ast.AttributeSpecifier):
    """A ``[[...]]``: what it stands behind says what it belongs to (C23 §6.7.13.2)."""

    __slots__ = ()


class DeclspecSpecifier(c_ast.AttributeSpecifier):
    """A ``__declspec(...)``: before a definition of a tag alone it belongs to that."""

    __slots__ = ()


class PragmasHere(c_ast.Node):
    """The pragmas in force at a record's braces; the first of its declarations."""

    __slots__ = ("__weakref__", "closing", "coord", "opening")

    def __init__(self, opening: LayoutPragmas, closing: LayoutPragmas) -> None:
        self.opening = opening
        self.closing = closing
        self.coord = None

    def children(self) -> tuple[()]:
        """Return nothing: it holds no nodes."""
        return ()

    attr_names = ()


def pragmas_of(node: Any, *, at_opening: bool) -> LayoutPragmas:
    """Return what pragmas say about a record's definition: for Clang at its start, for GCC at its end."""
    for each in node.decls or ():
        if isinstance(each, PragmasHere):
            return each.opening if at_opening else each.closing
    return NO_PRAGMAS


def specifier(token: AttributeToken, coord: Any) -> c_ast.AttributeSpecifier:
    """Return the attributes of a token."""
    if token.form is Form.STANDARD:
        prefix = _PREFIX.match(token.value)
        text = token.value[prefix.end() :] if prefix else token.value
        attributes = [_standard(each, prefix[1] if prefix else None) for each in split(text, coord)]
        return StandardSpecifier(attributes, coord)  # type: ignore[no-untyped-call]  # pycparser's
    attributes = split(token.value, coord)
    if token.form is Form.DECLSPEC:
        for each in attributes:
            each.name, each.namespace = _DECLSPEC.get(each.name, each.name), "declspec"
        return DeclspecSpecifier(attributes, coord)  # type: ignore[no-untyped-call]  # pycparser's
    return c_ast.AttributeSpecifier(attributes, coord)


def _standard(attribute: c_ast.Attribute, namespace: str | None) -> c_ast.Attribute:
    """Return an attribute with its namespace; ``std`` where it has none."""
    namespace = attribute.namespace or namespace or "std"
    attribute.namespace = _NAMESPACES.get(namespace, plain_name(namespace))
    return attribute


def split(text: str, coord: Any) -> list[c_ast.Attribute]:
    """Split ``a, b(c, d)`` into attributes; ``__a__`` is the same attribute as ``a``.

    The list of a ``__declspec`` has no commas.
    """
    attributes, position = [], 0
    while (position := _next_word(text, position)) < len(text):
        found = _NAME.match(text, position)
        if found is None:
            position += 1
            continue
        namespace, name = (found[1], found[2]) if found[2] else (None, found[1])
        position, arguments = found.end(), None
        if text.startswith("(", position):
            end = _closing(text, position)
            arguments, position = text[position + 1 : end], end + 1
        attributes.append(c_ast.Attribute(plain_name(name), namespace, arguments, coord))
    return attributes


def plain_name(name: str) -> str:
    """Return an attribute's name without the underscores that hide it from macros."""
    return name[2:-2] if len(name) > 4 and name.startswith("__") and name.endswith("__") else name


def linked(parts: Iterable[Any], innermost: Any) -> Any:
    """Return a chain of declarators, each the type of the one before it."""
    head: Any = innermost
    for part in reversed([*parts]):
        part.type = head
        head = part
    return head


def attributes_in(groups: Iterable[c_ast.AttributeSpecifier]) -> Iterator[c_ast.Attribute]:
    """Yield the attributes of specifiers."""
    for group in groups:
        yield from group.attributes


def _next_word(text: str, position: int) -> int:
    while position < len(text) and (text[position].isspace() or text[position] == ","):
        position += 1
    return position


def _closing(text: str, opening: int) -> int:
    depth = 0
    for found in _BRACKETS.finditer(text, opening):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if depth == 0:
            return found.start()
    return len(text)
