"""Which part of a file a finding is about.

What a finding knows of a place is a line, and a column that macros may have moved: the names of
its symbol say the rest.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from ffisafe.model.source import SourceLocation
from ffisafe.report.sources.declaration import Declared, Tokens, c_function, parameter_name, rust_function
from ffisafe.report.sources.files import Sources
from ffisafe.report.sources.lex import Kind, Token
from ffisafe.report.sources.source import Language, Source

_RUST_TYPES = {"struct", "enum", "union", "type", "trait"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of one line; ``line``, ``start`` and ``end`` count from 0."""

    line: int
    start: int
    end: int


def mark_pair(
    sources: Sources, symbol: str, c: SourceLocation | None, rust: SourceLocation | None
) -> tuple[Mark | None, Mark | None]:
    """Return what to mark on each side; a parameter without a name in one is found by the other's place."""
    ours, theirs = _Place.of(sources, symbol, c), _Place.of(sources, symbol, rust)
    index = next((i for place in (ours, theirs) if place and (i := place.index()) is not None), None)
    return (ours.mark(index) if ours else None), (theirs.mark(index) if theirs else None)


@dataclass(slots=True)
class _Place:
    """A line of a file with the tokens that follow, comments left out."""

    source: Source
    location: SourceLocation
    names: Sequence[str]
    found: Tokens
    function: Declared | None

    @classmethod
    def of(cls, sources: Sources, symbol: str, location: SourceLocation | None) -> "_Place | None":
        source = sources.get(location.file) if location else None
        if location is None or source is None or not 0 < location.line <= len(source.lines):
            return None
        names = symbol.split(".")
        found = sources.nearby.tokens(source, location.line - 1)
        column = location.column and location.column - 1
        if source.language is Language.RUST:
            function = rust_function(_until_body(found), names[0])
        else:
            function = c_function(found, names[0], column) or _enclosing(sources, location, names[0])
        return cls(source, location, names, found, function)

    @property
    def is_rust(self) -> bool:
        return self.source.language is Language.RUST

    def index(self) -> int | None:
        """Return which parameter the symbol names, where it does."""
        if self.function is None or len(self.names) < 2:
            return None
        if numbered := re.fullmatch(r"#(\d+)", self.names[1]):
            return int(numbered[1]) - 1
        for i, group in enumerate(self.function.parameters):
            named = parameter_name(group, rust=self.is_rust)
            if named is not None and _plain(named) == self.names[1]:
                return i
        return None

    def mark(self, index: int | None) -> Mark | None:
        """Return what the symbol names, or else what is declared on the line; a comment for itself."""
        if comment := _comment_at(self.source, self.location):
            return comment
        if len(self.names) > 1 and self.function is not None:
            if self.names[1] == "return":
                return _spanning(self.function.result or [self.function.name])
            own = self.index()
            index = index if own is None else own
            if index is not None and index < len(self.function.parameters):
                group = self.function.parameters[index]
                named = parameter_name(group, rust=self.is_rust)
                return _spanning([named] if named else group)
        name = self._named()
        return _spanning([name]) if name else self._whole_line()

    def _named(self) -> Token | None:
        """Return the name itself: on the line, nearest to the column; else what is declared there."""
        line = self.location.line - 1
        here = [token for token in self.found if token.line == line and token.kind is Kind.WORD]
        column = (self.location.column or 0) - 1
        if self.function is None and (inside := self._inside(line)):
            return inside
        for name in reversed(self.names):
            same = [token for token in here if _plain(token) == name]
            if same:
                return self._best(same, column)
        if self.function is not None:
            return self.function.name
        return self._declared(here) or self._at(here, column) or self._below(line)

    def _inside(self, line: int) -> Token | None:
        """Return the field's name in the body of a type that begins on the line."""
        name, depth = self.names[-1], 0
        if len(self.names) < 2 or any(t.line == line and _plain(t) == name for t in self.found):
            return None
        for token in self.found:
            depth += (token.text == "{") - (token.text == "}")
            if depth < 0 or (depth == 0 and token.text in {"}", ";"}):
                return None
            if depth and _plain(token) == name and self._next(token) in {":", ";", ",", "["}:
                return token
        return None

    def _best(self, same: Sequence[Token], column: int) -> Token:
        if column >= 0:
            return min(same, key=lambda token: abs(token.column - column))
        declared = [token for token in same if self._next(token) in {";", ",", "[", ":", ")", "=", "("}]
        return (declared or same)[0]

    def _next(self, token: Token) -> str:
        return next((other.text for other in self.found if other.start >= token.end), "")

    def _declared(self, here: Sequence[Token]) -> Token | None:
        """Return the name of a Rust type or field that C calls otherwise."""
        if not self.is_rust:
            return None
        for before, after in pairwise(here):
            if before.text in _RUST_TYPES:
                return after
        field = next((token for token in here if self._next(token) == ":"), None)
        return self._variant(here) or field

    def _variant(self, here: Sequence[Token]) -> Token | None:
        """Return the first name of the line if it can be that of an enum's variant."""
        first = next(iter(here), None)
        if first is None or len(self.names) < 2 or not first.text[0].isupper():
            return None
        return first if self._next(first) in {"=", "(", ",", "{", "}"} else None

    def _at(self, here: Sequence[Token], column: int) -> Token | None:
        return next((t for t in here if t.column <= column < t.column + len(t.text)), None)

    def _below(self, line: int) -> Token | None:
        """Return a name of the symbol on a line after attributes, if the declaration goes on there."""
        for token in self.found:
            if token.text in {";", "}"} and token.line > line:
                return None
            if token.kind is Kind.WORD and token.text in self.names:
                return token
            if self.is_rust and token.text in _RUST_TYPES:
                return next((t for t in self.found if t.start > token.start and t.kind is Kind.WORD), None)
        return None

    def _whole_line(self) -> Mark | None:
        code = self.source.lines[self.location.line - 1].rstrip()
        return Mark(self.location.line - 1, len(code) - len(code.lstrip()), len(code)) if code else None


def _plain(token: Token) -> str:
    return token.text.removeprefix("r#")


@lru_cache(maxsize=256)  # a finding is marked once to be accepted, and once to be shown
def _comment_at(source: Source, location: SourceLocation) -> Mark | None:
    """Return the comment that a location points at, up to the end of its line."""
    line, start = source.lines[location.line - 1], (location.column or 0) - 1
    if start < 0 or not line.startswith(("//", "/*"), start):
        return None
    closed = line.find("*/", start + 2) if line.startswith("/*", start) else -1
    return Mark(location.line - 1, start, len(line.rstrip()) if closed < 0 else closed + 2)


def _until_body(found: Tokens) -> Tokens:
    """Return the tokens up to the body of the first function: what follows it is not meant."""
    seen = False
    for i, token in enumerate(found):
        seen = seen or token.text == "fn"
        if token.text in {"{", ";"} and seen and _depth(found[:i]) == 0:
            return found[: i + 1]
        if token.text == "}" and not seen:
            return found[:i]
    return found


def _depth(found: Tokens) -> int:
    return sum((token.text in {"(", "["}) - (token.text in {")", "]"}) for token in found)


def _enclosing(sources: Sources, location: SourceLocation, name: str) -> Declared | None:
    """Return the declaration of a C function of which the location is a later line."""
    source = sources.get(location.file)
    assert source is not None
    for line in range(location.line - 2, max(-1, location.line - 40), -1):
        text = source.lines[line]
        if ";" in text.split("//")[0] or text.lstrip().startswith("#"):
            return None
        if re.search(rf"\b{re.escape(name)}\b", text):
            return c_function(sources.nearby.tokens(source, line), name, None)
    return None


def _spanning(group: Sequence[Token]) -> Mark:
    """Return the mark of tokens; of those on several lines, of the first line's."""
    first = group[0]
    last = [token for token in group if token.line == first.line][-1]
    return Mark(first.line, first.column, last.column + len(last.text))
