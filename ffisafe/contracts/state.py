"""The values of one call, as expressions see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ffisafe.errors import ExpressionError
from ffisafe.model.expression import Name

# A number, a string, or a struct as its fields. A pointer is what it points to: a string, the
# fields of a struct, or `{"*": value}`; or its address where nobody looks behind it; or None.
Value = int | float | bytes | Mapping[str, "Value"] | None


@dataclass(frozen=True, slots=True)
class State:
    """What names stand for at one moment: values by name, then constants of the header."""

    values: Mapping[str, Value]
    constants: Mapping[str, int] = field(default_factory=dict)

    def lookup(self, name: Name) -> int:
        """Return the integer that a name stands for; a pointer is 0 or not.

        Raises:
            ExpressionError: There is no such value, or it lies behind NULL.
        """
        match self._value(name):
            case int() as value:
                return int(value)
            case None:
                return 0
            case bytes() | Mapping():
                return 1
            case other:
                raise ExpressionError(f"`{name}` is {other!r}, not an integer")

    def strlen(self, name: Name) -> int:
        """Return the length of a string, up to its first NUL.

        Raises:
            ExpressionError: It is not a string.
        """
        value = self._value(name)
        if not isinstance(value, bytes):
            raise ExpressionError(f"`{name}` is not a string")
        return len(value.partition(b"\0")[0])

    def _value(self, name: Name) -> Value:
        first, *rest = name.path
        if first not in self.values and first in self.constants and not rest:
            return self.constants[first]
        value: Value = self.values
        for part in name.path:
            value = self._part(value, part, name)
        return value

    def _part(self, value: Value, part: str, name: Name) -> Value:
        match value:
            case Mapping() if part in value:
                return value[part]
            case Mapping() if "*" in value:  # a field through a pointer
                return self._part(value["*"], part, name)
            case Mapping() if part == "*" and value is not self.values:
                return value
            case None | 0:
                raise ExpressionError(f"`{name}` lies behind NULL")
            case _:
                raise ExpressionError(f"`{name}` has no value in this call")
