"""Parameters and results: what one call hands over, as both sides declare it."""

from collections.abc import Iterator
from dataclasses import dataclass

from ffisafe.model.ctype import CType
from ffisafe.model.finding import DetailValue, Finding
from ffisafe.model.interface import Function
from ffisafe.model.rules import finding
from ffisafe.model.source import SourceLocation


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One parameter, or the result, of a function that both sides declare.

    ``name`` is C's name of a parameter, else Rust's, else its number; None for the result.
    """

    function: str
    name: str | None
    c: CType
    rust: CType
    c_location: SourceLocation | None = None
    rust_location: SourceLocation | None = None

    @property
    def is_result(self) -> bool:
        """Whether it is what the function returns."""
        return self.name is None

    @property
    def symbol(self) -> str:
        """``function.parameter`` or ``function.return``."""
        return f"{self.function}.{self.name or 'return'}"

    @property
    def title(self) -> str:
        """How a message calls it."""
        if self.name is None:
            return f"the return type of `{self.function}`"
        return f"parameter `{self.name}` of `{self.function}`"

    def finding(self, code: str, message: str, advice: str, **details: DetailValue) -> Finding:
        """Return a finding about it, at its place on both sides."""
        return finding(
            code,
            self.symbol,
            message,
            help=advice,
            c=self.c_location,
            rust=self.rust_location,
            details=details,
        )


def parameters(c: Function, rust: Function) -> Iterator[Slot]:
    """Yield the parameters at the same places, as far as both sides have them."""
    for index, (ours, theirs) in enumerate(zip(c.parameters, rust.parameters, strict=False)):
        yield Slot(
            function=c.name,
            name=ours.name or theirs.name or f"#{index + 1}",
            c=ours.type,
            rust=theirs.type,
            c_location=ours.location or c.location,
            rust_location=theirs.location or rust.location,
        )


def result(c: Function, rust: Function) -> Slot:
    """Return what the function returns."""
    return Slot(
        function=c.name,
        name=None,
        c=c.result,
        rust=rust.result,
        c_location=c.location,
        rust_location=rust.location,
    )
