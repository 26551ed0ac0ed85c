"""Sizes, alignments and offsets of C types (System V AMD64 psABI §3.1.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ffisafe.errors import UnsupportedTypeError
from ffisafe.model.ctype import (
    Array,
    CType,
    Enumeration,
    FunctionType,
    Pointer,
    Record,
    RecordKind,
    Scalar,
)
from ffisafe.model.layout import Field, Member, RecordDefinition, RecordLayout

Records = Mapping[str, RecordLayout]


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


def layout_record(definition: RecordDefinition, records: Records) -> RecordLayout:
    """Lay out a struct or union whose member types are complete.

    Bit-fields follow the System V rule: one may share its storage unit with what lies
    before it, but may not cross the boundary of a unit of its declared type, unless packed.

    Raises:
        UnsupportedTypeError: A member has an incomplete or function type.
    """
    cursor = _Cursor(definition=definition)
    for declared in definition.fields:
        cursor.place(declared, records)
    align = max(cursor.align_bytes, definition.align_bytes or 1)
    return RecordLayout(
        kind=definition.kind,
        name=definition.name,
        size_bytes=_round_up(-(-cursor.end_bits // 8), align),
        align_bytes=align,
        members=tuple(cursor.members),
        location=definition.location,
    )


@dataclass(slots=True)
class _Cursor:
    """Where the next member may start, in bits, and what has been placed."""

    definition: RecordDefinition
    position_bits: int = 0
    end_bits: int = 0
    align_bytes: int = 1
    members: list[Member] = field(default_factory=list)

    def place(self, declared: Field, records: Records) -> None:
        size, natural = size_and_alignment(declared.type, records)
        align = self._alignment(declared, natural)
        start = 0 if self.definition.kind is RecordKind.UNION else self.position_bits
        if declared.width_bits is None:
            offset = _round_up(start, align * 8)
            self._advance(offset, size * 8, align)
        else:
            offset = self._bit_field_offset(declared, start, size, align)
            self._advance(offset, declared.width_bits, align if declared.name else 1)
        if declared.name is not None or isinstance(declared.type, Record):
            self._append(declared, offset, size, align)

    def _alignment(self, declared: Field, natural: int) -> int:
        packed = self.definition.packed or declared.packed
        align = max(1 if packed else natural, declared.align_bytes or 1)
        return min(align, self.definition.pack_bytes or align)

    def _bit_field_offset(self, declared: Field, start: int, size: int, align: int) -> int:
        width = declared.width_bits or 0
        if width == 0:
            return _round_up(start, align * 8)
        packed = self.definition.packed or declared.packed or self.definition.pack_bytes
        if declared.align_bytes:
            start = _round_up(start, declared.align_bytes * 8)
        crosses = start % (align * 8) + width > size * 8
        return _round_up(start, align * 8) if crosses and not packed else start

    def _advance(self, offset: int, width: int, align: int) -> None:
        self.position_bits = offset + width
        self.end_bits = max(self.end_bits, self.position_bits)
        self.align_bytes = max(self.align_bytes, align)

    def _append(self, declared: Field, offset: int, size: int, align: int) -> None:
        self.members.append(
            Member(
                name=declared.name,
                type=declared.type,
                offset_bits=offset,
                size_bytes=size,
                align_bytes=align,
                width_bits=declared.width_bits,
                location=declared.location,
            )
        )


def _round_up(value: int, multiple: int) -> int:
    return -(-value // multiple) * multiple
