"""What ``sizeof``, ``_Alignof`` and ``offsetof`` say about their operands."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pycparser import c_ast

from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.c_header.expressions.operand import Address, Operand, Types
from ffisafe.frontends.c_header.grammar.spelling import spelled
from ffisafe.frontends.c_header.scalars import preferred_alignment
from ffisafe.model.ctype import Array, CType, Enumeration, FunctionType, Scalar, innermost, is_void

if TYPE_CHECKING:
    from ffisafe.frontends.c_header.expressions.evaluate import Expressions


@dataclass(frozen=True, slots=True, kw_only=True)
class Operands:
    """Sizes, alignments and offsets of types and of expressions."""

    types: Types
    expressions: "Expressions"

    def size(self, node: c_ast.Node) -> int:
        """Return the size of a type or an expression in bytes (C17 §6.5.3.4).

        Raises:
            UnsupportedTypeError: It is a bit-field, or its type is not complete.
        """
        operand = self._operand(node)
        if operand.width_bits is not None:
            raise UnsupportedTypeError(f"`{spelled(node)}` is a bit-field, which has no size")
        ctype = operand.type
        if is_void(ctype) or isinstance(ctype, FunctionType):
            return 1  # GCC manual, "Arithmetic on void- and Function-Pointers"
        if isinstance(ctype, Array) and ctype.count is None:
            raise UnsupportedTypeError(f"the length of `{spelled(node)}` is not known")
        return self.types.records.size_and_alignment(ctype)[0]

    def _operand(self, node: c_ast.Node) -> Operand:
        if isinstance(node, c_ast.Typename):
            return Operand(type=self._named_type(node))
        return self.expressions.of(node)

    def _named_type(self, node: c_ast.Typename) -> CType:
        ctype = self.types.type_of(node)
        if self.types.alignments.is_atomic(node.type):
            ctype = self.types.records.atomic(ctype)
        return ctype

    def alignment(self, node: c_ast.Node, *, preferred: bool) -> int:
        """Return the alignment of a type or an expression in bytes.

        Of a type, ``_Alignof`` says what holds in a record and ``__alignof__`` what a variable
        gets; of an expression both say the latter.
        """
        if isinstance(node, c_ast.Typename):
            return self.alignment_of(self._named_type(node), node, preferred=preferred)
        operand = self.expressions.of(node)
        if operand.width_bits is not None:
            raise UnsupportedTypeError(f"`{spelled(node)}` is a bit-field, which has no alignment")
        return operand.align_bytes or self.alignment_of(operand.type)

    def alignment_of(self, ctype: CType, node: Any = None, *, preferred: bool = True) -> int:
        """Return a type's alignment, with what the typedef that a declaration names asks for."""
        if isinstance(ctype, FunctionType):
            raise UnsupportedTypeError("the alignment of a function is not known")
        _, align = self.types.records.size_and_alignment(ctype)
        asked = self.types.alignments.of_type(getattr(node, "type", None))
        if asked:
            return asked
        element = innermost(ctype)
        if isinstance(element, Enumeration):
            element = element.underlying
        if not preferred or not isinstance(element, Scalar) or self._is_realigned(element):
            return align
        return max(align, preferred_alignment(element, self.types.target))

    def _is_realigned(self, ctype: Scalar) -> bool:
        """Whether a typedef has given a scalar another alignment."""
        return ctype.align_bytes != self.types.canonical(ctype).align_bytes

    def offset(self, of: c_ast.Node, designator: c_ast.Node) -> int:
        """Return a member's offset in bytes; its designator may go into members and elements."""
        place = self._designated(Operand(type=self.types.type_of(of), place=Address()), designator).place
        if place is None:
            raise UnsupportedTypeError(f"`{spelled(designator)}` is a bit-field, which has no offset")
        return place.offset

    def _designated(self, start: Operand, node: Any) -> Operand:
        pointers = self.expressions.pointers
        match node:
            case c_ast.ID(name=name):
                return pointers.member(start, name)
            case c_ast.StructRef(name=inner, field=field):
                return pointers.member(self._designated(start, inner), field.name)
            case c_ast.ArrayRef(name=inner, subscript=subscript):
                array = pointers.decayed(self._designated(start, inner))
                index = self.expressions.value_of(subscript)
                if index.value is None:
                    raise UnsupportedTypeError(f"`{spelled(subscript)}` is not constant: {index.why}")
                return pointers.subscript(array, index)
        raise UnsupportedTypeError(f"`{spelled(node)}` does not name a member")
