"""Where the keys of a TOML file stand.

``tomllib`` gives values without places. A second parser, tree-sitter's, gives the places;
what it cannot place takes the place of the nearest table around it.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ffisafe.model.source import SourceLocation

if TYPE_CHECKING:
    from tree_sitter import Node

_KEYED = frozenset({"table", "table_array_element", "pair"})
_KEYS = frozenset({"bare_key", "quoted_key", "dotted_key"})

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class KeyLocations:
    """The places of a file's keys and list items, by their path from the top."""

    file: str
    places: dict[KeyPath, SourceLocation]

    def of(self, path: KeyPath) -> SourceLocation:
        """Return where a key stands, or else the nearest table that holds it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, SourceLocation(file=self.file, line=1))


def locate_keys(text: str, file: str) -> KeyLocations:
    """Find the place of every key and list item of a TOML text.

    A table that is opened more than once, or only by its sub-tables, stands at the first of them;
    each element of an array of tables (``[[expect]]``) has a place of its own.
    """
    from tree_sitter import Language, Parser  # noqa: PLC0415 - a run without a contract needs none
    from tree_sitter_toml import language  # noqa: PLC0415 - the same

    source = text.encode()
    lines = source.split(b"\n")
    places: dict[KeyPath, SourceLocation] = {}
    for path, node in _keys(Parser(Language(language())).parse(source).root_node, (), {}):
        row, column_bytes = node.start_point
        column = len(lines[row][:column_bytes].decode()) + 1
        for length in range(1, len(path) + 1):
            location = SourceLocation(file=file, line=row + 1, column=column)
            places.setdefault(path[:length], location)
    return KeyLocations(file, places)


def _keys(node: "Node", path: KeyPath, elements: dict[KeyPath, int]) -> Iterator[tuple[KeyPath, "Node"]]:
    """Yield every key and list item of a node whose own place is below ``path``.

    ``elements`` counts those of the arrays of tables.
    """
    children = [child for child in node.named_children if child.type != "comment"]
    if node.type in _KEYED and children and children[0].type in _KEYS:
        key = children.pop(0)
        path += _key_path(key)
        yield path, key
        if node.type == "table_array_element":
            elements[path] = elements.get(path, -1) + 1
            path = (*path, elements[path])
            yield path, key
    for index, child in enumerate(children):
        if node.type == "array":
            yield (*path, index), child
            yield from _keys(child, (*path, index), elements)
        else:
            yield from _keys(child, path, elements)


def _key_path(key: "Node") -> KeyPath:
    """Return the parts of a bare, quoted or dotted key, unescaped."""
    parts: list[str] = []
    table: object = tomllib.loads(f"{(key.text or b'').decode()} = true")
    while isinstance(table, dict):
        part, table = next(iter(table.items()))
        parts.append(part)
    return tuple(parts)
