"""The integer constants of a header, evaluated when somebody asks for one."""

import re
from collections.abc import Callable, Iterator, Mapping

from ffisafe.errors import UnsupportedTypeError

_WORD = re.compile(
    r"""(?P<kept>(?:u8|[LuU])?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\.?\d(?:[eEpP][+-]|'?\w|\.)*)"""
    r"|(?P<name>[A-Za-z_]\w*)"
)
_MAX_LENGTH = 10_000
"""Of a macro's text once others are expanded in it: they may double it again and again."""


class Constants(Mapping[str, int]):
    """Enumerators, and object-like macros whose replacement is an integer constant expression.

    A system header brings a thousand macros, and a contract names two: nothing is evaluated
    before it is looked up.
    """

    def __init__(
        self,
        enumerators: list[str],
        enumerator: Callable[[str], int],
        macros: Mapping[str, str],
        evaluate: Callable[[str], int],
    ) -> None:
        self._enumerators = enumerators
        self._enumerator = enumerator
        self._macros = macros
        self._evaluate_text = evaluate
        self._values: dict[str, int | None] = {}

    def __getitem__(self, name: str) -> int:
        if name not in self._values:
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
            return self._evaluate_text(self._expanded(name, frozenset()))
        except UnsupportedTypeError:
            return None

    def _expanded(self, name: str, expanding: frozenset[str]) -> str:
        """Return a macro's text with the macros in it expanded, but for itself (C17 §6.10.3.4)."""
        inner = expanding | {name}

        def replacement(found: re.Match[str]) -> str:
            word = found[0]
            if found["kept"] or word in inner or word not in self._macros:
                return word
            return self._expanded(word, inner)

        text = _WORD.sub(replacement, self._macros[name])
        if len(text) > _MAX_LENGTH:
            raise UnsupportedTypeError(f"macro `{name}` is too long")
        return text
