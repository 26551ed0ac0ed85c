"""What a source says, one word at a time: the form in which sources are held against each other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import IntEnum, StrEnum
from typing import Any

from ffisafe.model.contract import Contract, FunctionContract, Release, StructContract, ValueContract
from ffisafe.model.expression import Expression
from ffisafe.model.source import SourceLocation


class Source(IntEnum):
    """Where a word was said, in rising authority."""

    ATTRIBUTE = 1
    MACRO = 2
    CONFIG = 3


class Kind(StrEnum):
    """What has a contract."""

    FUNCTION = "function"
    STRUCT = "struct"


RETURN = "return"
_OTHER = frozenset({"params", "returns", "fields", "location", "places"})
_WORDS = {"max_time_s": "max-time"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What a word is said about; ``part`` is a parameter, a field or ``return``, None for the whole."""

    kind: Kind
    name: str
    part: str | None = None

    @property
    def subject(self) -> str:
        """It in a sentence."""
        if self.part is None:
            return f"`{self.name}`"
        if self.kind is Kind.STRUCT:
            return f"field `{self.part}` of `{self.name}`"
        return (
            f"the result of `{self.name}`"
            if self.part == RETURN
            else f"parameter `{self.part}` of `{self.name}`"
        )

    @property
    def symbol(self) -> str:
        """It in a report."""
        return self.name if self.part is None else f"{self.name}.{self.part}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One word with its value; ``attribute`` is the model's name for it."""

    site: Site
    attribute: str
    value: Any
    source: Source
    location: SourceLocation | None = None

    @property
    def word(self) -> str:
        """The word as a contract file has it."""
        return word_of(self.attribute)


def word_of(attribute: str) -> str:
    """Return the word of a contract file for an attribute of the model."""
    return _WORDS.get(attribute, attribute.replace("_", "-"))


def written(value: object) -> str:
    """Return a value as a contract file has it."""
    match value:
        case bool():
            return str(value).lower()
        case Expression(text=text):
            return text
        case Release(function=function, arguments=None):
            return function
        case Release(function=function, arguments=arguments):
            return f"{function}({', '.join(arguments or ())})"
        case tuple():
            return f"[{', '.join(map(written, value))}]"
    return str(value)


def statements_of(contract: Contract) -> Iterator[Statement]:
    """Yield all that a contract file says."""
    for name, function in contract.functions.items():
        whole = Site(kind=Kind.FUNCTION, name=name)
        yield from _said(whole, function)
        parts = {**function.params, RETURN: function.returns}
        yield from _parts(whole, parts)
    for name, struct in contract.structs.items():
        whole = Site(kind=Kind.STRUCT, name=name)
        yield from _said(whole, struct)
        yield from _parts(whole, struct.fields)


def _parts(whole: Site, parts: Mapping[str, ValueContract]) -> Iterator[Statement]:
    for part, value in parts.items():
        yield from _said(Site(kind=whole.kind, name=whole.name, part=part), value)


def _said(site: Site, said: ValueContract | FunctionContract | StructContract) -> Iterator[Statement]:
    for field in fields(said):
        value = getattr(said, field.name)
        if field.name in _OTHER or value is None or value == ():
            continue
        place = said.places.get(field.name, said.location)
        yield Statement(site=site, attribute=field.name, value=value, source=Source.CONFIG, location=place)
