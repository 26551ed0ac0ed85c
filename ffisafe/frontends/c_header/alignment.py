"""What a header asks for beside types: ``aligned``, ``_Alignas`` and ``_Atomic``."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pycparser import c_ast

from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.c_header.attributes import attributes_of
from ffisafe.frontends.c_header.nodes import declarator_chain
from ffisafe.frontends.c_header.parse import parse
from ffisafe.model.target import RulesOf, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignments:
    """Evaluate alignments; what needs values or types is asked of the caller."""

    target: Target
    typedefs: Mapping[str, c_ast.Typedef]
    constant: Callable[[c_ast.Node], int]
    size_and_alignment: Callable[[c_ast.Node], tuple[int, int]]

    def of_record(self, node: c_ast.Node) -> int | None:
        """Return what a record's own attributes ask for: GCC takes the last one, Clang the strictest."""
        asked = [*self._aligned(node)]
        if self.target.records.of is RulesOf.CLANG:
            return max(asked, default=None)
        return asked[-1] if asked else None

    def of_declaration(self, node: c_ast.Decl) -> int | None:
        """Return what a member's declaration asks for: the strictest holds."""
        asked = [*self._alignas(node.align or [])]
        for each in declarator_chain(node):
            asked += self._aligned(each)
        return max(asked, default=None)

    def of_type(self, node: Any) -> int | None:
        """Return the alignment that a typedef gives to a type, stricter or looser."""
        while not isinstance(node, c_ast.IdentifierType):
            if node is None or isinstance(node, c_ast.PtrDecl):
                return None
            node = getattr(node, "expr" if isinstance(node, c_ast.TypeOf) else "type", None)
        typedef = self.typedefs.get(node.names[0])
        if typedef is None:
            return None
        asked = [align for each in declarator_chain(typedef) for align in self._aligned(each)]
        return asked[-1] if asked else self.of_type(typedef)

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

    def _aligned(self, node: c_ast.Node) -> Iterator[int]:
        for attribute in attributes_of(node):
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
        return self.constant(self._parsed(text))

    def _parsed(self, text: str) -> Any:
        """Parse an expression for which the typedefs that it names are declared."""
        names = dict.fromkeys(re.findall(r"[A-Za-z_]\w*", text))
        declared = "".join(f"typedef int {name};" for name in names if name in self.typedefs)
        unit = parse(f"{declared} int value[{text}];")
        if unit.problems:
            raise UnsupportedTypeError(f"`{text}` in an attribute is not understood")
        declaration: Any = unit.declarations[-1]
        return declaration.type.dim
