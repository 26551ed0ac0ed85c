"""The names that a translation unit declares, before any of them is understood."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pycparser import c_ast

from ffisafe.frontends.c_header.attributes import written
from ffisafe.frontends.c_header.nodes import declarator_chain

RecordNode = c_ast.Struct | c_ast.Union
_PACK = re.compile(r"pack\s*\(\s*(.*?)\s*\)")


@dataclass(slots=True)
class Declarations:
    """Typedefs, tags, enumerators, functions and variables of one translation unit, by name.

    Functions and variables are those that another unit defines: a library, it is to be hoped.
    """

    typedefs: dict[str, c_ast.Typedef] = field(default_factory=dict)
    tags: dict[str, RecordNode | c_ast.Enum] = field(default_factory=dict)
    enumerators: dict[str, tuple[c_ast.Enum, int]] = field(default_factory=dict)
    functions: dict[str, c_ast.Decl] = field(default_factory=dict)
    variables: dict[str, c_ast.Decl] = field(default_factory=dict)
    objects: dict[str, c_ast.Decl] = field(default_factory=dict)  # and the unit's own, for expressions
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
        self._defined: set[str] = set()
        self._pack: list[int | None] = [None]

    def visit(self, node: c_ast.Node) -> None:
        match node:
            case c_ast.Pragma(string=text):
                self._pragma(text or "")
            case c_ast.Typedef(name=name, type=of):
                self.found.typedefs[name] = node
                self._visit_type(of)
            case c_ast.Decl(name=name, type=of):
                if name is not None:
                    self._entity(node, is_defined=node.init is not None)
                self._visit_type(of)
            case c_ast.FuncDef(decl=decl):
                self._entity(decl, is_defined=not _is_inline_definition(decl))
                self._visit_type(decl.type)

    def _entity(self, node: c_ast.Decl, *, is_defined: bool) -> None:
        """Note what is declared, unless this unit has it: then no library need have it."""
        if node.name not in self.found.objects or _tells_length(node):
            self.found.objects[node.name] = node
        if "static" in (node.storage or []):
            return
        is_function = self._is_function(node.type)
        found = self.found.functions if is_function else self.found.variables
        if is_defined:
            found.pop(node.name, None)
            self._defined.add(node.name)
        elif node.name not in self._defined and (is_function or "extern" in (node.storage or [])):
            found.setdefault(node.name, node)

    def _is_function(self, node: c_ast.Node | None) -> bool:
        """Whether a declarator makes a function, by itself or through a typedef."""
        while True:
            match node:
                case c_ast.AttributedType(type=of) | c_ast.TypeDecl(type=of) | c_ast.Typedef(type=of):
                    node = of
                case c_ast.IdentifierType(names=[name]) if name in self.found.typedefs:
                    node = self.found.typedefs[name]
                case _:
                    return isinstance(node, c_ast.FuncDecl)

    def _visit_type(self, node: c_ast.Node | None) -> None:
        while node is not None:
            self._visit_expression(getattr(node, "dim", None))
            match node:
                case c_ast.Struct() | c_ast.Union():
                    self._record(node)
                case c_ast.Enum():
                    self._enumeration(node)
                case c_ast.FuncDecl(args=args):
                    for parameter in args.params if args else []:
                        self._visit_type(getattr(parameter, "type", None))
            node = getattr(node, "type", None)

    def _visit_expression(self, node: Any) -> None:
        """Find the types that are defined in the operand of a `sizeof` or a cast."""
        waiting: list[Any] = [node] if node is not None else []
        while waiting:
            found = waiting.pop()
            if isinstance(found, c_ast.Typename):
                self._visit_type(found.type)
            else:
                waiting += found

    def _record(self, node: RecordNode) -> None:
        if node.decls is None:
            return
        if node.name:
            self.found.tags[f"{kind_of(node)} {node.name}"] = node
        for declared in node.decls:
            self._member(declared)
        # What is in force at the closing brace counts.
        if (pack := self._pack[-1]) is not None:
            self.found.pack_bytes[id(node)] = pack

    def _member(self, node: c_ast.Node) -> None:
        if isinstance(node, c_ast.Decl):
            self._visit_type(node.type)
            self._visit_expression(node.bitsize)
        elif isinstance(node, c_ast.Pragma):
            self._pragma(node.string or "")

    def _enumeration(self, node: c_ast.Enum) -> None:
        if node.values is None:
            return
        if node.name:
            self.found.tags[f"enum {node.name}"] = node
        for index, enumerator in enumerate(enumerators(node)):
            self.found.enumerators[enumerator.name] = (node, index)
            self._visit_expression(enumerator.value)

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


def _tells_length(node: c_ast.Decl) -> bool:
    """Whether a declaration completes an array that an earlier one leaves open."""
    return node.init is not None or (isinstance(node.type, c_ast.ArrayDecl) and node.type.dim is not None)


def kind_of(node: c_ast.Node) -> str:
    """Return the keyword of a tag: ``struct``, ``union`` or ``enum``."""
    return type(node).__name__.lower()


def enumerators(node: c_ast.Enum) -> Iterator[c_ast.Enumerator]:
    """Yield the enumerators of a definition, without the pragmas between them."""
    for item in node.values.enumerators if node.values else []:
        if isinstance(item, c_ast.Enumerator):
            yield item


def _is_inline_definition(node: c_ast.Decl) -> bool:
    """Whether a function with a body still needs one elsewhere (C17 §6.7.4, GCC's `gnu_inline`)."""
    if "inline" not in (node.funcspec or []):
        return False
    gnu = any(
        attribute.name == "gnu_inline" for each in declarator_chain(node) for attribute in written(each)
    )
    return ("extern" in (node.storage or [])) is gnu
