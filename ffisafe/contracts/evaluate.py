"""The value of an expression in unbounded integers.

Where C's result is defined and fits its type, the two agree. Nothing wraps, so ``~0`` is -1
for unsigned operands too, and ``n - 1`` is negative for ``n == 0``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import add, and_, eq, ge, gt, invert, le, lt, mul, ne, neg, not_, or_, pos, sub, xor

from ffisafe.contracts.messages import one_line
from ffisafe.errors import ExpressionError
from ffisafe.model.expression import (
    Apply,
    Binary,
    Conditional,
    Expression,
    Name,
    Node,
    Number,
    Unary,
)

Lookup = Callable[[Name], int]

_MAX_SHIFT_BITS = 127  # no integer type of C is wider than 128 bits

_UNARY: Mapping[str, Callable[[int], int]] = {"-": neg, "+": pos, "~": invert, "!": not_}


def evaluate(
    expression: Expression,
    lookup: Lookup,
    *,
    strlen: Lookup | None = None,
    before: Lookup | None = None,
    strlen_before: Lookup | None = None,
) -> int:
    """Return the value of an expression.

    Args:
        expression: What to evaluate.
        lookup: The value of a name; a pointer's is its address, or any other number but 0.
        strlen: The length of the string that a name points to.
        before: ``lookup`` for the state before the call, for ``old(...)``.
        strlen_before: ``strlen`` for that state.

    Raises:
        ExpressionError: It has no value: division by zero, a shift out of range, ``old`` or
            ``strlen`` where there is none; and whatever the callbacks raise.
    """
    now = _State(lookup=lookup, strlen=strlen)
    past = _State(lookup=before, strlen=strlen_before) if before else None
    try:
        return _Evaluation(now=now, past=past).value(expression.root)
    except _NoValueError as error:
        raise ExpressionError(one_line(f"`{expression.text}`: {error}")) from None


class _NoValueError(Exception):
    """A part of the expression has no value; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """What names mean at one moment."""

    lookup: Lookup
    strlen: Lookup | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evaluation:
    """The walk over the tree."""

    now: _State
    past: _State | None

    def value(self, node: Node) -> int:
        match node:
            case Number(value=value):
                return value
            case Name():
                return self.now.lookup(node)
            case Unary(operator=operator, operand=operand):
                return int(_UNARY[operator](self.value(operand)))
            case Binary():
                return self._binary(node)
            case Conditional(condition=condition, then=then, otherwise=otherwise):
                return self.value(then if self.value(condition) else otherwise)
            case Apply():
                return self._apply(node)

    def _binary(self, node: Binary) -> int:
        left = self.value(node.left)
        if node.operator == "&&":
            return int(bool(left) and bool(self.value(node.right)))
        if node.operator == "||":
            return int(bool(left) or bool(self.value(node.right)))
        return int(_BINARY[node.operator](left, self.value(node.right)))

    def _apply(self, node: Apply) -> int:
        match node.function, node.arguments:
            case "old", (argument,):
                return self._old(argument)
            case "strlen", (Name() as name,):
                return self._strlen(name)
            case _:
                choose = min if node.function == "min" else max
                return choose(self.value(argument) for argument in node.arguments)

    def _old(self, argument: Node) -> int:
        if self.past is None:
            raise _NoValueError("`old` has no value before the call")
        return _Evaluation(now=self.past, past=self.past).value(argument)

    def _strlen(self, name: Name) -> int:
        if self.now.strlen is None:
            raise _NoValueError(f"`strlen({name})` cannot be known here")
        return self.now.strlen(name)


def _divide(left: int, right: int) -> int:
    """Return the quotient, truncated toward zero (C11 §6.5.5)."""
    if right == 0:
        raise _NoValueError("division by zero")
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


def _remainder(left: int, right: int) -> int:
    """Return the remainder, which has the dividend's sign (C11 §6.5.5)."""
    return left - _divide(left, right) * right


def _shift_left(left: int, right: int) -> int:
    return left << _shift_bits(right)


def _shift_right(left: int, right: int) -> int:
    return left >> _shift_bits(right)


def _shift_bits(count: int) -> int:
    if not 0 <= count <= _MAX_SHIFT_BITS:
        raise _NoValueError(f"shift by {count} bits")
    return count


_BINARY: Mapping[str, Callable[[int, int], int]] = {
    "+": add,
    "-": sub,
    "*": mul,
    "/": _divide,
    "%": _remainder,
    "&": and_,
    "|": or_,
    "^": xor,
    "<<": _shift_left,
    ">>": _shift_right,
    "==": eq,
    "!=": ne,
    "<": lt,
    ">": gt,
    "<=": le,
    ">=": ge,
}
