"""What is inside of Rust's wrappers."""

from collections.abc import Mapping

from ffisafe.model.ctype import CType, Record
from ffisafe.model.layout import Member, RecordLayout


def only_field(layout: RecordLayout | None) -> Member | None:
    """Return the field that alone takes up all of a record."""
    sized = [member for member in layout.members if member.size_bytes] if layout else []
    if layout is None or len(sized) != 1 or sized[0].size_bytes != layout.size_bytes:
        return None
    return sized[0]


def peeled(ctype: CType, records: Mapping[str, RecordLayout]) -> CType:
    """Return what a wrapper, or a wrapper of wrappers, holds: a `Pin<&mut T>` is a `&mut T`."""
    inner = ctype
    while isinstance(inner, Record):
        held = only_field(records.get(inner.key))
        if held is None:
            return inner
        inner = held.type
    return inner
