"""What a header asks for beside types: ``aligned``, ``_Alignas`` and ``_Atomic``."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pycparser import c_ast

from ffisafe.frontends.c_header.attributes import of_declared, of_outer_type
from ffisafe.frontends.c_header.grammar.parse import parse_expression
from ffisafe.frontends.c_header.grammar.tokens import Dialect
from ffisafe.model.target import RulesOf, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignments:
    """Evaluate alignments; what needs values or types is asked of the caller."""

    target: Target
    dialect: Dialect
    typedefs: Mapping[str, c_ast.Typedef]
    constant: Callable[[c_ast.Node], int]
    size_and_alignment: Callable[[c_ast.Node], tuple[int, int]]
    _of_typedefs: dict[str, int | None] = field(default_factory=dict)  # a chain of them is gone through once

    def of_record(self, attributes: Iterable[c_ast.Attribute]) -> int | None:
        """Return what a record's own attributes ask for: GCC takes the last one, Clang the strictest."""
        asked = [*self._aligned(attributes)]
        if self.target.records.of is RulesOf.CLANG:
            return max(asked, default=None)
        return asked[-1] if asked else None

    def of_enum(self, attributes: Iterable[c_ast.Attribute]) -> int | None:
        """Return what an enum's own attributes ask for, which GCC ignores."""
        if self.target.records.of is RulesOf.GCC:
            return None
        return max(self._aligned(attributes), default=None)

    def of_declaration(self, node: c_ast.Decl) -> int | None:
        """Return what a member's declaration asks for: the strictest holds."""
        attributes = of_declared(node, clang=self.dialect.clang)
        return max((*self._alignas(node.align or []), *self._aligned(attributes)), default=None)

    def of_outer_type(self, node: Any) -> int | None:
        """Return the alignment that attributes inside a declarator give to its type, stricter or looser."""
        asked = [] if self.dialect.clang else [*self._aligned(of_outer_type(node))]
        return asked[0] if asked else None

    def of_type(self, node: Any) -> int | None:
        """Return the alignment that a typedef gives to a type, stricter or looser."""
        while not isinstance(node, c_ast.IdentifierType):
            if node is None or isinstance(node, c_ast.PtrDecl):
                return None
            node = getattr(node, "expr" if isinstance(node, c_ast.TypeOf) else "type", None)
        name = node.names[0]
        if name not in self._of_typedefs:
            self._of_typedefs[name] = self._of_typedef(self.typedefs.get(name))
        return self._of_typedefs[name]

    def of_elements(self, node: Any) -> int | None:
        """Return the alignment that a typedef gives to the elements of an array; None if it is no array."""
        array = None
        while (inner := self._array(node)) is not None:
            array, node = inner, inner.type
        return self.of_type(array.type) if array is not None else None

    def _array(self, node: Any) -> c_ast.ArrayDecl | None:
        """Return the declarator of an array, typedefs looked through."""
        while isinstance(node, c_ast.TypeDecl | c_ast.AttributedType | c_ast.IdentifierType | c_ast.Typedef):
            node = self.typedefs.get(node.names[0]) if isinstance(node, c_ast.IdentifierType) else node.type
        return node if isinstance(node, c_ast.ArrayDecl) else None

    def _of_typedef(self, typedef: Any) -> int | None:
        if typedef is None:
            return None
        asked = [*self._aligned(of_declared(typedef, clang=self.dialect.clang))]
        return asked[-1] if asked else self.of_outer_type(typedef) or self.of_type(typedef)

    def is_atomic(self, node: Any) -> bool:
        """Return whether a type is ``_Atomic``, or an array of such elements; of a typedef its type."""
        while node is not None and not isinstance(node, c_ast.PtrDecl):
            if "_Atomic" in (getattr(node, "quals", None) or []):
                return True
            if isinstance(node, c_ast.IdentifierType):
                typedef = self.typedefs.get(node.names[0])
                node = None if typedef is None else typedef.type
            else:
                node = getattr(node, "expr" if isinstance(node, c_ast.TypeOf) else "type", None)
        return False

    def _aligned(self, attributes: Iterable[c_ast.Attribute]) -> Iterator[int]:
        for attribute in attributes:
            if attribute.name == "aligned":
                yield self._aligned_argument(attribute.arguments)

    def _alignas(self, nodes: Iterable[c_ast.Alignas]) -> Iterator[int]:
        for node in nodes:
            if isinstance(node.alignment, c_ast.Typename):
                yield self.size_and_alignment(node.alignment)[1]
            else:
                yield self.constant(node.alignment)

    def _aligned_argument(self, text: str | None) -> int:
        """Evaluate the argument of ``aligned``; without one it is the target's largest."""
        if not text or not text.strip():
            return self.target.max_aligned_bytes
        return self.argument(text)

    def argument(self, text: str) -> int:
        """Evaluate an attribute's argument, which is kept as text.

        Raises:
            UnsupportedTypeError: It is not an integer constant expression.
        """
        return self.constant(parse_expression(text, self.typedefs, self.dialect))
