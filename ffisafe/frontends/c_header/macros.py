"""Object-like macros that stand for integers, for the expressions of a contract."""

from collections.abc import Mapping

from ffisafe.contracts import evaluate, parse_expression
from ffisafe.errors import ExpressionError
from ffisafe.model.expression import Name


def integer_macros(macros: Mapping[str, str], enumerators: Mapping[str, int]) -> dict[str, int]:
    """Return the value of each macro whose replacement is an integer expression."""
    values = dict(enumerators)

    def value_of(name: str, within: tuple[str, ...]) -> int:
        if name not in values:
            if name in within or name not in macros:
                raise ExpressionError(f"{name} is not an integer")
            values[name] = evaluate(
                parse_expression(macros[name]), lambda n: lookup(n, (*within, name))
            )
        return values[name]

    def lookup(name: Name, within: tuple[str, ...]) -> int:
        return value_of(str(name), within)

    for name, text in macros.items():
        if text:
            try:
                value_of(name, ())
            except ExpressionError:
                continue
    return values
