"""Enums whose "nothing" is a zero that what they hold cannot be, through transparent wrappers.

``Option<Handle>``, with ``Handle`` a ``repr(transparent)`` struct around a reference or a
``NonZero``, is passed as what the handle holds (``std::option``, "Representation"). Which
structs are transparent is not in the debug information.
"""

from collections.abc import Mapping
from dataclasses import replace

from ffisafe.model.ctype import CType, Pointer, PointerKind, Record, Scalar
from ffisafe.model.layout import Member, RecordLayout
from ffisafe.model.target import Encoding

_INTEGERS = frozenset({Encoding.SIGNED, Encoding.UNSIGNED})
_Records = Mapping[str, RecordLayout]


def elided(records: _Records) -> dict[str, CType]:
    """Return, by key, what each such enum is passed as."""
    found = {}
    for key, layout in records.items():
        held = _payload(layout)
        simpler = None if held is None else _held(held.type, records)
        if simpler is not None:
            found[key] = simpler
    return found


def _payload(layout: RecordLayout) -> Member | None:
    """Return the one member of an enum that is zero for its other variant, or that member."""
    if len(layout.variants) != 2 or {one.discriminant for one in layout.variants} != {None, 0}:
        return None
    sized = [
        (variant.discriminant, member)
        for variant in layout.variants
        for member in variant.members
        if member.size_bytes
    ]
    if len(sized) != 1 or sized[0][0] is not None or sized[0][1].size_bytes != layout.size_bytes:
        return None
    return sized[0][1]


def _held(ctype: CType, records: _Records) -> CType | None:
    """Return what transparent wrappers hold in the end, if that cannot be zero."""
    seen = set()
    while isinstance(ctype, Record) and ctype.key not in seen:
        seen.add(ctype.key)
        layout = records.get(ctype.key)
        if layout is None or layout.representation is None or not layout.representation.is_transparent:
            return None
        sized = [member for member in layout.members if member.size_bytes]
        if len(sized) != 1:
            return None
        ctype = sized[0].type
    if isinstance(ctype, Pointer) and ctype.kind is not PointerKind.RAW and not ctype.nullable:
        return replace(ctype, nullable=True)
    # An integer of which zero means "nothing" was a `NonZero`.
    return ctype if isinstance(ctype, Scalar) and ctype.encoding in _INTEGERS else None
