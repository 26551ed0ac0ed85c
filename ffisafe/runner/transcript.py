"""The calls of a program as text, with handles instead of addresses.

Values are noted when the call is made, because memory changes; they are put into words only
when somebody reads them, because most calls are never read.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import prod
from typing import Any

from ffisafe.model.spelling import spell_c
from ffisafe.runner.arrays import is_array
from ffisafe.runner.pointer import Pointer
from ffisafe.runner.values import Struct

_MAX_ELEMENTS = 32
_MAX_CALLS = 1000

_NOTHING = object()  # the result of a call that has not returned, or returns void
_IMMUTABLE = frozenset({int, float, bool, str, type(None), Pointer})

Noted = Any  # an immutable value, or a function that puts into words what a value was
Handles = dict[int, int]  # the number of each address


@dataclass(slots=True)
class _Call:
    name: str
    arguments: list[Noted]
    result: Noted = _NOTHING

    def text(self, handles: Handles) -> str:
        call = f"{self.name}({', '.join(_text(noted, handles) for noted in self.arguments)})"
        return call if self.result is _NOTHING else f"{call} -> {_text(self.result, handles)}"


class Transcript:
    """Remembers calls; pointers are numbered in the order in which they first appear."""

    def __init__(self) -> None:
        self._calls: deque[_Call] = deque(maxlen=_MAX_CALLS)

    def clear(self) -> None:
        """Forget all calls and handles."""
        self._calls.clear()

    def begin(self, name: str, arguments: Sequence[Any]) -> None:
        """Note a call that is about to be made."""
        self._calls.append(_Call(name, [_noted(argument) for argument in arguments]))

    def end(self, result: Any) -> None:
        """Note the result of the last call."""
        self._calls[-1].result = _noted(result)

    def lines(self) -> tuple[str, ...]:
        """Return the calls as text, oldest first."""
        handles: Handles = {}
        return tuple(call.text(handles) for call in self._calls)


def _noted(value: Any) -> Noted:
    """Return what a value will be shown as: it may be another one later."""
    if type(value) in _IMMUTABLE:
        return value
    if is_array(value):
        start = value.ravel(order="K")[:_MAX_ELEMENTS].copy()
        return partial(_array, start, value.shape)
    match value:
        case Struct():
            fields = value._asdict()
            is_plain = _IMMUTABLE.issuperset(map(type, fields.values()))
            return partial(_mapping, fields if is_plain else {n: _noted(v) for n, v in fields.items()})
        case bytes() | bytearray() | memoryview():
            return partial(_bytes, bytes(value[:_MAX_ELEMENTS]), len(value))
        case list() | tuple():
            return partial(_list, [_noted(each) for each in value[:_MAX_ELEMENTS]], len(value))
        case Mapping():
            return partial(_mapping, {name: _noted(each) for name, each in value.items()})
    return partial(_words, repr(value))


def _text(noted: Noted, handles: Handles) -> str:
    if isinstance(noted, partial):
        return str(noted(handles))
    if isinstance(noted, Pointer) and noted:
        number = handles.setdefault(noted.address, len(handles) + 1)
        return f"<{spell_c(noted.ctype)} #{number}>"
    return repr(noted) if noted is not None else "NULL"


def _words(text: str, _: Handles) -> str:
    return text


def _mapping(fields: Mapping[str, Noted], handles: Handles) -> str:
    return f"{{{' '.join(f'{name}={_text(each, handles)}' for name, each in fields.items())}}}"


def _bytes(start: bytes, size: int, _: Handles) -> str:
    return repr(start) if size <= len(start) else f"{start!r}... ({size} bytes)"


def _list(start: Sequence[Noted], count: int, handles: Handles) -> str:
    more = f", ... ({count} in all)" if count > len(start) else ""
    return f"[{', '.join(_text(each, handles) for each in start)}{more}]"


def _array(start: Any, shape: tuple[int, ...], handles: Handles) -> str:
    sides = "x".join(map(str, shape))
    return f"{start.dtype}[{sides}]{_list(start.tolist(), prod(shape), handles)}"
