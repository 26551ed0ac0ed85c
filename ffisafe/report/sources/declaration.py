"""The parts of a function's declaration: name, parameters, result."""

from collections.abc import Sequence
from dataclasses import dataclass

from ffisafe.report.sources.lex import Kind, Token

Tokens = Sequence[Token]

_OPEN, _CLOSE = "([{", ")]}"
# What stands before a declaration's type without being a part of it.
_SPECIFIERS = {"extern", "static", "inline", "__inline", "__inline__", "__extension__", "_Noreturn"}


@dataclass(frozen=True, slots=True)
class Declared:
    """A function's name, the tokens of each parameter, and those of its result."""

    name: Token
    parameters: tuple[Tokens, ...]
    result: Tokens


def c_function(found: Tokens, name: str, column: int | None) -> Declared | None:
    """Return the declaration of a C function among tokens that begin with its line."""
    places = [i for i, token in enumerate(found[:-1]) if token.text == name and found[i + 1].text in "()"]
    if not places:
        return None
    first = found[places[0]].line
    here = [i for i in places if found[i].line == first]
    at = min(here, key=lambda i: abs(found[i].column - (column or 0)))
    opened = next((i for i in range(at + 1, len(found)) if found[i].text == "("), None)
    groups = () if opened is None else _groups(found, opened, angles=False)[0]
    return Declared(found[at], groups, _c_result(found, at))


def _c_result(found: Tokens, at: int) -> Tokens:
    """Return the tokens of the type before a name, without specifiers and attributes."""
    start = at
    while start and found[start - 1].text not in {";", "{", "}"} and found[start - 1].line == found[at].line:
        start -= 1
    before = list(found[start:at])
    kept: list[Token] = []
    depth = 0
    for token in before:
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and token.text != ")" and token.kind is not Kind.LITERAL:
            kept.append(token)
    words = [token for token in kept if token.text not in _SPECIFIERS and "__attribute" not in token.text]
    while len(words) > 1 and words[0].text.isupper() and words[1].kind is Kind.WORD:  # such as API
        words.pop(0)
    return words


def rust_function(found: Tokens, name: str) -> Declared | None:
    """Return the declaration of a Rust function: the one of a name, else the first that follows."""
    places = [
        i + 1 for i, token in enumerate(found[:-1]) if token.text == "fn" and found[i + 1].kind is Kind.WORD
    ]
    if not places:
        return None
    named = [i for i in places if found[i].text.removeprefix("r#") == name]
    at = (named or places)[0]
    opened = _after_generics(found, at + 1)
    if opened is None:
        return None
    groups, closed = _groups(found, opened, angles=True)
    return Declared(found[at], groups, _rust_result(found, closed + 1))


def _after_generics(found: Tokens, at: int) -> int | None:
    depth = 0
    for i in range(at, len(found)):
        depth += (found[i].text == "<") - (found[i].text == ">")
        if found[i].text == "(" and depth == 0:
            return i
    return None


def _rust_result(found: Tokens, at: int) -> Tokens:
    if at >= len(found) or found[at].text != "->":
        return ()
    depth = 0
    for i in range(at + 1, len(found)):
        if depth == 0 and found[i].text in {"{", ";", "where"}:
            return found[at + 1 : i]
        depth += (found[i].text in {"(", "["}) - (found[i].text in {")", "]"})
    return found[at + 1 :]


def _groups(found: Tokens, opened: int, *, angles: bool) -> tuple[tuple[Tokens, ...], int]:
    """Return what stands between the commas of a bracket, and where the bracket is closed."""
    groups: list[list[Token]] = [[]]
    depth = 0
    closed = len(found) - 1
    for i in range(opened, len(found)):
        text = found[i].text
        if text in _CLOSE or (angles and text == ">"):
            depth -= 1
            if depth == 0:
                closed = i
                break
        if text == "," and depth == 1:
            groups.append([])
        elif depth:
            groups[-1].append(found[i])
        if text in _OPEN or (angles and text == "<"):
            depth += 1
    return tuple(group for group in groups if group), closed


def parameter_name(group: Tokens, *, rust: bool) -> Token | None:
    """Return the token that names a parameter; C may leave it out."""
    words = [token for token in group if token.kind is Kind.WORD]
    if rust:
        colon = next((i for i, token in enumerate(group) if token.text == ":"), None)
        return next((t for t in reversed(group[:colon]) if t.kind is Kind.WORD), None) if colon else None
    for i, token in enumerate(group):  # a pointer to a function or an array: (*name)
        starred = token.text == "*" and i and group[i - 1].text in {"(", "*"}
        if starred and i + 1 < len(group) and group[i + 1].kind is Kind.WORD:
            return group[i + 1]
    return words[-1] if len(words) > 1 else None
