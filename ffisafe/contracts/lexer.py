"""Tokens of the expression language (C11 §6.4, integers only)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from ffisafe.contracts.messages import one_line
from ffisafe.errors import ExpressionError

MAX_TOKENS = 250  # bounds the depth of the tree, and so the recursion of all that walk it

_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<number>[0-9][\w.]*)
      | (?P<character>'(?:[^'\\\n]|\\.)*')
      | (?P<name>[^\W\d]\w*)
      | (?P<operator><<=|>>=|\+\+|--|->|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|[-+*/%&|^~!<>=?:().,])
    """,
    re.VERBOSE,
)
_INTEGER = re.compile(
    r"(?P<digits>0[xX][0-9a-fA-F]+|0[bB][01]+|[0-9]+)(?:[uU](?:ll?|LL?)?|(?:ll?|LL?)[uU]?)?"
)
_CHARACTER = re.compile(
    r"'(?:(?P<plain>[^\\])|\\x(?P<hex>[0-9a-fA-F]+)|\\(?P<octal>[0-7]{1,3})|\\(?P<simple>.))'"
)
_SIMPLE_ESCAPES = dict(zip("abtnvfr'\"?\\", b"\a\b\t\n\v\f\r'\"?\\", strict=True))
_MAX_LITERAL = 2**64 - 1


class TokenKind(Enum):
    """What a token is; the end of the text is a token too."""

    NUMBER = auto()
    NAME = auto()
    OPERATOR = auto()
    END = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token; ``column`` counts from 1, and ``value`` is that of a number."""

    kind: TokenKind
    text: str
    column: int
    value: int = 0

    def __str__(self) -> str:
        return "the end" if self.kind is TokenKind.END else f"`{self.text}`"


def syntax_error(text: str, column: int, reason: str, hint: str = "") -> ExpressionError:
    """Return the error for what stands at a column of an expression, in one line."""
    return ExpressionError(one_line(f"`{text}`, column {column}: {reason}"), hint=hint)


def tokenize(text: str) -> list[Token]:
    """Return the tokens of an expression, the end included.

    Raises:
        ExpressionError: A character or literal is not of the language, or the text is too long.
    """
    tokens = list(_tokens(text))
    if len(tokens) > MAX_TOKENS:
        column = tokens[MAX_TOKENS].column
        raise syntax_error(text[:20] + "...", column, f"longer than {MAX_TOKENS} tokens")
    return tokens


def _tokens(text: str) -> Iterator[Token]:
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise syntax_error(text, position + 1, f"unexpected `{text[position]}`")
        position = match.end()
        if match.lastgroup != "space":
            yield _token(text, match)
    yield Token(kind=TokenKind.END, text="", column=len(text) + 1)


def _token(text: str, match: re.Match[str]) -> Token:
    spelling, column = match.group(), match.start() + 1
    match match.lastgroup:
        case "name":
            return Token(kind=TokenKind.NAME, text=spelling, column=column)
        case "operator":
            return Token(kind=TokenKind.OPERATOR, text=spelling, column=column)
        case "number":
            value = _integer(spelling)
        case _:
            value = _character(spelling)
    if value is None:
        raise syntax_error(text, column, f"`{spelling}` is not an integer of C")
    return Token(kind=TokenKind.NUMBER, text=spelling, column=column, value=value)


def _integer(spelling: str) -> int | None:
    """Return the value of an integer constant (C11 §6.4.4.1; binary as in C23)."""
    match = _INTEGER.fullmatch(spelling)
    if match is None:
        return None
    digits = match["digits"].lower()
    is_octal = digits.isdigit() and digits.startswith("0")
    try:
        value = int(digits, 8 if is_octal else 0)
    except ValueError:  # an 8 in an octal number, or more digits than Python converts
        return None
    return value if value <= _MAX_LITERAL else None


def _character(spelling: str) -> int | None:
    """Return the value of a character constant of ASCII, whose sign no platform doubts."""
    match = _CHARACTER.fullmatch(spelling)
    if match is None:
        return None
    if match["simple"]:
        return _SIMPLE_ESCAPES.get(match["simple"])
    if match["plain"]:
        value = ord(match["plain"])
    else:
        value = int(match["hex"], 16) if match["hex"] else int(match["octal"], 8)
    return value if value < 128 else None
