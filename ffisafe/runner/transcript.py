"""The calls of a program as text, with handles instead of addresses."""

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

from ffisafe.model.spelling import spell_c
from ffisafe.runner.arrays import is_array
from ffisafe.runner.pointer import Pointer

_MAX_ELEMENTS = 32
_MAX_CALLS = 1000
_NO_RESULT = object()


class Transcript:
    """Remembers calls; pointers are numbered in the order in which they first appear."""

    def __init__(self) -> None:
        self._calls: deque[list[Any]] = deque(maxlen=_MAX_CALLS)
        self._handles: dict[int, int] = {}

    def clear(self) -> None:
        """Forget all calls and handles."""
        self._calls.clear()
        self._handles.clear()

    def begin(self, name: str, arguments: Sequence[Any]) -> None:
        """Note a call that is about to be made."""
        self._calls.append([name, [self._noted(argument) for argument in arguments], _NO_RESULT])

    def end(self, result: Any) -> None:
        """Note the result of the last call."""
        self._calls[-1][2] = self._noted(result)

    def last(self) -> str:
        """Return the last call as text."""
        return _line(*self._calls[-1])

    def lines(self) -> tuple[str, ...]:
        """Return the calls as text, oldest first."""
        return tuple(_line(*call) for call in self._calls)

    def _noted(self, value: Any) -> Any:
        """Return what a value will be shown as: it may be another one later."""
        match value:
            case Pointer():
                return self._handle(value)
            case None:
                return "NULL"
            case Mapping():
                inner = " ".join(f"{name}={self._noted(each)}" for name, each in value.items())
                return f"{{{inner}}}"
            case bytes() | bytearray() | memoryview():
                return _short_bytes(bytes(value[:_MAX_ELEMENTS]), len(value))
            case list() | tuple():
                return _short_list([self._noted(v) for v in value[:_MAX_ELEMENTS]], len(value))
        if is_array(value):
            return _short_array(value)
        return repr(value)

    def _handle(self, pointer: Pointer) -> str:
        if not pointer:
            return "NULL"
        number = self._handles.setdefault(pointer.address, len(self._handles) + 1)
        return f"<{spell_c(pointer.ctype)} #{number}>"


def _short_bytes(start: bytes, size: int) -> str:
    return repr(start) if size <= len(start) else f"{start!r}... ({size} bytes)"


def _short_list(start: Sequence[str], count: int) -> str:
    more = f", ... ({count} in all)" if count > len(start) else ""
    return f"[{', '.join(start)}{more}]"


def _short_array(array: Any) -> str:
    start = [repr(value) for value in array.ravel(order="K")[:_MAX_ELEMENTS].tolist()]
    shape = "x".join(map(str, array.shape))
    return f"{array.dtype}[{shape}]{_short_list(start, array.size)}"


def _line(name: str, arguments: Sequence[str], result: Any) -> str:
    call = f"{name}({', '.join(arguments)})"
    return call if result is _NO_RESULT else f"{call} -> {result}"
