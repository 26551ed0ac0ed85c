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

_INTEGER_BITS = {8, 16, 32, 64, 128}


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
    """Lay out a struct or union whose member types are complete, as GCC does.

    That is the psABI, with what `packed`, `aligned` and `#pragma pack` do to it (GCC manual,
    "Common Type Attributes", "Structure-Layout Pragmas").

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
        size, align = size_and_alignment(declared.type, records)
        align = declared.type_align_bytes or align
        if self.definition.kind is RecordKind.UNION:
            self.position_bits = 0
        if declared.width_bits is None:
            self._place_whole(declared, size, align)
        elif declared.width_bits == 0:
            # It moves what follows to a boundary of its type, packed or not.
            self.position_bits = _round_up(self.position_bits, 8 * max(align, declared.align_bytes or 1))
        else:
            self._place_bit_field(declared, declared.width_bits, size, align)
        self.end_bits = max(self.end_bits, self.position_bits)

    def _place_whole(self, declared: Field, size: int, align: int) -> None:
        natural = 1 if self._is_packed(declared) else align
        align = self._capped(max(natural, declared.align_bytes or 1))
        offset = _round_up(self.position_bits, 8 * align)
        self.position_bits = offset + 8 * size
        self.align_bytes = max(self.align_bytes, align)
        if declared.name is not None or isinstance(declared.type, Record):
            self._append(declared, offset, size, align)

    def _place_bit_field(self, declared: Field, width: int, size: int, align: int) -> None:
        """Place a bit-field, which may share the storage unit of what lies before it.

        It may not cross more boundaries of its declared type than that type itself does, unless
        packed. A named one gives the record the alignment of its type (psABI §3.1.2).
        """
        packed = self._is_packed(declared)
        asked = max(declared.align_bytes or 0, self._unit_alignment(width, packed=packed))
        if asked:
            self.position_bits = _round_up(self.position_bits, 8 * self._capped(asked))
        offset, unit = self.position_bits, 8 * align
        crosses = -(-(offset % unit + width) // unit) > size // align
        if crosses and not packed and self.definition.pack_bytes is None:
            offset = _round_up(offset, unit)
        self.position_bits = offset + width
        if declared.name is not None:
            implied = 1 if packed and self.definition.pack_bytes is None else self._capped(align)
            self.align_bytes = max(self.align_bytes, implied, self._capped(asked))
            self._append(declared, offset, size, align)

    def _unit_alignment(self, width: int, *, packed: bool) -> int:
        """Return the alignment of a bit-field that fills an aligned integer, else 0: GCC makes it one."""
        size = width // 8
        aligned = width in _INTEGER_BITS and self.position_bits % width == 0
        return size if aligned and not (packed and size > 1) else 0

    def _is_packed(self, declared: Field) -> bool:
        return self.definition.packed or declared.packed

    def _capped(self, align: int) -> int:
        return min(align, self.definition.pack_bytes or align)

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
