"""Extents as products, so that ``m * n`` doubles and ``8 * n * m`` bytes are the same."""

from collections.abc import Iterable
from dataclasses import dataclass

from ffisafe.contracts.unparse import unparse
from ffisafe.model.expression import Binary, Node, Number


@dataclass(frozen=True, slots=True)
class Product:
    """A number times factors in alphabetical order."""

    number: int
    factors: tuple[str, ...]


def product_of(roots: Iterable[Node], *, unit_bytes: int | None) -> Product:
    """Return the product of expressions and of the size of one element; None stands for an unknown size."""
    number, factors = 1, []
    waiting = list(roots)
    while waiting:
        match waiting.pop():
            case Binary(operator="*", left=left, right=right):
                waiting += [left, right]
            case Number(value=value):
                number *= value
            case other:
                factors.append(unparse(other))
    if unit_bytes is None:
        factors.append("sizeof *")
    return Product(number * (unit_bytes or 1), tuple(sorted(factors)))
