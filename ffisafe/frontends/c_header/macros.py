"""The integer constants of a header, evaluated when somebody asks for one."""

from collections.abc import Callable, Iterator, Mapping

from ffisafe.contracts.evaluate import evaluate
from ffisafe.contracts.expression import parse
from ffisafe.errors import ExpressionError, UnsupportedTypeError


class Constants(Mapping[str, int]):
    """Enumerators, and object-like macros whose replacement is an integer expression.

    A system header brings a thousand macros, and a contract names two: nothing is evaluated
    before it is looked up.
    """

    def __init__(
        self, enumerators: list[str], enumerator: Callable[[str], int], macros: Mapping[str, str]
    ) -> None:
        self._enumerators = enumerators
        self._enumerator = enumerator
        self._macros = macros
        self._values: dict[str, int | None] = {}

    def __getitem__(self, name: str) -> int:
        if name not in self._values:
            self._values[name] = None  # a macro that names itself has no value
            self._values[name] = self._evaluate(name)
        value = self._values[name]
        if value is None:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        names = dict.fromkeys([*self._enumerators, *self._macros])
        return (name for name in names if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _evaluate(self, name: str) -> int | None:
        try:
            if name not in self._macros:
                return self._enumerator(name)
            return evaluate(parse(self._macros[name]), lambda inner: self._inner(str(inner)))
        except (ExpressionError, UnsupportedTypeError):
            return None

    def _inner(self, name: str) -> int:
        if name not in self:
            raise ExpressionError(f"`{name}` is not an integer")
        return self[name]
