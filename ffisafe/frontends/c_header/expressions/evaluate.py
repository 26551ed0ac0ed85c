"""Expressions of C: their types, and the values of those that are constant (C17 §6.5, §6.6)."""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from pycparser import c_ast

from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.c_header.expressions import literals
from ffisafe.frontends.c_header.expressions.arithmetic import (
    COMPARISONS,
    OPERATORS,
    Arithmetic,
    NotConstantError,
    Number,
    is_integer,
)
from ffisafe.frontends.c_header.expressions.builtins import Builtins
from ffisafe.frontends.c_header.expressions.compatible import Compatibility
from ffisafe.frontends.c_header.expressions.names import Names
from ffisafe.frontends.c_header.expressions.operand import Address, Operand, Types, Value
from ffisafe.frontends.c_header.expressions.operands import Operands
from ffisafe.frontends.c_header.expressions.pointers import Pointers
from ffisafe.frontends.c_header.grammar.expression_grammar import Initializer
from ffisafe.frontends.c_header.grammar.parse import parse_expression
from ffisafe.frontends.c_header.grammar.spelling import clipped, spelled
from ffisafe.model.ctype import (
    Array,
    CType,
    Enumeration,
    FunctionType,
    Pointer,
    Record,
    Scalar,
    Vector,
    is_void,
)
from ffisafe.model.target import Encoding

_NUMBER = re.compile(r"(?P<before>\(*)(?P<digits>\d[\w']*)(?P<behind>\)*)$")
_NAME = re.compile(r"[A-Za-z_]\w*$")
_MAX_DEPTH = 120
"""Expressions inside one another: each takes several of Python's frames."""


class Expressions:
    """Types and values of the expressions of one translation unit."""

    def __init__(self, types: Types) -> None:
        self._types = types
        self.arithmetic = Arithmetic(target=types.target)
        self.compatibility = Compatibility(canonical=types.canonical)
        self.pointers = Pointers(types=types, arithmetic=self.arithmetic)
        self.operands = Operands(types=types, expressions=self)
        self._names = Names(types=types, expressions=self)
        self._builtins = Builtins(types=types, expressions=self)
        self._literals: dict[str, Operand] = {}
        self._rule_for = self._rules()
        self._depth = 0

    def of(self, node: c_ast.Node) -> Operand:
        """Return what an expression denotes.

        Raises:
            UnsupportedTypeError: Its type cannot be told.
        """
        if self._depth >= _MAX_DEPTH:
            raise UnsupportedTypeError("an expression is nested too deeply")
        self._depth += 1
        try:
            rule = self._rule_for.get(type(node))
            if rule is None:
                raise UnsupportedTypeError(f"`{spelled(node)}` is not an expression that is understood")
            return rule(node)
        finally:
            self._depth -= 1

    def constant(self, node: c_ast.Node) -> int:
        """Return the value of an integer constant expression.

        Raises:
            UnsupportedTypeError: It is not one, or uses what ffisafe does not evaluate.
        """
        try:
            operand = self.value_of(node)
        except RecursionError:
            raise UnsupportedTypeError("an expression is nested too deeply") from None
        ctype = operand.type.underlying if isinstance(operand.type, Enumeration) else operand.type
        if not isinstance(ctype, Scalar) or not is_integer(ctype):
            raise UnsupportedTypeError(f"`{spelled(node)}` is not an integer")
        if not isinstance(operand.value, int):
            text = f"`{spelled(node)}`"
            raise UnsupportedTypeError(f"{text} is not constant: {operand.why.removesuffix(f' in {text}')}")
        return operand.value

    def evaluate(self, text: str) -> int:
        """Return the value of an integer constant expression that a macro stands for.

        Most are a number or a name, for which no parser is needed.
        """
        if (number := _NUMBER.match(text)) and len(number["before"]) == len(number["behind"]):
            return self.constant(c_ast.Constant("int", number["digits"]))
        if _NAME.match(text):
            return self.constant(c_ast.ID(text))
        return self.constant(self.parsed(text))

    def parsed(self, text: str) -> c_ast.Node:
        """Parse the text of an expression of this unit."""
        return parse_expression(text, self._types.declarations.typedefs)

    def initial(self, node: c_ast.Node) -> c_ast.Node:
        """Return the expression that a scalar's initialiser is, with or without braces."""
        if not isinstance(node, Initializer):
            return node
        tokens = node.tokens
        if tokens[:1] == ["{"]:
            tokens = tokens[1:-1]
        return self.parsed(" ".join(tokens))

    def value_of(self, node: c_ast.Node) -> Operand:
        """Return what an expression denotes as an operand: arrays and functions are pointers."""
        return self.pointers.decayed(self.of(node))

    def _rules(self) -> dict[type[c_ast.Node], Callable[[Any], Operand]]:
        return {
            c_ast.Constant: self._literal,
            c_ast.ID: lambda node: self._names.of(node.name),
            c_ast.UnaryOp: self._unary,
            c_ast.BinaryOp: self._binary,
            c_ast.TernaryOp: self._ternary,
            c_ast.Cast: lambda node: self.cast(self._types.type_of(node.to_type), self.value_of(node.expr)),
            c_ast.CompoundLiteral: self._compound_literal,
            c_ast.ArrayRef: self._subscript,
            c_ast.StructRef: self._member,
            c_ast.FuncCall: lambda node: self._call(node.name, node.args.exprs if node.args else []),
            c_ast.GenericSelection: self._generic,
            c_ast.ExprList: lambda node: self.value_of(node.exprs[-1]),
            c_ast.Assignment: self._assignment,
            c_ast.Compound: self._statement_expression,
        }

    def _compound_literal(self, node: c_ast.CompoundLiteral) -> Operand:
        return Operand(type=self._names.completed(self._types.type_of(node.type), node.init))

    def _subscript(self, node: c_ast.ArrayRef) -> Operand:
        """Apply ``[]``; Clang reads what it finds in a string."""
        of, index = self.of(node.name), self.value_of(node.subscript)
        found = self.pointers.subscript(self.pointers.decayed(of), index)
        units = (*of.text, 0) if of.text is not None else ()
        if isinstance(index.value, int) and 0 <= index.value < len(units):
            return self.cast(found.type, self.number("unsigned int", units[index.value]))
        return found

    def _member(self, node: c_ast.StructRef) -> Operand:
        of = self.of(node.name) if node.type == "." else self.pointers.pointed_to(self.value_of(node.name))
        return self.pointers.member(of, node.field.name)

    def _assignment(self, node: c_ast.Assignment) -> Operand:
        return Operand(type=self.of(node.lvalue).type, why="an assignment is not constant")

    def _statement_expression(self, node: c_ast.Compound) -> Operand:
        del node  # its body has not been parsed
        raise UnsupportedTypeError("a statement expression `({ ... })` is not constant")

    def _literal(self, node: c_ast.Constant) -> Operand:
        text = node.value
        if text not in self._literals:
            self._literals[text] = self._new_literal(node.type, text)
        return self._literals[text]

    def _new_literal(self, kind: str, text: str) -> Operand:
        target = self._types.target
        if text[-1] == '"':
            found = literals.string(text, target)
            element = self.arithmetic.named(found.type)
            array = Array(element=element, count=len(found.units) + 1)
            return Operand(type=array, place=Address(base=text), text=found.units)
        if text in {"true", "false", "nullptr"}:
            return self.predefined(text)
        try:
            if text[-1] == "'":
                literal = literals.character(text, target)
            elif kind.endswith(("int", "_BitInt")):
                literal = literals.integer(text, target)
            else:
                literal = literals.floating(text)
        except ValueError:  # two points, or more digits than Python converts
            raise UnsupportedTypeError(f"`{clipped(text)}` is not understood") from None
        return self.number(literal.type, literal.value)

    def predefined(self, name: str) -> Operand:
        """Return what a predefined constant of C23 denotes."""
        if name == "nullptr":
            pointer = self.pointers.to(self.arithmetic.named("void"))
            return Operand(type=pointer, value=Address(), is_null=True)
        return self.number("_Bool", int(name == "true"))

    def number(self, name: str, value: Number) -> Operand:
        """Return a value of an arithmetic type."""
        return self._converted(value, self.arithmetic.named(name))

    def size(self, value: int) -> Operand:
        """Return a value of ``size_t``."""
        return self.number(self._types.target.size_type, value)

    def truth(self, value: bool | None, why: str = "") -> Operand:  # noqa: FBT001  # it is the value
        """Return an ``int`` that says whether something holds."""
        return Operand(
            type=self.arithmetic.named("int"), value=None if value is None else int(value), why=why
        )

    def _converted(self, value: Number, ctype: Scalar) -> Operand:
        try:
            converted = self.arithmetic.converted(value, ctype)
        except NotConstantError as error:
            return Operand(type=ctype, why=str(error))
        return Operand(type=ctype, value=converted, is_null=is_integer(ctype) and converted == 0)

    # -- conversions ------------------------------------------------------------------------

    def arithmetic_type(self, operand: Operand, node: c_ast.Node) -> Scalar:
        """Return the type that an operand computes with, promotions still to come."""
        ctype = operand.type
        if isinstance(ctype, Enumeration):
            ctype = ctype.underlying
        if not isinstance(ctype, Scalar) or is_void(ctype):
            raise UnsupportedTypeError(f"`{spelled(node)}` is not a number")
        ctype = self._types.canonical(ctype)
        width = operand.width_bits
        integer = self.arithmetic.named("int")
        if width is not None and width < 8 * integer.size_bytes:
            return integer
        return ctype

    def cast(self, to: CType, operand: Operand) -> Operand:
        """Convert an operand to a type (C17 §6.5.4)."""
        match to:
            case Enumeration(underlying=scalar) | (Scalar() as scalar) if not is_void(scalar):
                result = self._cast_to_scalar(self._types.canonical(scalar), operand)
                return Operand(type=to, value=result.value, why=result.why, is_null=result.is_null)
            case Pointer():
                return self._cast_to_pointer(to, operand)
        return Operand(type=to, why="a cast to this type is not a constant")

    def _cast_to_scalar(self, to: Scalar, operand: Operand) -> Operand:
        value = operand.value
        if isinstance(value, Address) and to.encoding is Encoding.BOOLEAN:
            value = int(value.base is not None or value.offset != 0)
        if isinstance(value, Address):
            if value.base is not None:
                return Operand(type=to, why=f"the address of `{clipped(value.base)}` is not known")
            value = value.offset
        if value is None or to.encoding in {Encoding.COMPLEX, Encoding.VECTOR}:
            return Operand(type=to, why=operand.why)
        return self._converted(value, to)

    def _cast_to_pointer(self, to: Pointer, operand: Operand) -> Operand:
        value = operand.value
        if isinstance(value, int):
            value = Address(offset=value & ((1 << 8 * to.size_bytes) - 1))
        is_null = operand.is_null and is_void(to.pointee) and not to.const
        return Operand(
            type=to,
            value=value if isinstance(value, Address) else None,
            why=operand.why,
            is_null=is_null,
        )

    # -- operators --------------------------------------------------------------------------

    def _unary(self, node: c_ast.UnaryOp) -> Operand:
        op, inner = node.op, node.expr
        match op:
            case "sizeof":
                return self.size(self.operands.size(inner))
            case "_Alignof" | "alignof" | "__alignof__":
                return self.size(self.operands.alignment(inner, preferred=op == "__alignof__"))
            case "&":
                return self.pointers.address_of(self.of(inner), inner)
            case "*":
                return self.pointers.pointed_to(self.value_of(inner))
            case "++" | "--" | "p++" | "p--":
                return Operand(type=self.of(inner).type, why=f"operator `{op[-2:]}` is not constant")
        operand = self.value_of(inner)
        if op == "!":
            return self.truth(*self._negated(operand))
        ctype = self.arithmetic.promoted(self.arithmetic_type(operand, inner))
        value = operand.value
        if value is None or isinstance(value, Address) or op not in {"+", "-", "~"}:
            return Operand(type=ctype, why=operand.why)
        if op == "~":
            if not isinstance(value, int):
                raise UnsupportedTypeError(f"operator `~` of the floating `{spelled(inner)}`")
            return self._converted(~value, ctype)
        return self._converted(value if op == "+" else -value, ctype)

    def _negated(self, operand: Operand) -> tuple[bool | None, str]:
        truth = truth_of(operand.value)
        return None if truth is None else not truth, operand.why

    def _binary(self, node: Any) -> Operand:
        """Follow the left operands down, which a sum of many terms nests deeply."""
        chain = []
        while isinstance(node, c_ast.BinaryOp):
            chain.append(node)
            node = node.left
        left, at = self.value_of(node), node
        for each in reversed(chain):
            right = self.value_of(each.right)
            left = self._combined(each, left, at, right)
            at = each
        return left

    def _combined(self, node: Any, left: Operand, left_node: c_ast.Node, right: Operand) -> Operand:
        op = node.op
        if op in {"&&", "||"}:
            return self._logical(op, left, right)
        if isinstance(left.type, Pointer) or isinstance(right.type, Pointer):
            return self.pointers.combined(op, left, right, node)
        if op not in OPERATORS:
            raise UnsupportedTypeError(f"operator `{op}` is not understood")
        one, other = self.arithmetic_type(left, left_node), self.arithmetic_type(right, node.right)
        values = [side.value for side in (left, right)]
        why = (left if left.value is None else right).why
        numbers = [value for value in values if isinstance(value, int | Fraction)]
        try:
            if op in {"<<", ">>"}:
                return self._shifted(op, self.arithmetic.promoted(one), numbers, why)
            return self._operated(op, self.arithmetic.common(one, other), numbers, why)
        except NotConstantError as error:
            raised = f"{error} in `{spelled(node)}`"
        result = self.arithmetic.promoted(one) if op in {"<<", ">>"} else self.arithmetic.common(one, other)
        return Operand(type=self.arithmetic.named("int") if op in COMPARISONS else result, why=raised)

    def _operated(self, op: str, common: Scalar, numbers: list[Number], why: str) -> Operand:
        comparison = op in COMPARISONS and not isinstance(common, Vector)
        if len(numbers) < 2:
            return self.truth(None, why) if comparison else Operand(type=common, why=why)
        one, other = (self.arithmetic.converted(each, common) for each in numbers)
        if comparison:
            return self.truth(COMPARISONS[op](one, other))
        return self._converted(self.arithmetic.operate(op, one, other, common), common)

    def _shifted(self, op: str, ctype: Scalar, numbers: list[Number], why: str) -> Operand:
        if len(numbers) < 2:
            return Operand(type=ctype, why=why)
        one, other = numbers
        if isinstance(one, Fraction) or isinstance(other, Fraction):
            raise UnsupportedTypeError(f"operator `{op}` of floating operands")
        return self._converted(self.arithmetic.shifted(op, one, other, ctype), ctype)

    def _logical(self, op: str, left: Operand, right: Operand) -> Operand:
        """Combine truth values; what the left one decides, the right one is not asked for."""
        decisive = op == "||"
        first, second = truth_of(left.value), truth_of(right.value)
        if first is None:
            return self.truth(None, left.why)
        if first is decisive:
            return self.truth(decisive)
        return self.truth(second, right.why)

    def _ternary(self, node: c_ast.TernaryOp) -> Operand:
        """Choose, with the type that both together have; ``a ?: b`` is GNU C's ``a ? a : b``."""
        condition = self.value_of(node.cond)
        then = condition if node.iftrue is None else self.value_of(node.iftrue)
        otherwise = self.value_of(node.iffalse)
        ctype = self._conditional_type(node, then, otherwise)
        truth = truth_of(condition.value)
        if truth is None:
            return Operand(type=ctype, why=condition.why)
        chosen = then if truth else otherwise
        if isinstance(ctype, Scalar) and not is_void(ctype):
            return self._cast_to_scalar(ctype, chosen)
        if isinstance(ctype, Pointer):
            return self._cast_to_pointer(ctype, chosen)
        return Operand(type=ctype, value=chosen.value, why=chosen.why)

    def _conditional_type(self, node: c_ast.TernaryOp, then: Operand, otherwise: Operand) -> CType:
        match then.type, otherwise.type:
            case Pointer() as one, Pointer() as other:
                if then.is_null or otherwise.is_null:
                    return other if then.is_null else one
                both = self.compatibility.of_pointers(one, other)
                if both is None:
                    raise UnsupportedTypeError(f"the pointers of `{spelled(node)}` are of different types")
                return both
            case (Pointer() as pointer, _) | (_, Pointer() as pointer):
                return pointer
            case (Record() as record, _) | (_, Record() as record):
                return record
        if is_void(then.type) or is_void(otherwise.type):
            return self.arithmetic.named("void")
        return self.arithmetic.common(
            self.arithmetic_type(then, node.iftrue or node.cond),
            self.arithmetic_type(otherwise, node.iffalse),
        )

    # -- calls and selections ---------------------------------------------------------------

    def _call(self, callee: c_ast.Node, arguments: list[c_ast.Node]) -> Operand:
        if isinstance(callee, c_ast.ID) and (built_in := self._builtins.call(callee.name, arguments)):
            return built_in
        function = self.of(callee).type
        if isinstance(function, Pointer):
            function = function.pointee
        if not isinstance(function, FunctionType):
            raise UnsupportedTypeError(f"`{spelled(callee)}` is not a function")
        return Operand(type=function.result, why=f"a call of `{spelled(callee)}` is not a constant")

    def _generic(self, node: c_ast.GenericSelection) -> Operand:
        """Choose by type; the controlling expression loses its qualifiers (C17 §6.5.1.1)."""
        of = node.expr
        ctype = self._types.type_of(of) if isinstance(of, c_ast.Typename) else self.value_of(of).type
        matching = [
            each
            for each in node.associations
            if each.type is not None and self.compatibility.compatible(ctype, self._types.type_of(each.type))
        ]
        matching = matching or [each for each in node.associations if each.type is None]
        if len(matching) != 1:
            raise UnsupportedTypeError(f"`{spelled(node)}` does not choose exactly one association")
        return self.of(matching[0].expr)


def truth_of(value: Value | None) -> bool | None:
    """Return whether a value is not zero, None where there is no value."""
    if isinstance(value, Address):
        return value.base is not None or value.offset != 0
    return None if value is None else value != 0
