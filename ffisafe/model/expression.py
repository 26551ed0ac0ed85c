"""Expressions of a contract: C's integer operators over names of a call.

Values are mathematical integers: ``m * n`` never wraps, so that an extent that does not
fit the machine's types is seen rather than hidden.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ffisafe.model.source import SourceLocation


@dataclass(frozen=True, slots=True)
class Number:
    """An integer; ``true``, ``false`` and ``NULL`` are 1, 0 and 0."""

    value: int


@dataclass(frozen=True, slots=True)
class Name:
    """A parameter, ``return``, an enumerator or macro, or what is reached from one of them.

    ``path`` starts with the name; each further part is a field (``m.rows``, written the same
    through a pointer) or ``"*"``, what a pointer points to (``*written``).
    """

    path: tuple[str, ...]

    def __str__(self) -> str:
        text = self.path[0]
        for part in self.path[1:]:
            if part == "*":
                text = f"*{text}"
            else:
                text = f"({text}).{part}" if text.startswith("*") else f"{text}.{part}"
        return text


@dataclass(frozen=True, slots=True)
class Unary:
    """``-x``, ``+x``, ``!x`` or ``~x``."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """A binary operator of C; ``&&`` and ``||`` evaluate their right side only if needed."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Conditional:
    """``condition ? then : otherwise``."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Apply:
    """``old(x)``, ``min(x, y)``, ``max(x, y)`` or ``strlen(p)``."""

    function: str
    arguments: tuple[Node, ...]


Node = Number | Name | Unary | Binary | Conditional | Apply


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression with the text it was written as, and where, if in a file."""

    text: str
    root: Node
    location: SourceLocation | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return self.text

    @property
    def names(self) -> tuple[Name, ...]:
        """Every name in it, left to right, without repetition."""
        return tuple(dict.fromkeys(_names(self.root)))


def _names(node: Node) -> list[Name]:
    match node:
        case Name():
            return [node]
        case Unary(operand=operand):
            return _names(operand)
        case Binary(left=left, right=right):
            return _names(left) + _names(right)
        case Conditional(condition=condition, then=then, otherwise=otherwise):
            return _names(condition) + _names(then) + _names(otherwise)
        case Apply(arguments=arguments):
            return [name for argument in arguments for name in _names(argument)]
        case Number():
            return []
