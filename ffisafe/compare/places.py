"""Fields and variables that stand for each other on the two sides."""

from collections.abc import Iterator
from dataclasses import dataclass

from ffisafe.compare.fields import match_fields
from ffisafe.compare.types import TypeMatcher
from ffisafe.model.ctype import CType
from ffisafe.model.finding import DetailValue, Finding
from ffisafe.model.rules import finding
from ffisafe.model.source import SourceLocation


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A field or a variable; ``record`` is the key of C's record, and its name, of a field."""

    symbol: str
    title: str
    c: CType
    rust: CType
    c_location: SourceLocation | None
    rust_location: SourceLocation | None
    record: tuple[str, str] | None = None
    field: str | None = None

    def finding(self, code: str, message: str, advice: str, **details: DetailValue) -> Finding:
        """Return a finding about it."""
        return finding(
            code,
            self.symbol,
            message,
            help=advice,
            c=self.c_location,
            rust=self.rust_location,
            details=details,
        )


def fields(matcher: TypeMatcher) -> Iterator[Place]:
    """Yield the fields of all records that stand for each other."""
    for c, rust in list(matcher.pairs.values()):
        ours, theirs = matcher.c.records[c.key], matcher.rust.records[rust.key]
        record = c.name or matcher.untagged.get(c.key) or ours.name
        for one, other in match_fields(ours, theirs, matcher.c.records).pairs:
            name = one.name or other.name
            yield Place(
                symbol=f"{record}.{name}",
                title=f"field `{name}` of `{record}`",
                c=one.type,
                rust=other.type,
                c_location=one.location or ours.location,
                rust_location=other.location or theirs.location,
                record=(c.key, record),
                field=name,
            )


def variables(matcher: TypeMatcher) -> Iterator[Place]:
    """Yield the global variables that both sides declare."""
    for name in sorted(matcher.c.variables.keys() & matcher.rust.variables.keys()):
        ours, theirs = matcher.c.variables[name], matcher.rust.variables[name]
        yield Place(
            symbol=name,
            title=f"the variable `{name}`",
            c=ours.type,
            rust=theirs.type,
            c_location=ours.location,
            rust_location=theirs.location,
        )
