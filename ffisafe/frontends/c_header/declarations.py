"""The names that a translation unit declares, before any of them is understood."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pycparser import c_ast

from ffisafe.frontends.c_header.attributes import written
from ffisafe.frontends.c_header.grammar.parse import TranslationUnit
from ffisafe.frontends.c_header.nodes import declarator_chain

RecordNode = c_ast.Struct | c_ast.Union


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
    again: dict[str, list[c_ast.Decl]] = field(default_factory=dict)  # further declarations
    forward: dict[str, list[RecordNode]] = field(default_factory=dict)  # of tags, with attributes
    lost_tags: frozenset[str] = frozenset()  # defined where nothing could be parsed
    lost_typedefs: frozenset[str] = frozenset()


def collect(unit: TranslationUnit) -> Declarations:
    """Index a translation unit."""
    collector = _Collector()
    for node in unit.declarations:
        collector.visit(node)
    found = collector.with_prototypes()
    found.lost_tags = unit.lost_tags
    found.lost_typedefs = unit.lost_typedefs
    return found


class _Collector:
    def __init__(self) -> None:
        self.found = Declarations()
        self._defined: set[str] = set()
        # Tags in a list of parameters are not visible outside of it: others of the same name go first.
        self._in_prototypes: list[RecordNode | c_ast.Enum] = []
        self._prototypes = 0

    def visit(self, node: c_ast.Node) -> None:
        match node:
            case c_ast.Typedef(name=name, type=of):
                self.found.typedefs.setdefault(name, node)
                self._visit_type(of)
            case c_ast.Decl(name=name, type=of):
                if name is not None:
                    self._entity(node, is_defined=node.init is not None)
                self._visit_type(of)
            case c_ast.FuncDef(decl=decl):
                self._entity(decl, is_defined=not _is_inline_definition(decl))
                self._visit_type(decl.type)

    def with_prototypes(self) -> Declarations:
        """Return what was found, with the tags of parameter lists that nobody else has."""
        for node in self._in_prototypes:
            if isinstance(node, c_ast.Enum):
                self._index_enumeration(node, self.found.enumerators.keys())
            self.found.tags.setdefault(f"{kind_of(node)} {node.name}", node)
        return self.found

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
        elif node.name in found:
            self.found.again.setdefault(node.name, []).append(node)
        elif node.name not in self._defined and (is_function or "extern" in (node.storage or [])):
            found[node.name] = node

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

    def _visit_type(self, node: Any) -> None:
        while node is not None:
            match node:
                case c_ast.Struct() | c_ast.Union():
                    self._record(node)
                case c_ast.Enum():
                    self._enumeration(node)
                case c_ast.FuncDecl(args=args):
                    self._parameters(args.params if args else [])
                case c_ast.ArrayDecl(dim=dim):
                    self._visit_expression(dim)
                case c_ast.TypeOf(expr=expr):
                    self._visit_expression(expr)
            node = getattr(node, "type", None)

    def _parameters(self, parameters: Iterable[Any]) -> None:
        self._prototypes += 1
        for parameter in parameters:
            self._visit_type(getattr(parameter, "type", None))
        self._prototypes -= 1

    def _visit_expression(self, node: Any) -> None:
        """Find the types that `sizeof` and casts define."""
        waiting = [node]
        while waiting:
            match waiting.pop():
                case None | c_ast.Constant() | c_ast.ID():
                    pass
                case c_ast.Typename(type=of):
                    self._visit_type(of)
                case other:
                    waiting += [child for _, child in other.children()]

    def _record(self, node: RecordNode) -> None:
        key = f"{kind_of(node)} {node.name}"
        if node.decls is None:
            if node.attributes:
                self.found.forward.setdefault(key, []).append(node)
            return
        if node.name and self._prototypes:
            self._in_prototypes.append(node)
        elif node.name:
            self.found.tags[key] = node
        for declared in node.decls:
            if isinstance(declared, c_ast.Decl):
                self._visit_type(declared.type)
                self._visit_expression(declared.bitsize)

    def _enumeration(self, node: c_ast.Enum) -> None:
        if node.values is None:
            if node.name and node.underlying_type is not None:
                self.found.tags.setdefault(f"enum {node.name}", node)
        elif self._prototypes:
            self._in_prototypes.append(node)
        else:
            if node.name:
                self.found.tags[f"enum {node.name}"] = node
            self._index_enumeration(node, set())

    def _index_enumeration(self, node: c_ast.Enum, known: Container[str]) -> None:
        for index, enumerator in enumerate(enumerators(node)):
            if enumerator.name not in known:
                self.found.enumerators[enumerator.name] = (node, index)
            self._visit_expression(enumerator.value)


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
