"""What names of the ordinary name space denote in an expression."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pycparser import c_ast

from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.c_header.expressions.initializers import element_count
from ffisafe.frontends.c_header.expressions.operand import Address, Operand, Types
from ffisafe.model.ctype import Array, CType, FunctionType, Scalar

if TYPE_CHECKING:
    from ffisafe.frontends.c_header.expressions.evaluate import Expressions


@dataclass(slots=True, kw_only=True)
class Names:
    """Enumerators, variables and functions of a translation unit."""

    types: Types
    expressions: "Expressions"

    def of(self, name: str) -> Operand:
        """Return what a name denotes.

        Raises:
            UnsupportedTypeError: Nothing of this name is declared, or it is not understood.
        """
        declarations = self.types.declarations
        if name in declarations.enumerators:
            value = self.types.enumerations.value(name)
            ctype = self._enumerator_type(name, value)
            return self.expressions.cast(ctype, Operand(type=ctype, value=value))
        if (node := declarations.objects.get(name)) is not None:
            return self._object(name, node)
        if name in {"true", "false", "nullptr"}:  # keywords of C23, if nothing else has the name
            return self.expressions.predefined(name)
        raise UnsupportedTypeError(f"`{name}` is not declared")

    def _enumerator_type(self, name: str, value: int) -> Scalar:
        """Return ``int`` if it has room for the value, else what the enum is made of.

        Before the closing brace that is the type of the expression, and of the one before if
        there is none (C23 §6.7.2.2; GCC and Clang go by it in all dialects).
        """
        node, index = self.types.declarations.enumerators[name]
        if node.underlying_type is not None:
            fixed = self.types.type_of(node.underlying_type)
            if isinstance(fixed, Scalar):
                return self.types.canonical(fixed)
        integer = self.expressions.arithmetic.named("int")
        limit = 1 << (8 * integer.size_bytes - 1)
        if -limit <= value < limit or self.types.target.enums_are_int:
            return integer
        if self.types.enumerations.is_complete(node):
            return self.types.canonical(self.types.enumerations.of(node).underlying)
        return self._begun_type(node, index)

    def _begun_type(self, node: Any, index: int) -> Scalar:
        enumerators = [each for each in node.values.enumerators if isinstance(each, c_ast.Enumerator)]
        explicit = next((each for each in reversed(enumerators[: index + 1]) if each.value), None)
        if explicit is None:
            return self.expressions.arithmetic.named("int")
        operand = self.expressions.value_of(explicit.value)
        return self.expressions.arithmetic_type(operand, explicit.value)

    def _object(self, name: str, node: Any) -> Operand:
        ctype = self.completed(self.types.declared_type(node), node.init)
        if isinstance(ctype, FunctionType):
            return Operand(type=ctype, place=Address(base=name))
        const = self.types.is_const(node.type)
        operand = Operand(
            type=ctype,
            place=Address(base=name),
            align_bytes=self._alignment(node, ctype),
            const=const,
            why=f"`{name}` is a variable",
        )
        if isinstance(ctype, Scalar) and node.init is not None and (const or _is_constexpr(node)):
            # Clang has such a variable in constant expressions of every dialect.
            value = self.expressions.cast(
                ctype, self.expressions.value_of(self.expressions.initial(node.init))
            )
            return replace(operand, value=value.value, why=value.why)
        return operand

    def _alignment(self, node: c_ast.Decl, ctype: CType) -> int | None:
        asked = self.types.alignments.of_declaration(node)
        natural = self.expressions.operands.alignment_of(ctype, node)
        return natural if asked is None or natural is None else max(asked, natural)

    def completed(self, ctype: CType, initializer: c_ast.Node | None) -> CType:
        """Return an array of unknown length with the length that its initialiser gives it."""
        if isinstance(ctype, Array) and ctype.count is None and initializer is not None:
            return replace(ctype, count=element_count(ctype, initializer, self.expressions))
        return ctype


def _is_constexpr(node: c_ast.Decl) -> bool:
    return "constexpr" in (node.storage or [])
