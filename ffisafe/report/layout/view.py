"""What a listing of layouts shows: aggregates with the fields that are drawn inside of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ffisafe.model.ctype import Array, Record, RecordKind, innermost
from ffisafe.model.interface import DeclaredEnum, Interface
from ffisafe.model.layout import Member, RecordLayout
from ffisafe.model.target import RecordRules
from ffisafe.report.layout.padding import Span, gaps


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """A field where it lies in the outermost aggregate; ``fields`` are those of an untagged type.

    For an array of such a type they describe its first element.
    """

    member: Member
    offset_bits: int  # from the first bit of the outermost aggregate
    record: RecordLayout | None = None  # of the untagged type
    fields: tuple["FieldView", ...] | None = None

    @property
    def size_bits(self) -> int:
        """How many bits belong to it."""
        width = self.member.width_bits
        return 8 * self.member.size_bytes if width is None else width

    @property
    def span(self) -> Span:
        """Where it lies."""
        return Span(offset_bits=self.offset_bits, size_bits=self.size_bits)

    def leaves(self) -> Iterator["FieldView"]:
        """Yield what is drawn as one piece: itself, or the leaves of its fields."""
        if self.fields is None or isinstance(self.member.type, Array):
            yield self
        else:
            for field in self.fields:
                yield from field.leaves()


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregate:
    """A struct or union of a listing; ``name`` is its tag, else a typedef's, else None."""

    key: str
    name: str | None
    layout: RecordLayout
    fields: tuple[FieldView, ...]

    @property
    def c_name(self) -> str | None:
        """The type as C writes it, if it can be named."""
        return self.key if self.key == f"{self.layout.kind} {self.name}" else self.name

    @property
    def title(self) -> str:
        """The type as a heading has it."""
        return self.c_name or f"{self.layout.kind} {{...}}"

    def padding(self) -> list[Span]:
        """Return the bits that belong to no field; an array's element keeps its own to itself."""
        leaves = (leaf for field in self.fields for leaf in field.leaves())
        whole = Span(offset_bits=0, size_bits=8 * self.layout.size_bytes)
        return gaps((leaf.span for leaf in leaves), whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The types to show, of the headers that declare them."""

    target: str
    headers: tuple[str, ...]
    aggregates: tuple[Aggregate, ...]
    enums: tuple[DeclaredEnum, ...]
    records: Mapping[str, RecordLayout]
    rules: RecordRules


def list_types(interface: Interface, headers: Iterable[str]) -> Listing:
    """Return all complete types of an interface, those first that others are made of."""
    records = interface.records
    inner = {
        held.key
        for layout in records.values()
        for member in layout.members
        if (held := _untagged(member)) is not None
    }
    return Listing(
        target=interface.target.triple,
        headers=tuple(headers),
        aggregates=tuple(
            Aggregate(key=key, name=layout.name or None, layout=layout, fields=_fields(layout, records, 0))
            for key, layout in records.items()
            if layout.name or key not in inner
        ),
        enums=interface.enums,
        records=records,
        rules=interface.target.records,
    )


def with_padding(listing: Listing) -> Listing:
    """Return a listing of those aggregates only that have padding."""
    padded = tuple(aggregate for aggregate in listing.aggregates if aggregate.padding())
    return replace(listing, aggregates=padded, enums=())


def _fields(
    layout: RecordLayout, records: Mapping[str, RecordLayout], base_bits: int
) -> tuple[FieldView, ...]:
    return tuple(_field(member, records, base_bits + member.offset_bits) for member in layout.members)


def _field(member: Member, records: Mapping[str, RecordLayout], offset_bits: int) -> FieldView:
    held = _untagged(member)
    if held is None or held.key not in records:
        return FieldView(member=member, offset_bits=offset_bits)
    record = records[held.key]
    fields = _fields(record, records, offset_bits)
    return FieldView(member=member, offset_bits=offset_bits, record=record, fields=fields)


def _untagged(member: Member) -> Record | None:
    """Return the record that can only be shown inside of a member: it has no name, or the member has none."""
    record = innermost(member.type)
    if isinstance(record, Record) and (member.name is None or not record.name):
        return record
    return None


def in_order(fields: Iterable[FieldView], kind: RecordKind, whole: Span) -> Iterator[FieldView | Span]:
    """Yield the fields of a record and the gaps between them, as they lie."""
    fields = tuple(fields)
    holes = gaps((field.span for field in fields), whole)
    items: list[FieldView | Span] = [*fields, *holes]
    if kind is RecordKind.STRUCT:
        items.sort(key=lambda each: each.offset_bits)
    return iter(items)
