"""What a struct would be with its fields in the order of their alignment."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from ffisafe.abi.layout import layout_record
from ffisafe.model.ctype import RecordKind
from ffisafe.model.layout import Field, Member, RecordDefinition, RecordLayout

Records = Mapping[str, RecordLayout]


def reordered(layout: RecordLayout, records: Records) -> RecordLayout | None:
    """Return a struct's layout with the most aligned fields first; neighbouring bit-fields stay together.

    A last field of size 0 stays the last: what follows the struct belongs to it.

    Returns:
        None if the fields cannot be moved freely: a union's, and those among bit-fields that are
        packed or that unnamed ones keep apart.
    """
    if layout.kind is RecordKind.UNION or not _follows(layout, records):
        return None
    body, tail = layout.members, layout.members[:0]
    if body and body[-1].size_bytes == 0:
        body, tail = body[:-1], body[-1:]
    groups = sorted(_groups(body), key=lambda group: -max(member.align_bytes for member in group))
    return _laid_out(layout, [member for group in (*groups, tail) for member in group], records)


def _follows(layout: RecordLayout, records: Records) -> bool:
    """Whether alignment alone puts the fields where they are."""
    again = _laid_out(layout, layout.members, records)
    return again.size_bytes == layout.size_bytes and [each.offset_bits for each in again.members] == [
        each.offset_bits for each in layout.members
    ]


def _groups(members: Sequence[Member]) -> list[tuple[Member, ...]]:
    """Return the fields one by one, but runs of bit-fields as they are."""
    groups: list[tuple[Member, ...]] = []
    for is_bit_field, neighbours in groupby(members, key=lambda member: member.width_bits is not None):
        run = tuple(neighbours)
        groups += [run] if is_bit_field else [(member,) for member in run]
    return groups


def _laid_out(layout: RecordLayout, members: Sequence[Member], records: Records) -> RecordLayout:
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
        kind=layout.kind,
        name=layout.name,
        fields=fields,
        align_bytes=layout.align_bytes,
        location=layout.location,
    )
    return layout_record(definition, records)
