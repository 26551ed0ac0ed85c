"""What a listing of calls shows."""

from collections.abc import Mapping
from dataclasses import dataclass

from ffisafe.model.call import CallLayout, Passing
from ffisafe.model.ctype import CType, FunctionType
from ffisafe.model.source import SourceLocation


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCall:
    """A function, or the function that a typedef's pointer points to, and how it is called.

    ``layout`` is None where it cannot be told; ``reason`` says why. ``further`` are the arguments
    that may follow where a function is variadic, by their types.
    """

    name: str
    is_typedef: bool
    type: FunctionType
    parameter_names: tuple[str | None, ...]
    sizes_bytes: tuple[int, ...] = ()  # of the parameters, and of the result at the end
    layout: CallLayout | None = None
    reason: str | None = None
    further: Mapping[str, Passing] | None = None
    location: SourceLocation | None = None

    def parameters(self) -> list[tuple[str | None, CType]]:
        """Return the parameters' names with their types."""
        return list(zip(self.parameter_names, self.type.parameters, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class CallListing:
    """The calls to show, with the convention that they follow."""

    target: str
    convention: str
    calls: tuple[ListedCall, ...]
