"""Members one after the other, by the rules of System V's psABIs and GCC's attributes."""

from dataclasses import dataclass, field

from ffisafe.model.ctype import Record, RecordKind
from ffisafe.model.layout import Field, Member, RecordDefinition
from ffisafe.model.target import RecordRules

_INTEGER_BITS = {8, 16, 32, 64, 128}


@dataclass(slots=True)
class Cursor:
    """Where the next member may start, in bits, and what has been placed."""

    definition: RecordDefinition
    rules: RecordRules
    position_bits: int = 0
    end_bits: int = 0
    align_bytes: int = 1
    members: list[Member] = field(default_factory=list)

    def place(self, declared: Field, size: int, align: int) -> None:
        """Place a member, with size and alignment of its type in bytes."""
        align = declared.type_align_bytes or align
        if self.definition.kind is RecordKind.UNION:
            self.position_bits = 0
        if declared.width_bits is None:
            self._place_whole(declared, size, align)
        elif declared.width_bits == 0:
            self._end_unit(declared, size, align)
        else:
            self._place_bit_field(declared, declared.width_bits, size, align)
        self.end_bits = max(self.end_bits, self.position_bits)

    def _place_whole(self, declared: Field, size: int, align: int) -> None:
        align = self._alignment(declared, align)
        offset = round_up(self.position_bits, 8 * align)
        self.position_bits = offset + 8 * size
        self.align_bytes = max(self.align_bytes, align)
        if declared.name is not None or isinstance(declared.type, Record):
            self._append(declared, offset, size, align)

    def _alignment(self, declared: Field, align: int) -> int:
        """Return what a member is aligned to: its type's alignment or more, unless packed."""
        natural = 1 if self._is_packed(declared) else align
        return self._capped(max(natural, declared.align_bytes or 1))

    def _end_unit(self, declared: Field, size: int, align: int) -> None:
        """Move what follows to a boundary of a bit-field's type, packed or not."""
        del size  # only Microsoft's unions ask for it
        align = max(align, declared.align_bytes or 1)
        self.position_bits = round_up(self.position_bits, 8 * align)
        if self.rules.aligns_unnamed_bit_fields:
            self.align_bytes = max(self.align_bytes, self._capped(align))

    def _place_bit_field(self, declared: Field, width: int, size: int, align: int) -> None:
        """Place a bit-field, which may share the storage unit of what lies before it.

        It may not cross more boundaries of its declared type than that type itself does, unless
        packed. A named one gives the record the alignment of its type (psABI §3.1.2); by AAPCS
        ("Bit-fields") an unnamed one does too.
        """
        packed = self._is_packed(declared)
        asked = max(declared.align_bytes or 0, self._unit_alignment(width, align, packed=packed))
        if asked:
            self.position_bits = round_up(self.position_bits, 8 * self._capped(asked))
        offset, unit = self.position_bits, 8 * align
        crosses = -(-(offset % unit + width) // unit) > size // align
        if crosses and not packed and self.definition.pack_bytes is None:
            offset = round_up(offset, unit)
        self.position_bits = offset + width
        if declared.name is not None or self.rules.aligns_unnamed_bit_fields:
            implied = 1 if packed and self.definition.pack_bytes is None else self._capped(align)
            self.align_bytes = max(self.align_bytes, implied, self._capped(asked))
        if declared.name is not None:
            self._append(declared, offset, size, align)

    def _unit_alignment(self, width: int, align: int, *, packed: bool) -> int:
        """Return the alignment of a bit-field that fills an aligned integer, else 0: GCC makes it one."""
        size = min(width // 8, align)
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


def round_up(value: int, multiple: int) -> int:
    """Return the next multiple that is not below a value."""
    return -(-value // multiple) * multiple
