"""The tokens that follow a line: parts of a file are read until they add up to all of it."""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice, takewhile

from ffisafe.report.sources.lex import Kind, Token, tokens
from ffisafe.report.sources.source import Source

_MAX_TOKENS = 4000  # of a declaration; one that is longer is marked at its first line
_MAX_LINES = 300
_MAX_BYTES = 2**20  # of a file that is read as a whole


@dataclass(slots=True)
class Nearby:
    """Tokens of the files of one run, comments left out."""

    _read: Counter[str] = field(default_factory=Counter)  # characters, part by part
    _whole: dict[str, list[Token]] = field(default_factory=dict)

    def tokens(self, source: Source, first_line: int) -> list[Token]:
        """Return the tokens from a line on, as many as a declaration has."""
        last = first_line + _MAX_LINES
        if self._read[source.path] <= len(source.text) or len(source.text) > _MAX_BYTES:
            found = islice(tokens(source.text, source.language, first_line=first_line), _MAX_TOKENS)
            near = list(takewhile(lambda token: token.line <= last, found))
            self._read[source.path] += near[-1].end - near[0].start if near else 0
            return [token for token in near if token.kind is not Kind.COMMENT]
        whole = self._tokens(source)
        start = bisect_left(whole, first_line, key=lambda token: token.line)
        end = bisect_left(whole, last + 1, lo=start, key=lambda token: token.line)
        return whole[start : min(end, start + _MAX_TOKENS)]

    def _tokens(self, source: Source) -> list[Token]:
        if source.path not in self._whole:
            found = tokens(source.text, source.language)
            self._whole[source.path] = [token for token in found if token.kind is not Kind.COMMENT]
        return self._whole[source.path]
