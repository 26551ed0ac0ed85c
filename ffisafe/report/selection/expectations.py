"""The expectations file: findings that are accepted, each with its reason (`[[expect]]`)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from ffisafe.contracts.locate import locate_keys
from ffisafe.contracts.place import Place, raise_first
from ffisafe.contracts.schema import Words, read_words
from ffisafe.contracts.toml import parse_toml, read_toml
from ffisafe.contracts.values import code, string, type_name
from ffisafe.errors import ConfigError
from ffisafe.model.finding import Finding
from ffisafe.model.rules import finding
from ffisafe.model.source import SourceLocation

_HEADER = """\
# Findings that are accepted. Say in each `reason` why; the file is refused until every one is there.
# An entry that no longer matches a finding is itself reported (FFI905).
"""
_UNREADABLE = "`--write-expectations FILE` makes one; `--expect`, or `expectations` under [report], names it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """One accepted finding; ``symbol`` is a pattern of the shell: ``zng_*``."""

    code: str
    symbol: str
    reason: str
    location: SourceLocation

    def matches(self, found: Finding) -> bool:
        """Whether it is about a finding."""
        return found.code.startswith(self.code) and fnmatchcase(found.symbol, self.symbol)


def read_expectations(path: Path) -> tuple[Expectation, ...]:
    """Read an expectations file.

    Raises:
        ConfigError: It cannot be read, is not TOML, or has a mistake in it: file, line, and the
            nearest word.
    """
    text = read_toml(path, hint=_UNREADABLE)
    document = parse_toml(path, text)
    place = Place(locations=locate_keys(text, str(path)), path=(), subject="")
    found = read_words(document, _FILE_WORDS, place, "table")
    raise_first(place.mistakes)
    return tuple(found.get("expect", ()))


def _entries(value: object, place: Place) -> tuple[Expectation, ...]:
    if not isinstance(value, list):
        raise place.error(f"must be a list of tables, not {type_name(value)}", "open each with `[[expect]]`")
    read = (_entry(item, place.at(index, f"entry {index + 1}")) for index, item in enumerate(value))
    return tuple(entry for entry in read if entry is not None)


def _entry(value: object, place: Place) -> Expectation | None:
    with place.noting(place.subject):
        said = read_words(value, _ENTRY_WORDS, place)
        for word in _ENTRY_WORDS:
            if isinstance(value, dict) and word not in value:
                place.note(f"{place.subject} has no `{word}`", _MISSING[word])
        if said.keys() == _ENTRY_WORDS.keys():
            return Expectation(**said, location=place.location)
    return None


def _reason(value: object, place: Place) -> str:
    text = string(value, place).strip()
    if not text:
        raise place.error("is empty", "say why the finding is accepted")
    return text


def _symbol(value: object, place: Place) -> str:
    text = string(value, place).strip()
    if not text:
        raise place.error("is empty", "name the symbol that the report has, or a pattern such as `zng_*`")
    return text


_ENTRY_WORDS: Words = {"code": ("code", code), "symbol": ("symbol", _symbol), "reason": ("reason", _reason)}
_FILE_WORDS: Words = {"expect": ("expect", _entries)}
_MISSING = {
    "code": 'write the rule, as in `code = "FFI204"`',
    "symbol": "write the symbol that the report has, or a pattern such as `zng_*`",
    "reason": "say why the finding is accepted",
}


def unmet(expectation: Expectation) -> Finding:
    """Return FFI905: what was expected did not come."""
    return finding(
        "FFI905",
        expectation.symbol,
        f"{expectation.code} of `{expectation.symbol}` was expected, but is not found any more",
        help="remove the entry: what it accepts is gone",
        c=expectation.location,
        details={"expected": expectation.code, "reason": expectation.reason},
    )


def unlisted(path: Path, findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that no entry of a file is about, its reason filled in or not.

    Raises:
        ConfigError: There is such a file, and it cannot be read.
    """
    document = parse_toml(path, read_toml(path, hint=_UNREADABLE)) if path.exists() else {}
    listed = [
        (code, symbol)
        for entry in _tables(document.get("expect"))
        if isinstance(code := entry.get("code"), str) and isinstance(symbol := entry.get("symbol"), str)
    ]
    return [
        found
        for found in _once(findings)
        if not any(found.code.startswith(code) and fnmatchcase(found.symbol, name) for code, name in listed)
    ]


def _tables(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        yield from (entry for entry in value if isinstance(entry, dict))


def with_entries(path: Path, findings: Iterable[Finding]) -> str:
    """Return the text of an expectations file with an entry for each finding added at its end.

    Raises:
        ConfigError: There is such a file, and it cannot be read.
    """
    text = read_toml(path, hint=_UNREADABLE) if path.exists() else _HEADER
    return text + "".join(map(_written, _once(findings)))


def _once(findings: Iterable[Finding]) -> Sequence[Finding]:
    return list({found.key: found for found in findings}.values())


def _written(found: Finding) -> str:
    message = "".join(character if character.isprintable() else " " for character in found.message)
    return (
        f'\n# {message}\n[[expect]]\ncode = "{found.code}"\nsymbol = {_quoted(found.symbol)}\nreason = ""\n'
    )


def _quoted(text: str) -> str:
    """Return a symbol as a TOML string that matches it alone: brackets would be a set of characters."""
    escaped = "".join(f"[{character}]" if character in "*?[" else character for character in text)
    if not escaped.isprintable():
        raise ConfigError(f"{escaped!r}: a symbol that cannot be written", hint="use a pattern with `*`")
    quoted = escaped.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'
