"""What ``sizeof``, ``_Alignof`` and ``offsetof`` say about their operands."""

from collections.abc import Callable
from dataclasses import dataclass

from pycparser import c_ast, c_generator

from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.c_header.records import Records
from ffisafe.frontends.c_header.scalars import preferred_alignment
from ffisafe.model.ctype import Array, CType, Enumeration, Record, Scalar
from ffisafe.model.target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Operands:
    """Sizes, alignments and offsets of the types that expressions name."""

    target: Target
    type_of: Callable[[c_ast.Node], CType]
    records: Callable[[], Records]

    def size_and_alignment(self, node: c_ast.Node) -> tuple[int, int]:
        """Return size and alignment of an operand in bytes.

        Raises:
            UnsupportedTypeError: It is an expression, or its type is not complete.
        """
        if not isinstance(node, c_ast.Typename):
            raise UnsupportedTypeError("sizeof an expression is not evaluated")
        records = self.records()
        size, align = records.size_and_alignment(self.type_of(node))
        return size, records.alignments.of_type(node.type, size) or align

    def preferred_alignment(self, node: c_ast.Node) -> int:
        """Return what `__alignof__` says: the alignment of a variable, not of a member."""
        size, align = self.size_and_alignment(node)
        element = self.type_of(node)
        while isinstance(element, Array):
            element = element.element
        if isinstance(element, Enumeration):
            element = element.underlying
        asked = self.records().alignments.of_type(getattr(node, "type", None), size)
        if not isinstance(element, Scalar) or asked:
            return align
        return max(align, preferred_alignment(element, self.target))

    def offset_of(self, of: c_ast.Node, designator: c_ast.Node) -> int:
        """Return a member's offset in bytes."""
        records = self.records()
        record = records.require_complete(self.type_of(of))
        layout = records.layouts.get(record.key) if isinstance(record, Record) else None
        if layout is not None and isinstance(designator, c_ast.ID):
            for member in layout.members:
                if member.name == designator.name:
                    return member.offset_bytes
        text = c_generator.CGenerator().visit(designator)
        raise UnsupportedTypeError(f"offsetof {text} is not evaluated")
