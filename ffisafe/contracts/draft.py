"""A contract file to begin with: what was guessed, marked as such, and what only a person can answer."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ffisafe.contracts.attributes import attribute_statements
from ffisafe.contracts.infer import Guess, Question, infer, opaque_types
from ffisafe.contracts.macros import MacroReader
from ffisafe.contracts.messages import one_line
from ffisafe.contracts.statements import RETURN, Kind, Site
from ffisafe.model.interface import Interface

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_EXTENTS = frozenset({"count", "bytes", "shape"})
_LISTED = 40

_HEAD = """\
# What C types cannot say about this library: who owns what crosses the boundary, how much there is of
# it, how long it lives. All words: `ffisafe explain FFI501`, and docs/reference/contract.md.
#
# Lines with `guess:` above them were inferred from names and types by `ffisafe init`. Read each one,
# and remove the comment, or the line. Lines with `question:` above them are for you to answer: keep
# one answer, without its `#`, in place of a guess about the same. Until then `ffisafe check` asks
# again, as FFI501.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The text of a contract file, with how many guesses and questions are in it."""

    text: str
    guesses: int
    questions: int


def draft(interface: Interface, library: Mapping[str, str | Sequence[str]]) -> Draft:
    """Return a contract file for a header.

    What the header itself says is left out.

    Args:
        interface: The header.
        library: The words of ``[library]``.
    """
    guesses, questions = infer(interface)
    said = _said(interface)
    guesses = [left for guess in guesses if (left := _unsaid(guess, said))]
    questions = [each for each in questions if not said.get(each.site, set()) & {"transfer", "lifetime"}]
    parts = [_HEAD, _library(library), _opaque(interface)]
    parts += _tables(guesses, questions)
    text = "\n".join(part for part in parts if part)
    return Draft(text=text, guesses=len(guesses), questions=len(questions))


def _said(interface: Interface) -> dict[Site, set[str]]:
    """Return which words the header has about what; one extent stands for all."""
    found: dict[Site, set[str]] = {}
    for statement in (*attribute_statements(interface), *MacroReader(interface).statements()):
        words = found.setdefault(statement.site, set())
        words |= _EXTENTS if statement.word in _EXTENTS else {statement.word}
    return found


def _unsaid(guess: Guess, said: Mapping[Site, set[str]]) -> Guess | None:
    known = said.get(guess.site, set())
    words = tuple((word, value) for word, value in guess.words if word not in known)
    return replace(guess, words=words) if words else None


def _library(library: Mapping[str, str | Sequence[str]]) -> str:
    lines = ["[library]"]
    for word, value in library.items():
        if isinstance(value, str):
            lines.append(f"{word} = {_string(value)}")
        elif value:
            lines.append(f"{word} = [{', '.join(map(_string, value))}]")
    return "\n".join(lines) + "\n"


def _opaque(interface: Interface) -> str:
    names = sorted(opaque_types(interface))
    if not names:
        return ""
    lines = ["# Opaque types, which C sees only behind pointers:"]
    lines += [f"#   {one_line(name)}" for name in names[:_LISTED]]
    if len(names) > _LISTED:
        lines.append(f"#   and {len(names) - _LISTED} more")
    return "\n".join(lines) + "\n"


def _tables(guesses: Iterable[Guess], questions: Iterable[Question]) -> Iterator[str]:
    """Yield a table for each function and struct, in the header's order."""
    owners: dict[tuple[Kind, str], tuple[list[Guess], list[Question]]] = {}
    everything: list[Guess | Question] = [*guesses, *questions]
    everything.sort(key=lambda each: (each.location.file, each.location.line) if each.location else ("", 0))
    for each in everything:
        of_owner = owners.setdefault((each.site.kind, each.site.name), ([], []))
        if isinstance(each, Guess):
            of_owner[0].append(each)
        else:
            of_owner[1].append(each)
    for (kind, name), (guessed, asked) in owners.items():
        yield "\n".join(_table(kind, name, guessed, asked)) + "\n"


def _table(kind: Kind, name: str, guesses: Sequence[Guess], questions: Sequence[Question]) -> Iterator[str]:
    header = f"[{kind}s.{_key(name)}]"
    yield header if guesses else f"# {header}"
    for site, several in _by_site(guesses).items():
        reasons = dict.fromkeys(guess.reason for guess in several)
        words = dict(word for guess in several for word in guess.words)
        yield f"# guess: {one_line('; '.join(reasons))}"
        yield _line(site, tuple(words.items()))
    for question in questions:
        yield f"# question: {one_line(question.text)}"
        taken = _by_site(guesses).get(question.site, [])
        known = tuple(word for guess in taken for word in guess.words)
        for answer in question.answers:
            kept = tuple(word for word in known if word[0] not in dict(answer))
            yield f"# {_line(question.site, (*kept, *answer))}"


def _by_site(guesses: Iterable[Guess]) -> dict[Site, list[Guess]]:
    found: dict[Site, list[Guess]] = {}
    for guess in guesses:
        found.setdefault(guess.site, []).append(guess)
    return found


def _line(site: Site, words: Sequence[tuple[str, str]]) -> str:
    table = ", ".join(f"{word} = {value}" for word, value in words)
    return f"{_place(site)} = {{ {table} }}"


def _place(site: Site) -> str:
    if site.kind is Kind.STRUCT:
        return f"fields.{_key(site.part or '')}"
    return "returns" if site.part == RETURN else f"params.{_key(site.part or '')}"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _string(name)


def _string(text: str) -> str:
    """Return a basic string of TOML, whose escapes are JSON's."""
    return json.dumps(text, ensure_ascii=False)
