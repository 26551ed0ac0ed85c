"""Sizes, alignments and offsets of C types (System V AMD64 psABI §3.1.2)."""

from collections.abc import Mapping

from ffisafe.abi.cursor import Cursor, round_up
from ffisafe.abi.microsoft import MicrosoftCursor, MsStructCursor
from ffisafe.errors import UnsupportedTypeError
from ffisafe.model.ctype import (
    Array,
    CType,
    Enumeration,
    FunctionType,
    Pointer,
    Record,
    Scalar,
)
from ffisafe.model.layout import RecordDefinition, RecordLayout
from ffisafe.model.target import BitFieldRules, RecordRules

Records = Mapping[str, RecordLayout]

_SYSTEM_V = RecordRules()
_CURSORS = {
    BitFieldRules.SYSTEM_V: Cursor,
    BitFieldRules.MS_STRUCT: MsStructCursor,
    BitFieldRules.MICROSOFT: MicrosoftCursor,
}


def size_and_alignment(ctype: CType, records: Records) -> tuple[int, int]:
    """Return size and alignment of a type in bytes; an open array has size 0.

    Raises:
        UnsupportedTypeError: The type is incomplete or a function.
    """
    match ctype:
        case Scalar(size_bytes=size, align_bytes=align):
            return size, align
        case Pointer(size_bytes=size):
            return size, size
        case Array(element=element, count=count):
            size, align = size_and_alignment(element, records)
            return size * (count or 0), align
        case Enumeration(underlying=underlying):
            return underlying.size_bytes, underlying.align_bytes
        case Record(key=key, kind=kind, name=name):
            if key not in records:
                raise UnsupportedTypeError(f"{kind} {name} is an incomplete type")
            return records[key].size_bytes, records[key].align_bytes
        case FunctionType():
            raise UnsupportedTypeError("a function type has no size")


def layout_record(
    definition: RecordDefinition, records: Records, rules: RecordRules = _SYSTEM_V
) -> RecordLayout:
    """Lay out a struct or union whose member types are complete, as the target's compilers do.

    That is the psABI, with what `packed`, `aligned` and `#pragma pack` do to it (GCC manual,
    "Common Type Attributes", "Structure-Layout Pragmas").

    Raises:
        UnsupportedTypeError: A member has an incomplete or function type.
    """
    cursor = _CURSORS[rules.bit_fields](definition=definition, rules=rules)
    for declared in definition.fields:
        cursor.place(declared, *size_and_alignment(declared.type, records))
    align = max(cursor.align_bytes, definition.align_bytes or 1)
    size = round_up(-(-cursor.end_bits // 8), align)
    return RecordLayout(
        kind=definition.kind,
        name=definition.name,
        size_bytes=size or round_up(rules.empty_struct_bytes, align),
        align_bytes=align,
        members=tuple(cursor.members),
        location=definition.location,
    )
