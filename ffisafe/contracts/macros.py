"""Source 2: the macros of ``ffisafe.h``, which leave attributes named ``ffisafe`` for us."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from ffisafe.contracts import schema
from ffisafe.contracts.locate import KeyLocations
from ffisafe.contracts.messages import did_you_mean
from ffisafe.contracts.place import BadValueError, Mistake, Place
from ffisafe.contracts.schema import Words
from ffisafe.contracts.statements import RETURN, Kind, Site, Source, Statement
from ffisafe.contracts.types import mentioned_records
from ffisafe.model.attribute import Attribute
from ffisafe.model.ctype import CType, Pointer, Record
from ffisafe.model.interface import Function, Interface
from ffisafe.model.source import SourceLocation

_ATTRIBUTE = "ffisafe"
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPE = re.compile(r"\\(.)")
_UNTIL = re.compile(r"until\s*\((?P<functions>.*)\)", re.DOTALL)
_FLAGS = frozenset(
    {"nullable", "noalias", "zero-terminated", "utf8", "unwind", "thread-safe", "deterministic"}
)
_CALLS = {word: read for word, read in schema.FUNCTION_WORDS.items() if word not in {"params", "returns"}}
_STRUCTS = {word: read for word, read in schema.STRUCT_WORDS.items() if word != "fields"}


@dataclass(frozen=True, slots=True)
class MacroReader:
    """Reads the macros of a header; ``mistakes`` are those in them."""

    interface: Interface
    mistakes: list[Mistake] = field(default_factory=list)

    def statements(self) -> Iterator[Statement]:
        """Yield what macros say."""
        for function in self.interface.functions.values():
            yield from self._of_function(function)
        mentioned = mentioned_records(self.interface)
        for name, layout in mentioned.items():
            if layout is not None:
                site = Site(kind=Kind.STRUCT, name=name)
                yield from self._said(layout.attributes, site, _STRUCTS)
                for member in layout.members:
                    part = Site(kind=Kind.STRUCT, name=name, part=member.name or "")
                    yield from self._said(member.attributes, part, schema.FIELD_WORDS)
        for name, attributes in self.interface.typedef_attributes.items():
            record = _record(self.interface.typedefs[name])
            known = record is not None and record.name in mentioned
            site = Site(kind=Kind.STRUCT, name=record.name if record and known else name)
            yield from self._said(attributes, site, _STRUCTS if record else {})
        self._misplaced()

    def _of_function(self, function: Function) -> Iterator[Statement]:
        whole = Site(kind=Kind.FUNCTION, name=function.name)
        result = Site(kind=Kind.FUNCTION, name=function.name, part=RETURN)
        for attribute, word, text in _words(function.attributes):
            of_call = word in _CALLS
            site, words = (whole, _CALLS) if of_call else (result, schema.RESULT_WORDS)
            yield from self._read(attribute, word, text, site, words)
        for index, parameter in enumerate(function.parameters, 1):
            if parameter.name is None and any(_words(parameter.attributes)):
                at = next(each.location for each, *_ in _words(parameter.attributes))
                what = f"parameter {index} of `{function.name}` has a contract and no name"
                self._mistake(at, what, "give it one")
                continue
            site = Site(kind=Kind.FUNCTION, name=function.name, part=parameter.name)
            yield from self._said(parameter.attributes, site, schema.PARAMETER_WORDS)

    def _misplaced(self) -> None:
        """Note words about what has no contract."""
        for variable in self.interface.variables.values():
            self._nothing_for(variable.attributes, f"the variable `{variable.name}`")
        for enum in self.interface.enums:
            constants = chain.from_iterable(enum.constant_attributes.values())
            self._nothing_for((*enum.attributes, *constants), f"the enum `{enum.name}`")

    def _nothing_for(self, attributes: Iterable[Attribute], subject: str) -> None:
        for attribute, word, _ in _words(attributes):
            what = f"`{word}` is said of {subject}, which has no contract"
            self._mistake(attribute.location, what, "say it of a function, a parameter, a field or a struct")

    def _said(self, attributes: Iterable[Attribute], site: Site, words: Words) -> Iterator[Statement]:
        for attribute, word, text in _words(attributes):
            yield from self._read(attribute, word, text, site, words)

    def _read(
        self, attribute: Attribute, word: str, text: str, site: Site, words: Words
    ) -> Iterator[Statement]:
        at = SourceLocation(file="", line=1)
        if attribute.location:
            at = SourceLocation(file=attribute.location.file, line=attribute.location.line)
        if word not in words:
            hint = did_you_mean(word, words, "the words there are")
            self.mistakes.append(Mistake(at, f"`{word}` cannot be said of {site.subject}", hint))
            return
        name, read = words[word]
        place = Place(locations=KeyLocations(at.file, {(word,): at}), path=(word,), subject=site.subject)
        try:
            value = read(_as_toml(word, text), place)
        except BadValueError as error:
            what = f"`{word}` of {site.subject} {error.reason}"
            self.mistakes.append(Mistake(at, what, error.hint))
        else:
            yield Statement(site=site, attribute=name, value=value, source=Source.MACRO, location=at)

    def _mistake(self, location: SourceLocation | None, what: str, hint: str) -> None:
        self.mistakes.append(Mistake(location or SourceLocation(file="", line=1), what, hint))


def _record(ctype: CType) -> Record | None:
    """Return the record that a typedef names, itself or behind a pointer."""
    inner = ctype.pointee if isinstance(ctype, Pointer) else ctype
    return inner if isinstance(inner, Record) else None


def _words(attributes: Iterable[Attribute]) -> Iterator[tuple[Attribute, str, str]]:
    """Yield the words of a contract among attributes, with what is said."""
    for attribute in attributes:
        if attribute.name == _ATTRIBUTE:
            literals = [_ESCAPE.sub(r"\1", text) for text in _LITERAL.findall(attribute.arguments or "")]
            if literals:
                yield attribute, literals[0], _unquoted("".join(literals[1:]))


def _unquoted(text: str) -> str:
    """Return what a macro was given, without the quotes of an argument that is a string."""
    literal = _LITERAL.fullmatch(text.strip())
    return _ESCAPE.sub(r"\1", literal[1]) if literal else text.strip()


def _as_toml(word: str, text: str) -> object:
    """Return the text of a macro's argument as a contract file would have the value."""
    if word in _FLAGS:
        return text == "true"
    if word == "shape":
        inner = text[1:-1] if text.startswith("(") and text.endswith(")") else text
        return _list(inner)
    if word == "range":
        return [_integer(each) for each in _list(text)]
    if word == "lifetime" and (until := _UNTIL.fullmatch(text)):
        return f"until {until['functions']}"
    return text


def _list(text: str) -> list[str]:
    """Split at the commas that stand in no parentheses."""
    parts, depth = [""], 0
    for character in text:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]


def _integer(text: str) -> int | str:
    try:
        return int(text, 0)
    except ValueError:
        return text
