"""The printer of expressions: the shortest text that parses to the same tree."""

from ffisafe.contracts.expression import PRECEDENCE
from ffisafe.model.expression import Apply, Binary, Conditional, Name, Node, Number, Unary

_CONDITIONAL, _UNARY, _PRIMARY = 0, 11, 12


def unparse(node: Node) -> str:
    """Return a tree as text, with parentheses only where C's precedence needs them."""
    match node:
        case Number(value=value):
            return str(value)
        case Name():
            return str(node)
        case Apply(function=function, arguments=arguments):
            return f"{function}({', '.join(unparse(argument) for argument in arguments)})"
        case Unary(operator=operator, operand=operand):
            text = _at_least(_UNARY, operand)
            is_step = text.startswith(operator) and operator in "+-"  # `--x` is C's decrement
            return f"{operator}({text})" if is_step else f"{operator}{text}"
        case Binary(operator=operator, left=left, right=right):
            level = PRECEDENCE[operator]
            return f"{_at_least(level, left)} {operator} {_at_least(level + 1, right)}"
        case Conditional(condition=condition, then=then, otherwise=otherwise):
            return f"{_at_least(1, condition)} ? {unparse(then)} : {unparse(otherwise)}"


def _at_least(level: int, node: Node) -> str:
    """Return the text of an operand, in parentheses if it binds less tightly than ``level``."""
    return unparse(node) if _level(node) >= level else f"({unparse(node)})"


def _level(node: Node) -> int:
    match node:
        case Conditional():
            return _CONDITIONAL
        case Binary(operator=operator):
            return PRECEDENCE[operator]
        case Unary():
            return _UNARY
        case Name(path=(_, *rest)) if rest and rest[-1] == "*":
            return _UNARY
        case _:
            return _PRIMARY
