"""FFI102 to FFI106: sizes, alignments, offsets and types of fields.

One cause, one finding: a field that is missing, or whose type or size differs, moves what
comes after it and may change the record's size; those consequences are not reported again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ffisafe.compare.constructs import lacking
from ffisafe.compare.fields import FieldMatch, Pair, match_fields
from ffisafe.compare.placement import Placement, place
from ffisafe.compare.types import TypeMatcher, is_unstable
from ffisafe.model.ctype import Enumeration, Record, Scalar, innermost
from ffisafe.model.finding import DetailValue, Finding
from ffisafe.model.layout import Member, RecordLayout
from ffisafe.model.rules import finding
from ffisafe.model.spelling import spell_c, spell_rust
from ffisafe.model.target import Encoding

_INTEGERS = frozenset({Encoding.SIGNED, Encoding.UNSIGNED})
_SAME_ORDER = (
    "declare the fields in the same order, with the same `packed` and alignment, "
    "and `#[repr(C)]` on the Rust side"
)


@dataclass(frozen=True, slots=True)
class RecordComparison:
    """One C record beside the Rust one that stands for it.

    ``shown`` are the layouts that findings show, those of the whole where only a part is compared.
    """

    matcher: TypeMatcher
    name: str
    c: RecordLayout
    rust: RecordLayout
    match: FieldMatch
    shown: tuple[RecordLayout, RecordLayout]

    @classmethod
    def of(
        cls,
        matcher: TypeMatcher,
        name: str,
        layouts: tuple[RecordLayout, RecordLayout],
        shown: tuple[RecordLayout, RecordLayout] | None = None,
    ) -> "RecordComparison":
        """Return the comparison of two layouts, C's first."""
        c, rust = layouts
        match = match_fields(c, rust, matcher.c.records)
        return cls(matcher, name, c, rust, match, shown or layouts)

    def findings(self) -> list[Finding]:
        """Return findings in the order of the fields, those of the whole record last.

        The places of fields in a type without a stable representation are what FFI109 is about.
        """
        self._name_untagged()
        if self.c.members and self.rust.size_bytes and not self.rust.members:
            return [self._no_fields(), *self.whole_record(None, moved=False)]
        retyped = {id(ours) for ours, theirs in self.match.pairs if not self._same(ours, theirs)}
        fields = [*self._names(), *self._types(retyped)]
        if is_unstable(self.rust.representation):
            return sorted(fields, key=_line)
        placement = self._placement(retyped)
        moves = list(self._moves(placement))
        return [*sorted([*fields, *moves], key=_line), *self.whole_record(placement, moved=bool(moves))]

    def field_findings(self) -> list[Finding]:
        """Return findings about fields alone."""
        self._name_untagged()
        retyped = {id(ours) for ours, theirs in self.match.pairs if not self._same(ours, theirs)}
        placement = self._placement(retyped)
        return sorted([*self._names(), *self._types(retyped), *self._moves(placement)], key=_line)

    def _placement(self, retyped: set[int]) -> Placement:
        return place(
            self.c, self.rust, self.match, lambda pair: id(pair[0]) in retyped or self._resized(pair)
        )

    def _name_untagged(self) -> None:
        """Give a type without a name the path to it; an anonymous member's is the record's own."""
        for ours, _ in self.match.pairs:
            inner = innermost(ours.type)
            if isinstance(inner, Record) and not inner.name:
                path = f"{self.name}.{ours.name}" if ours.name else self.name
                self.matcher.untagged.setdefault(inner.key, path)

    def _same(self, ours: Member, theirs: Member) -> bool:
        return self.matcher.same(ours.type, theirs.type) or _holds_the_place(ours, theirs)

    def _resized(self, pair: Pair) -> bool:
        """Whether a difference inside the type of a field moves what follows the field."""
        c, rust = innermost(pair[0].type), innermost(pair[1].type)
        if isinstance(c, Enumeration):
            return pair[0].size_bytes != pair[1].size_bytes
        if not isinstance(c, Record) or not isinstance(rust, Record):
            return False
        # Their own alignment: packing caps that of the fields, and is a difference of this record.
        ours, theirs = self.matcher.c.records.get(c.key), self.matcher.rust.records.get(rust.key)
        return (
            ours is not None
            and theirs is not None
            and (ours.size_bytes, ours.align_bytes) != (theirs.size_bytes, theirs.align_bytes)
        )

    def _no_fields(self) -> Finding:
        return finding(
            "FFI901",
            self.name,
            f"the fields of `{self.name}` are not checked: Rust's `{self.rust.name}` is an enum",
            help="its size and alignment are checked",
            c=self.c.location,
            rust=self.rust.location,
        )

    def _moves(self, placement: Placement) -> Iterator[Finding]:
        for ours, theirs in self.match.pairs:
            if theirs.offset_bits in {ours.offset_bits, placement.offsets_bits[id(theirs)]}:
                continue
            c, rust = ours.offset_bytes, theirs.offset_bytes
            name = ours.name or theirs.name
            message = f"field `{name}` of `{self.name}` is at byte {c} in C and at byte {rust} in Rust"
            yield self._field("FFI104", (ours, theirs), message, _SAME_ORDER, {"c": c, "rust": rust})

    def _types(self, retyped: set[int]) -> Iterator[Finding]:
        for ours, theirs in self.match.pairs:
            if id(ours) not in retyped:
                continue
            c, rust = spell_c(ours.type), spell_rust(theirs.type)
            name = ours.name or theirs.name
            message = f"field `{name}` of `{self.name}` is `{c}` in C and `{rust}` in Rust"
            advice = "give the field the same type on both sides"
            yield self._field("FFI106", (ours, theirs), message, advice, {"c": c, "rust": rust})

    def _names(self) -> Iterator[Finding]:
        for ours, theirs in self.match.renamed:
            message = f"field `{ours.name}` of `{self.name}` is called `{theirs.name}` in Rust"
            yield self._field("FFI105", (ours, theirs), message, "give the field the same name on both sides")
        for ours in self.match.only_c:
            message = f"field `{ours.name}` of `{self.name}` does not exist in Rust"
            advice = f"add `{ours.name}` to `{self.rust.name}` at its place"
            yield self._field("FFI105", (ours, None), message, advice)
        for theirs in self.match.only_rust:
            message = f"field `{theirs.name}` of Rust's `{self.rust.name}` does not exist in C"
            advice = f"add `{theirs.name}` to `{self.name}` in the header at its place"
            yield self._field("FFI105", (None, theirs), message, advice)

    def whole_record(self, placement: Placement | None, *, moved: bool) -> Iterator[Finding]:
        """Yield FFI103, or else FFI102, unless the fields' findings say why they differ."""
        c, rust = self.c, self.rust
        expected = placement or Placement(kind=c.kind, align_bytes=c.align_bytes, end_bytes=c.size_bytes)
        packing_differs = moved and _follows(c) and _follows(rust)
        if c.align_bytes != rust.align_bytes:
            if rust.align_bytes != expected.align_bytes and not packing_differs:
                yield self._whole("FFI103", "alignment", (c.align_bytes, rust.align_bytes))
        elif rust.size_bytes not in {c.size_bytes, expected.size_bytes} and not moved:
            yield self._whole("FFI102", "size", (c.size_bytes, rust.size_bytes))

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
            c_layout=self.shown[0],
            rust_layout=self.shown[1],
        )

    def _field(
        self,
        code: str,
        sides: tuple[Member | None, Member | None],
        message: str,
        advice: str,
        details: Mapping[str, DetailValue] | None = None,
    ) -> Finding:
        ours, theirs = sides
        name = (ours and ours.name) or (theirs and theirs.name)
        return finding(
            code,
            f"{self.name}.{name}",
            message,
            help=advice,
            c=(ours and ours.location) or self.c.location,
            rust=(theirs and theirs.location) or self.rust.location,
            details={**(details or {}), "rust_type": self.rust.name},
            c_layout=self.shown[0],
            rust_layout=self.shown[1],
        )


def _holds_the_place(ours: Member, theirs: Member) -> bool:
    """Whether integers are as long as what Rust does not have: FFI110 says so, and there is no better."""
    c, rust = innermost(ours.type), innermost(theirs.type)
    if not isinstance(c, Scalar) or not isinstance(rust, Scalar) or ours.size_bytes != theirs.size_bytes:
        return False
    return lacking(c, by_value=False) is not None and rust.encoding in _INTEGERS


def _follows(layout: RecordLayout) -> bool:
    """Whether a record's alignment is that of its members, and nobody asked for more."""
    return layout.align_bytes == max((m.align_bytes for m in layout.members), default=1)


def _line(found: Finding) -> int:
    return found.c.line if found.c else 0
