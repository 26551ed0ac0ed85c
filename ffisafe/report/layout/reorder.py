"""What a struct would be with its fields in the order that leaves the least padding."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from ffisafe.abi.layout import layout_record
from ffisafe.model.ctype import RecordKind
from ffisafe.model.layout import Field, Member, RecordDefinition, RecordLayout
from ffisafe.model.target import RecordRules

Records = Mapping[str, RecordLayout]
_Group = tuple[Member, ...]
_MAX_TRIED = 6
"""Groups of fields whose every order is tried: 720 at most, fewer where some are alike."""


def reordered(layout: RecordLayout, records: Records, rules: RecordRules) -> RecordLayout | None:
    """Return a struct's layout with its fields reordered; neighbouring bit-fields stay together.

    The most aligned come first, unless another order leaves less padding. A last field of size 0
    stays the last: what follows the struct belongs to it.

    Returns:
        None if the fields cannot be moved freely: a union's, and those among bit-fields that are
        packed or that unnamed ones keep apart.
    """
    laid_out = _Layouts(layout=layout, records=records, rules=rules)
    if layout.kind is RecordKind.UNION or not laid_out.follows():
        return None
    body, tail = layout.members, layout.members[:0]
    if body and body[-1].size_bytes == 0:
        body, tail = body[:-1], body[-1:]
    groups = _groups(body)
    best = layout
    for order in _orders(groups):
        if best.size_bytes <= _least(layout):
            break
        candidate = laid_out.of([*(member for group in order for member in group), *tail])
        best = min(best, candidate, key=lambda each: each.size_bytes)
    return best


def _least(layout: RecordLayout) -> int:
    """Return a size below which no order can come: what the fields hold, aligned."""
    held = sum(8 * each.size_bytes if each.width_bits is None else each.width_bits for each in layout.members)
    return -(-held // (8 * layout.align_bytes)) * layout.align_bytes


def _orders(groups: Sequence[_Group]) -> Iterator[Sequence[_Group]]:
    """Yield orders worth trying, the plainest first."""
    by_alignment = sorted(groups, key=lambda group: -_alignment(group))
    yield by_alignment
    yield _tightest(by_alignment)
    if len(groups) <= _MAX_TRIED:
        yield from _permutations(by_alignment)


def _alignment(group: _Group) -> int:
    return max(member.align_bytes for member in group)


def _tightest(groups: Sequence[_Group]) -> list[_Group]:
    """Take the field that leaves the smallest hole, again and again; of those the most aligned."""
    waiting, order, position = list(groups), [], 0
    while waiting:
        following = min(waiting, key=lambda group: -position % (8 * _alignment(group)))
        waiting.remove(following)
        order.append(following)
        position += -position % (8 * _alignment(following))
        position += sum(8 * m.size_bytes if m.width_bits is None else m.width_bits for m in following)
    return order


def _permutations(groups: Sequence[_Group]) -> Iterator[list[_Group]]:
    """Yield all orders, those only once that differ in fields of the same size and alignment."""
    if not groups:
        yield []
    seen = set()
    for index, group in enumerate(groups):
        alike = tuple((each.size_bytes, each.align_bytes, each.width_bits) for each in group)
        if alike not in seen:
            seen.add(alike)
            rest = [*groups[:index], *groups[index + 1 :]]
            yield from ([group, *others] for others in _permutations(rest))


def _groups(members: Sequence[Member]) -> list[_Group]:
    """Return the fields one by one, but runs of bit-fields as they are."""
    groups: list[_Group] = []
    for is_bit_field, neighbours in groupby(members, key=lambda member: member.width_bits is not None):
        run = tuple(neighbours)
        groups += [run] if is_bit_field else [(member,) for member in run]
    return groups


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layouts:
    """A struct laid out anew, with other orders of its fields."""

    layout: RecordLayout
    records: Records
    rules: RecordRules

    def follows(self) -> bool:
        """Whether alignment alone puts the fields where they are."""
        again = self.of(self.layout.members)
        offsets = [[member.offset_bits for member in each.members] for each in (again, self.layout)]
        return again.size_bytes == self.layout.size_bytes and offsets[0] == offsets[1]

    def of(self, members: Sequence[Member]) -> RecordLayout:
        """Return the layout with fields in an order."""
        fields = tuple(
            Field(
                name=member.name,
                type=member.type,
                width_bits=member.width_bits,
                type_align_bytes=member.align_bytes,
                location=member.location,
            )
            for member in members
        )
        definition = RecordDefinition(
            kind=self.layout.kind,
            name=self.layout.name,
            fields=fields,
            align_bytes=self.layout.align_bytes,
            location=self.layout.location,
        )
        return layout_record(definition, self.records, self.rules)
