"""The names that a translation unit declares, before any of them is understood."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pycparser import c_ast

RecordNode = c_ast.Struct | c_ast.Union
_PACK = re.compile(r"pack\s*\(\s*(.*?)\s*\)")


@dataclass(slots=True)
class Declarations:
    """Typedefs, tags, enumerators and functions of one translation unit, by name."""

    typedefs: dict[str, c_ast.Typedef] = field(default_factory=dict)
    tags: dict[str, RecordNode | c_ast.Enum] = field(default_factory=dict)
    enumerators: dict[str, tuple[c_ast.Enum, int]] = field(default_factory=dict)
    functions: dict[str, c_ast.Decl] = field(default_factory=dict)
    pack_bytes: dict[int, int] = field(default_factory=dict)  # by identity of the record's node


def collect(nodes: Iterable[c_ast.Node]) -> Declarations:
    """Index a translation unit, with the ``#pragma pack`` in force at each record."""
    collector = _Collector()
    for node in nodes:
        collector.visit(node)
    return collector.found


class _Collector:
    def __init__(self) -> None:
        self.found = Declarations()
        self._pack: list[int | None] = [None]

    def visit(self, node: c_ast.Node) -> None:
        match node:
            case c_ast.Pragma(string=text):
                self._pragma(text or "")
            case c_ast.Typedef(name=name, type=of):
                self.found.typedefs[name] = node
                self._visit_type(of)
            case c_ast.Decl(name=name, type=of):
                if name is not None and _is_function(of):
                    self.found.functions.setdefault(name, node)
                self._visit_type(of)
            case c_ast.FuncDef(decl=decl):
                self.visit(decl)

    def _visit_type(self, node: c_ast.Node | None) -> None:
        match node:
            case c_ast.Struct() | c_ast.Union():
                self._record(node)
            case c_ast.Enum():
                self._enumeration(node)
            case c_ast.FuncDecl(args=args, type=of):
                for parameter in args.params if args else []:
                    self._visit_type(getattr(parameter, "type", None))
                self._visit_type(of)
            case _ if node is not None:
                self._visit_type(getattr(node, "type", None))

    def _record(self, node: RecordNode) -> None:
        if node.decls is None:
            return
        if node.name:
            self.found.tags[f"{kind_of(node)} {node.name}"] = node
        if (pack := self._pack[-1]) is not None:
            self.found.pack_bytes[id(node)] = pack
        for declared in node.decls:
            self.visit(declared)

    def _enumeration(self, node: c_ast.Enum) -> None:
        if node.values is None:
            return
        if node.name:
            self.found.tags[f"enum {node.name}"] = node
        for index, enumerator in enumerate(enumerators(node)):
            self.found.enumerators[enumerator.name] = (node, index)

    def _pragma(self, text: str) -> None:
        """Follow ``#pragma pack`` (GCC manual, "Structure-Layout Pragmas")."""
        if (found := _PACK.match(text)) is None:
            return
        for word in found[1].split(","):
            match word.strip():
                case "push":
                    self._pack.append(self._pack[-1])
                case "pop":
                    self._pack = self._pack[:-1] or [None]
                case "" | "0":
                    self._pack[-1] = None
                case number if number.isdigit():
                    self._pack[-1] = int(number)


def kind_of(node: c_ast.Node) -> str:
    """Return the keyword of a tag: ``struct``, ``union`` or ``enum``."""
    return type(node).__name__.lower()


def enumerators(node: c_ast.Enum) -> Iterator[c_ast.Enumerator]:
    """Yield the enumerators of a definition, without the pragmas between them."""
    for item in node.values.enumerators if node.values else []:
        if isinstance(item, c_ast.Enumerator):
            yield item


def _is_function(node: c_ast.Node | None) -> bool:
    while isinstance(node, c_ast.AttributedType):
        node = node.type
    return isinstance(node, c_ast.FuncDecl)
