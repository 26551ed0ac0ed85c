"""Attributes of C, as written."""

from dataclasses import dataclass, field

from ffisafe.model.source import SourceLocation


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """A GNU, C23 or Microsoft attribute as written; ``arguments`` is the text between its parentheses.

    ``__name__`` and ``gnu::name`` are ``name``.
    """

    name: str
    arguments: str | None = None
    location: SourceLocation | None = field(default=None, compare=False)
