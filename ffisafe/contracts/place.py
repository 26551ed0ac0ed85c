"""A place in a contract file, and the mistakes that were found in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from ffisafe.contracts.locate import KeyLocations, KeyPath
from ffisafe.contracts.messages import one_line
from ffisafe.errors import ConfigError
from ffisafe.model.source import SourceLocation


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something a contract file gets wrong, and how to right it."""

    location: SourceLocation
    message: str
    hint: str = ""


class BadValueError(Exception):
    """The value of a word is wrong; ``reason`` continues a sentence that began with the word."""

    def __init__(self, location: SourceLocation, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.location = location
        self.reason = reason
        self.hint = hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The value at one key: where it stands, and what it is about: ``parameter `a` of `f```."""

    locations: KeyLocations
    path: KeyPath
    subject: str
    mistakes: list[Mistake] = field(default_factory=list)

    @property
    def location(self) -> SourceLocation:
        """Where the key stands."""
        return self.locations.of(self.path)

    def at(self, key: str | int, subject: str | None = None) -> "Place":
        """Return the place of a key or list item in this value."""
        return Place(
            locations=self.locations,
            path=(*self.path, key),
            subject=self.subject if subject is None else subject,
            mistakes=self.mistakes,
        )

    def within(self, subject: str) -> "Place":
        """Return the same place, as part of another subject."""
        return replace(self, subject=subject)

    def error(self, reason: str, hint: str = "") -> BadValueError:
        """Return the error for a value that is wrong here."""
        return BadValueError(self.location, reason, hint)

    def note(self, message: str, hint: str = "") -> None:
        """Keep a mistake, and go on reading."""
        self.mistakes.append(Mistake(self.location, message, hint))

    @contextmanager
    def noting(self, subject: str) -> Iterator[None]:
        """Keep the mistake if a value turns out to be wrong; ``subject`` says whose value it is."""
        try:
            yield
        except BadValueError as error:
            self.mistakes.append(Mistake(error.location, f"{subject} {error.reason}", error.hint))


def raise_first(mistakes: list[Mistake]) -> None:
    """Raise the mistake that stands first in its file, and count the others.

    Raises:
        ConfigError: There are mistakes.
    """
    if not mistakes:
        return
    first = min(mistakes, key=lambda mistake: (mistake.location.file, mistake.location.line))
    others = f" (and {len(mistakes) - 1} more)" if len(mistakes) > 1 else ""
    message = one_line(f"{first.location}: {first.message}{others}")  # a quoted key may not be
    raise ConfigError(message, hint=first.hint)
