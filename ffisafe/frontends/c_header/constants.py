"""Integer constant expressions (C17 §6.6), evaluated with the target's types."""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass

from pycparser import c_ast

from ffisafe.errors import UnsupportedTypeError
from ffisafe.model.ctype import CType, Enumeration, Scalar
from ffisafe.model.target import Encoding, Target

_INTEGER = re.compile(r"(0[xX][0-9a-fA-F]+|0[bB][01]+|0[0-7]*|[1-9]\d*)([uU]?[lL]{0,2}[uU]?)$")
_ESCAPES = {"n": 10, "t": 9, "r": 13, "0": 0, "a": 7, "b": 8, "f": 12, "v": 11, "e": 27}
_ARITHMETIC: dict[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
}
_COMPARISON: dict[str, Callable[[int, int], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Constant:
    """A value with the width and signedness of its C type."""

    value: int
    bits: int
    signed: bool

    def wrapped(self) -> "Constant":
        """Return the value reduced to its type."""
        value = self.value & ((1 << self.bits) - 1)
        if self.signed and value >> (self.bits - 1):
            value -= 1 << self.bits
        return Constant(value, self.bits, self.signed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluator:
    """Evaluate constant expressions; what needs types or names is asked of the caller."""

    target: Target
    enumerator: Callable[[str], int]
    type_of: Callable[[c_ast.Node], CType]
    size_and_alignment: Callable[[c_ast.Node], tuple[int, int]]
    preferred_alignment: Callable[[c_ast.Node], int]
    offset_of: Callable[[c_ast.Node, c_ast.Node], int]

    def evaluate(self, node: c_ast.Node) -> int:
        """Return the value of an integer constant expression.

        Raises:
            UnsupportedTypeError: It is not one, or uses what ffisafe does not evaluate.
        """
        return self._value(node).value

    def _value(self, node: c_ast.Node) -> Constant:
        match node:
            case c_ast.Constant(type=kind, value=text):
                return self._literal(kind, text)
            case c_ast.ID(name=name):
                return self._int(self.enumerator(name))
            case c_ast.UnaryOp(op=op, expr=operand):
                return self._unary(op, operand)
            case c_ast.BinaryOp(op=op, left=left, right=right):
                return self._binary(op, left, right)
            case c_ast.TernaryOp(cond=condition, iftrue=then, iffalse=otherwise):
                chosen, other = (then, otherwise) if self._value(condition).value else (otherwise, then)
                return self._conditional(chosen, other)
            case c_ast.Cast(to_type=to_type, expr=operand):
                return self._cast(to_type, operand)
            case c_ast.FuncCall(name=c_ast.ID(name="offsetof" | "__builtin_offsetof"), args=args):
                return self._size(self.offset_of(args.exprs[0], args.exprs[1]))
        raise UnsupportedTypeError(f"{type(node).__name__} in a constant expression")

    def _unary(self, op: str, operand: c_ast.Node) -> Constant:
        if op == "__alignof__":
            return self._size(self.preferred_alignment(operand))
        if op in {"sizeof", "_Alignof", "alignof"}:
            size, align = self.size_and_alignment(operand)
            return self._size(size if op == "sizeof" else align)
        value = self._promote(self._value(operand))
        match op:
            case "-":
                result = -value.value
            case "~":
                result = ~value.value
            case "+":
                result = value.value
            case "!":
                return self._int(int(not value.value))
            case _:
                raise UnsupportedTypeError(f"operator {op} in a constant expression")
        return Constant(result, value.bits, value.signed).wrapped()

    def _binary(self, op: str, left_node: c_ast.Node, right_node: c_ast.Node) -> Constant:
        left = self._promote(self._value(left_node))
        if op in {"&&", "||"} and bool(left.value) is (op == "||"):
            return self._int(int(op == "||"))
        right = self._promote(self._value(right_node))
        if op in {"&&", "||"}:
            return self._int(int(bool(right.value)))
        if op in {"<<", ">>"}:
            return self._shift(op, left, right.value)
        left, right = self._convert(left, right)
        if op in _COMPARISON:
            return self._int(int(_COMPARISON[op](left.value, right.value)))
        return Constant(_arithmetic(op, left.value, right.value), left.bits, left.signed).wrapped()

    def _conditional(self, chosen: c_ast.Node, other: c_ast.Node) -> Constant:
        value = self._promote(self._value(chosen))
        try:
            beside = self._promote(self._value(other))
        except UnsupportedTypeError:
            return value  # it is not evaluated in C either, and its type cannot be told
        return self._convert(value, beside)[0]

    def _shift(self, op: str, left: Constant, count: int) -> Constant:
        if not 0 <= count < left.bits:
            raise UnsupportedTypeError(f"shift by {count} in a constant expression")
        result = left.value << count if op == "<<" else left.value >> count
        return Constant(result, left.bits, left.signed).wrapped()

    def _cast(self, to_type: c_ast.Node, operand: c_ast.Node) -> Constant:
        match self.type_of(to_type):
            case Enumeration(underlying=scalar) | (Scalar() as scalar):
                value = self._value(operand)
            case _:
                raise UnsupportedTypeError("cast to a type that is not an integer")
        if scalar.encoding is Encoding.BOOLEAN:
            return Constant(int(bool(value.value)), 8, signed=False)
        signed = scalar.encoding in {Encoding.SIGNED, Encoding.CHAR}
        return Constant(value.value, scalar.size_bytes * 8, signed).wrapped()

    def _literal(self, kind: str, text: str) -> Constant:
        if "char" in kind:
            return self._int(_character(text))
        found = _INTEGER.match(text)
        if found is None:
            raise UnsupportedTypeError(f"{text} in a constant expression")
        digits, suffix = found[1], found[2].lower()
        value = int(digits, 8) if digits[0] == "0" and digits.isdigit() else int(digits, 0)
        decimal = digits[0] != "0"
        names = ["int", "long", "long long"][min(suffix.count("l"), 2) :]
        for bits in (self.target.scalars[name].size_bytes * 8 for name in names):
            if "u" not in suffix and value < 1 << (bits - 1):
                return Constant(value, bits, signed=True)
            if ("u" in suffix or not decimal) and value < 1 << bits:
                return Constant(value, bits, signed=False)
        raise UnsupportedTypeError(f"{text} fits no integer type")

    def _int(self, value: int) -> Constant:
        bits = self.target.scalars["int"].size_bytes * 8
        if -(1 << (bits - 1)) <= value < 1 << (bits - 1):
            return Constant(value, bits, signed=True)
        return Constant(value, 64, signed=value < 1 << 63)

    def _size(self, value: int) -> Constant:
        return Constant(value, self.target.pointer_bytes * 8, signed=False)

    def _promote(self, value: Constant) -> Constant:
        bits = self.target.scalars["int"].size_bytes * 8
        return value if value.bits >= bits else Constant(value.value, bits, signed=True)

    def _convert(self, left: Constant, right: Constant) -> tuple[Constant, Constant]:
        """Apply the usual arithmetic conversions (C17 §6.3.1.8)."""
        bits = max(left.bits, right.bits)
        signed = all(side.signed for side in (left, right) if side.bits == bits)
        return (
            Constant(left.value, bits, signed).wrapped(),
            Constant(right.value, bits, signed).wrapped(),
        )


def _arithmetic(op: str, left: int, right: int) -> int:
    if op in _ARITHMETIC:
        return _ARITHMETIC[op](left, right)
    if op not in {"/", "%"}:
        raise UnsupportedTypeError(f"operator {op} in a constant expression")
    if right == 0:
        raise UnsupportedTypeError("division by zero in a constant expression")
    quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
    return quotient if op == "/" else left - quotient * right


def _character(text: str) -> int:
    prefix, _, quoted = text.partition("'")
    body = quoted[:-1]
    if not body.startswith("\\"):
        return ord(body[0]) if len(body) == 1 else int.from_bytes(body.encode(), "big")
    if body[1] not in "x01234567":
        return _ESCAPES.get(body[1], ord(body[1]))
    value = int("0" + body[1:], 16 if body[1] == "x" else 8)
    # A plain character constant has the value of a `char`, which is signed on the targets known.
    return value - 256 if not prefix and 127 < value < 256 else value
