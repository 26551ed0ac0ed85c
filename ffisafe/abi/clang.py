"""Records as Clang lays them out where Microsoft's compiler is not the model.

What differs from GCC are bit-fields that attributes change, and ``ms_struct``: this follows
`LayoutField` and `LayoutBitField` of Clang's RecordLayoutBuilder.cpp, and tests ask Clang.
"""

from dataclasses import dataclass

from ffisafe.abi.cursor import Cursor, round_up
from ffisafe.abi.extent import Extent, natural_alignment
from ffisafe.model.layout import Field

_BYTE = 8


@dataclass(slots=True)
class ClangCursor(Cursor):
    """Clang's rules where bit-fields are placed as System V has it."""

    unfilled_bits: int = 0  # of the last byte, or of ``ms_struct``'s unit

    def place(self, declared: Field, extent: Extent) -> None:
        """Place a member behind the one before it, or at the start of a union."""
        if declared.width_bits is None:
            self._place_whole(declared, extent)
        else:
            self.place_bit_field(declared, declared.width_bits, extent)

    def _place_whole(self, declared: Field, extent: Extent) -> None:
        self.leave_unit()
        align = self.alignment(declared, extent)
        offset = 0 if self.is_union() else round_up(round_up(self.end_bits, _BYTE), _BYTE * align)
        self.end_bits = max(self.end_bits, offset + _BYTE * extent.size_bytes)
        self.align_bytes = max(self.align_bytes, align)
        self.append(declared, offset, extent, align)

    def leave_unit(self) -> None:
        """Let nothing more into the last byte."""
        self.unfilled_bits = 0

    def type_alignment(self, declared: Field, extent: Extent) -> int:
        """Return the alignment of a member's type."""
        return declared.type_align_bytes or extent.align_bytes

    def alignment(self, declared: Field, extent: Extent) -> int:
        """Return the alignment of a member that is no bit-field."""
        align = 1 if self.is_packed(declared) else self.type_alignment(declared, extent)
        return self.capped(max(align, declared.align_bytes or 1))

    def place_bit_field(self, declared: Field, width: int, extent: Extent) -> None:
        """Place a bit-field: it may not cross the boundaries of its storage unit, unless packed."""
        align_bits = self._bit_field_alignment(declared, width, extent)
        offset = 0 if self.is_union() else self.end_bits - self.unfilled_bits
        asked, pack = declared.align_bytes, self.definition.pack_bytes
        crosses = offset % align_bits + width > _BYTE * extent.size_bytes
        if width == 0 or (crosses and not pack):
            offset = round_up(offset, align_bits)
        elif asked and asked <= (pack or asked):
            offset = round_up(offset, _BYTE * asked)
        self._fill(offset, width)
        if declared.name is not None or self.rules.aligns_unnamed_bit_fields:
            self.align_bytes = max(self.align_bytes, align_bits // _BYTE)
        self.append(declared, offset, extent, 1)

    def _bit_field_alignment(self, declared: Field, width: int, extent: Extent) -> int:
        """Return the alignment of a bit-field's unit in bits; without width it is not packed."""
        packed = width > 0 and self.is_packed(declared)
        asked = _BYTE * (declared.align_bytes or 0)
        natural = max(_BYTE * self.type_alignment(declared, extent), asked)
        align = max(1, asked) if packed else natural
        if width == 0 or not self.definition.pack_bytes:
            return align
        return min(natural, _BYTE * self.definition.pack_bytes)

    def _fill(self, offset: int, width: int) -> None:
        end = round_up(offset + width, _BYTE)
        if self.is_union():
            self.end_bits = max(self.end_bits, round_up(width, _BYTE))
        else:
            self.end_bits, self.unfilled_bits = end, end - offset - width

    def is_packed(self, declared: Field) -> bool:
        """Whether the member or the record is packed."""
        return self.definition.packed or declared.packed

    def capped(self, align: int) -> int:
        """Return an alignment under `#pragma pack`."""
        return min(align, self.definition.pack_bytes or align)


@dataclass(slots=True)
class ClangMsCursor(ClangCursor):
    """Clang's ``ms_struct``: bit-fields of one size share a unit of their type."""

    unit_bytes: int = 0  # 0: what lies before is not a bit-field, or one without width

    def leave_unit(self) -> None:
        """End the unit: no bit-field goes on in it."""
        self.unfilled_bits = self.unit_bytes = 0

    def type_alignment(self, declared: Field, extent: Extent) -> int:
        """Return the alignment of a member's type: of a scalar its size, if that is larger."""
        # Without arguments `super` would look in the class before it had slots.
        align = super(ClangMsCursor, self).type_alignment(declared, extent)
        return max(align, natural_alignment(declared.type))

    def place_bit_field(self, declared: Field, width: int, extent: Extent) -> None:
        """Place a bit-field in the unit that is open, or in a new one."""
        follows = self.unit_bytes > 0
        if self.unit_bytes != extent.size_bytes or self.unfilled_bits < width:
            self.leave_unit()
        align = self._unit_alignment(declared, width, extent, follows=follows)
        offset = 0 if self.is_union() else self.end_bits - self.unfilled_bits
        if width == 0 or width > self.unfilled_bits:
            offset = round_up(offset, _BYTE * align)
            self.unfilled_bits = 0
        self._fill_unit(offset, width, extent.size_bytes)
        self.align_bytes = max(self.align_bytes, align)
        self.append(declared, offset, extent, align)

    def _unit_alignment(self, declared: Field, width: int, extent: Extent, *, follows: bool) -> int:
        if self.is_union():
            return 1
        natural = 1 if width == 0 and not follows else extent.size_bytes
        align = max(natural, declared.align_bytes or 1)
        return self.capped(align) if width else align

    def _fill_unit(self, offset: int, width: int, size_bytes: int) -> None:
        if self.is_union():
            self.end_bits = max(self.end_bits, _BYTE * size_bytes if width else _BYTE)
        elif width == 0:
            self.end_bits = offset
            self.leave_unit()
        else:
            if not self.unfilled_bits:
                self.end_bits = offset + _BYTE * size_bytes
                self.unfilled_bits = _BYTE * size_bytes
            self.unfilled_bits -= width
            self.unit_bytes = size_bytes
