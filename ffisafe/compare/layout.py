"""FFI1xx: sizes, alignments, offsets and types of fields.

One cause, one finding: a field that is missing, or whose type or size differs, moves what
comes after it and may change the record's size; those consequences are not reported again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ffisafe.compare.fields import FieldMatch, match_fields
from ffisafe.compare.types import TypeMatcher
from ffisafe.model.ctype import Record
from ffisafe.model.finding import DetailValue, Finding
from ffisafe.model.layout import Member, RecordLayout
from ffisafe.model.rules import finding
from ffisafe.model.spelling import spell_c, spell_rust

_SAME_ORDER = (
    "declare the fields in the same order, with the same `packed` and alignment, "
    "and `#[repr(C)]` on the Rust side"
)


def compare_layouts(matcher: TypeMatcher) -> Iterator[Finding]:
    """Yield what differs in every pair of records that the signatures lead to."""
    done: set[tuple[str, str]] = set()
    while pending := [key for key in matcher.pairs if key not in done]:
        for key in pending:
            done.add(key)
            yield from _Comparison.of(matcher, *matcher.pairs[key]).findings()


@dataclass(frozen=True, slots=True)
class _Comparison:
    """One C record beside the Rust one that stands for it."""

    matcher: TypeMatcher
    name: str
    c: RecordLayout
    rust: RecordLayout
    match: FieldMatch

    @classmethod
    def of(cls, matcher: TypeMatcher, c: Record, rust: Record) -> "_Comparison":
        ours, theirs = matcher.c.records[c.key], matcher.rust.records[rust.key]
        match = match_fields(ours, theirs, matcher.c.records)
        return cls(matcher, c.name or theirs.name.rpartition("::")[2], ours, theirs, match)

    def findings(self) -> list[Finding]:
        """Return findings in the order of the fields, those of the whole record last."""
        if self.rust.size_bytes and not self.rust.members:
            return [self._no_fields(), *self._record(explained=False)]
        types = list(self._types())
        cause = self._first_cause({found.symbol for found in types})
        moves = list(self._moves(cause))
        explained = cause is not None
        fields = sorted([*self._names(), *types, *moves], key=_line)
        return [*fields, *self._record(explained=explained, moved=bool(moves))]

    def _no_fields(self) -> Finding:
        return finding(
            "FFI901",
            self.name,
            f"the fields of `{self.name}` are not checked: Rust's `{self.rust.name}` is an enum",
            help="its size and alignment are checked",
            c=self.c.location,
            rust=self.rust.location,
        )

    def _first_cause(self, mistyped: set[str]) -> int | None:
        """Return the lowest offset, in bits, from which on moves are consequences."""
        causes = [m.offset_bits for m in (*self.match.only_c, *self.match.only_rust)]
        for ours, theirs in self.match.pairs:
            differs = (ours.size_bytes, ours.align_bytes) != (theirs.size_bytes, theirs.align_bytes)
            nested = isinstance(ours.type, Record) and differs
            if nested or f"{self.name}.{ours.name}" in mistyped:
                causes.append(ours.offset_bits)
        return min(causes, default=None)

    def _moves(self, cause: int | None) -> Iterator[Finding]:
        for ours, theirs in self.match.pairs:
            explained = cause is not None and ours.offset_bits >= cause
            if ours.offset_bits == theirs.offset_bits or (explained and not self.match.reordered):
                continue
            c, rust = ours.offset_bytes, theirs.offset_bytes
            message = f"field `{ours.name}` of `{self.name}` is at byte {c} in C and at byte {rust} in Rust"
            yield self._field("FFI104", ours, message, _SAME_ORDER, {"c": c, "rust": rust})

    def _types(self) -> Iterator[Finding]:
        for ours, theirs in self.match.pairs:
            if self.matcher.same(ours.type, theirs.type):
                continue
            c, rust = spell_c(ours.type), spell_rust(theirs.type)
            message = f"field `{ours.name}` of `{self.name}` is `{c}` in C and `{rust}` in Rust"
            advice = "give the field the same type on both sides"
            yield self._field("FFI106", ours, message, advice, {"c": c, "rust": rust})

    def _names(self) -> Iterator[Finding]:
        for ours, theirs in self.match.renamed:
            message = f"field `{ours.name}` of `{self.name}` is called `{theirs.name}` in Rust"
            yield self._field("FFI105", ours, message, "give the field the same name on both sides")
        for ours in self.match.only_c:
            message = f"field `{ours.name}` of `{self.name}` does not exist in Rust"
            advice = f"add `{ours.name}` to `{self.rust.name}` at its place"
            yield self._field("FFI105", ours, message, advice)
        for theirs in self.match.only_rust:
            message = f"field `{theirs.name}` of Rust's `{self.rust.name}` does not exist in C"
            advice = f"add `{theirs.name}` to `{self.name}` in the header at its place"
            yield self._field("FFI105", theirs, message, advice)

    def _record(self, *, explained: bool, moved: bool = False) -> Iterator[Finding]:
        if explained:
            return
        if self.c.align_bytes != self.rust.align_bytes:
            sides = self.c.align_bytes, self.rust.align_bytes
            yield self._whole("FFI103", "alignment", sides)
        elif self.c.size_bytes != self.rust.size_bytes and not moved:
            yield self._whole("FFI102", "size", (self.c.size_bytes, self.rust.size_bytes))

    def _whole(self, code: str, what: str, sides: tuple[int, int]) -> Finding:
        c, rust = sides
        return finding(
            code,
            self.name,
            f"the {what} of `{self.name}` is {c} in C and {rust} in Rust (bytes)",
            help="make both definitions agree in fields, `packed` and alignment, "
            "with `#[repr(C)]` on the Rust side",
            c=self.c.location,
            rust=self.rust.location,
            details={"c": c, "rust": rust, "rust_type": self.rust.name},
        )

    def _field(
        self,
        code: str,
        member: Member,
        message: str,
        advice: str,
        details: Mapping[str, DetailValue] | None = None,
    ) -> Finding:
        return finding(
            code,
            f"{self.name}.{member.name}",
            message,
            help=advice,
            c=member.location if member in self.c.members else self.c.location,
            rust=self.rust.location,
            details={**(details or {}), "rust_type": self.rust.name},
        )


def _line(found: Finding) -> int:
    return found.c.line if found.c else 0
