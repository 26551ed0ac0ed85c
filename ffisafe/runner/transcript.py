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

from ffisafe.model.ctype import Pointer as PointerType
from ffisafe.model.spelling import spell_c
from ffisafe.runner.arrays import is_array
from ffisafe.runner.pointer import Pointer
from ffisafe.runner.values import Struct

_MAX_ELEMENTS = 32
_MAX_CALLS = 1000

_NOTHING = object()  # the result of a call that has not returned, or returns void
_IMMUTABLE = {int, float, bool, str, type(None)}

Noted = Any  # an immutable value, or a function that puts into words what a value was


@dataclass(slots=True)
class _Call:
    name: str
    arguments: list[Noted]
    result: Noted = _NOTHING

    def __str__(self) -> str:
        call = f"{self.name}({', '.join(map(_text, self.arguments))})"
        return call if self.result is _NOTHING else f"{call} -> {_text(self.result)}"


class Transcript:
    """Remembers calls; pointers are numbered in the order in which they first appear."""

    def __init__(self) -> None:
        self._calls: deque[_Call] = deque(maxlen=_MAX_CALLS)
        self._handles: dict[int, int] = {}

    def clear(self) -> None:
        """Forget all calls and handles."""
        self._calls.clear()
        self._handles.clear()

    def begin(self, name: str, arguments: Sequence[Any]) -> None:
        """Note a call that is about to be made."""
        self._calls.append(_Call(name, [self._noted(argument) for argument in arguments]))

    def end(self, result: Any) -> None:
        """Note the result of the last call."""
        self._calls[-1].result = self._noted(result)

    def lines(self) -> tuple[str, ...]:
        """Return the calls as text, oldest first."""
        return tuple(map(str, self._calls))

    def _noted(self, value: Any) -> Noted:
        """Return what a value will be shown as: it may be another one later."""
        if type(value) in _IMMUTABLE:
            return value
        if is_array(value):
            start = value.ravel(order="K")[:_MAX_ELEMENTS].copy()
            return partial(_array, start, value.shape)
        match value:
            case Pointer():
                return self._handle(value)
            case Struct():
                return partial(_mapping, {name: self._noted(each) for name, each in value._asdict().items()})
            case bytes() | bytearray() | memoryview():
                return partial(_bytes, bytes(value[:_MAX_ELEMENTS]), len(value))
            case list() | tuple():
                return partial(_list, [self._noted(v) for v in value[:_MAX_ELEMENTS]], len(value))
            case Mapping():
                return partial(_mapping, {name: self._noted(each) for name, each in value.items()})
        return partial(str, repr(value))

    def _handle(self, pointer: Pointer) -> Noted:
        if not pointer:
            return None
        number = self._handles.setdefault(pointer.address, len(self._handles) + 1)
        return partial(_pointer, pointer.ctype, number)


def _text(noted: Noted) -> str:
    if noted is None:
        return "NULL"
    return str(noted()) if isinstance(noted, partial) else repr(noted)


def _pointer(ctype: PointerType, number: int) -> str:
    return f"<{spell_c(ctype)} #{number}>"


def _mapping(fields: Mapping[str, Noted]) -> str:
    return f"{{{' '.join(f'{name}={_text(each)}' for name, each in fields.items())}}}"


def _bytes(start: bytes, size: int) -> str:
    return repr(start) if size <= len(start) else f"{start!r}... ({size} bytes)"


def _list(start: Sequence[Noted], count: int) -> str:
    more = f", ... ({count} in all)" if count > len(start) else ""
    return f"[{', '.join(map(_text, start))}{more}]"


def _array(start: Any, shape: tuple[int, ...]) -> str:
    sides = "x".join(map(str, shape))
    return f"{start.dtype}[{sides}]{_list(start.tolist(), prod(shape))}"
