"""The tokens of C and Rust, as far as marking a place and finding a comment needs them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from ffisafe.report.sources.source import Language


class Kind(Enum):
    """What a token is."""

    COMMENT = "comment"
    LITERAL = "literal"
    WORD = "word"
    PUNCTUATION = "punctuation"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a text, and where it stands in it; ``line`` and ``column`` count from 0."""

    kind: Kind
    text: str
    start: int
    line: int
    column: int

    @property
    def end(self) -> int:
        """Where the next piece may begin."""
        return self.start + len(self.text)


_WORD = r"(?P<word>(?:r#)?[^\W\d]\w*)"
_C = re.compile(
    r"(?P<comment>//(?:\\\n|[^\n])*|/\*.*?(?:\*/|\Z))"
    r"""|(?P<literal>"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|\.?\d[\w.]*)"""
    rf"|{_WORD}|(?P<punctuation>->|\.\.\.|\S)",
    re.DOTALL,
)
_RUST = re.compile(
    r"(?P<comment>//[^\n]*|/\*)"
    r"""|(?P<literal>(?:br|cr|r)(?P<hashes>\#*)".*?(?:"(?P=hashes)|\Z)|[bc]?"(?:\\.|[^"\\])*"?"""
    r"""|b?'(?:\\[^\n']+|\\'|[^\\'\n])'|\d[\w.]*)"""
    r"|(?P<lifetime>'\w+)"
    rf"|{_WORD}|(?P<punctuation>->|=>|::|\S)",
    re.DOTALL,
)
_NESTED = re.compile(r"/\*|\*/")


def tokens(text: str, language: Language, *, first_line: int = 0) -> Iterator[Token]:
    """Yield the tokens of a text from one of its lines on; nothing makes them fail."""
    position = _start_of(text, first_line)
    pattern = _RUST if language is Language.RUST else _C
    line, line_start = first_line, position
    while found := pattern.search(text, position):
        start = found.start()
        line += text.count("\n", position, start)
        line_start = max(line_start, text.rfind("\n", position, start) + 1)
        end = found.end()
        if found.lastgroup == "comment" and language is Language.RUST and found[0] == "/*":
            end = _end_of_nested(text, end)
        kind = _KINDS[found.lastgroup or "punctuation"]
        yield Token(kind, text[start:end], start, line, start - line_start)
        line += text.count("\n", start, end)
        line_start = max(line_start, text.rfind("\n", start, end) + 1)
        position = end


_KINDS = {
    "comment": Kind.COMMENT,
    "literal": Kind.LITERAL,
    "hashes": Kind.LITERAL,
    "lifetime": Kind.PUNCTUATION,
    "word": Kind.WORD,
    "punctuation": Kind.PUNCTUATION,
}


def _start_of(text: str, line: int) -> int:
    position = 0
    for _ in range(line):
        position = text.find("\n", position) + 1
        if not position:
            return len(text)
    return position


def _end_of_nested(text: str, position: int) -> int:
    """Return where a block comment ends that may hold others (Rust reference, "Comments")."""
    depth = 1
    for found in _NESTED.finditer(text, position):
        depth += 1 if found[0] == "/*" else -1
        if depth == 0:
            return found.end()
    return len(text)
