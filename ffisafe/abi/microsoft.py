"""Records as Microsoft's compiler lays them out.

Microsoft documents the principle only ("C Bit Fields"): adjacent bit-fields share a unit if their
types have one size, and each unit is as large as the type. The rest follows Clang's
`MicrosoftRecordLayoutBuilder`, whose comments are the fullest description there is, and tests
ask Clang.
"""

from dataclasses import dataclass

from ffisafe.abi.cursor import Cursor, round_up
from ffisafe.abi.extent import Extent, natural_alignment
from ffisafe.model.ctype import Array
from ffisafe.model.layout import Field

_BYTE = 8


@dataclass(slots=True)
class MicrosoftCursor(Cursor):
    """Besides its alignment a record has one that is required, which `#pragma pack` does not cap."""

    required_bytes: int = 1
    unit_bytes: int = 0  # 0: what lies before is not a bit-field, or one without width
    free_bits: int = 0  # of the unit

    def place(self, declared: Field, extent: Extent) -> None:
        """Place a member; bit-fields of one size share units."""
        if declared.width_bits is None:
            self._place_whole(declared, extent)
        elif declared.width_bits == 0:
            self._end_unit(declared, extent)
        else:
            self._place_bit_field(declared, declared.width_bits, extent)

    def finish(self) -> None:
        """Raise the alignment to what is required, and the size to a multiple of it."""
        self.end_bits = round_up(self.end_bits, _BYTE * self.align_bytes)
        self.required_bytes = max(self.required_bytes, self.definition.align_bytes or 1)
        self.align_bytes = max(self.align_bytes, self.required_bytes)
        self.is_user_aligned = self.definition.align_bytes is not None

    def size_bytes(self) -> int:
        """Return the size of the record; none has size 0."""
        rounding = max(min(self.align_bytes, self._pack() or self.align_bytes), self.required_bytes)
        if size := round_up(self.end_bits // _BYTE, rounding):
            return size
        least = self.rules.empty_struct_bytes
        return self.align_bytes if self.required_bytes >= least else least

    def required_align_bytes(self) -> int:
        """Return what is required of a record that has this one as a member."""
        return self.required_bytes

    def _place_whole(self, declared: Field, extent: Extent) -> None:
        self.unit_bytes = 0
        required = max(self._asked(declared, extent), extent.required_align_bytes)
        self.required_bytes = max(self.required_bytes, required)
        align = max(self._lowered(declared, extent), required)
        offset = 0 if self.is_union() else round_up(self.end_bits, _BYTE * align)
        self.end_bits = max(self.end_bits, offset + _BYTE * extent.size_bytes)
        self.align_bytes = max(self.align_bytes, align)
        self.append(declared, offset, extent, align)

    def _place_bit_field(self, declared: Field, width: int, extent: Extent) -> None:
        align = self._unit_alignment(declared, extent)
        if self.is_union():
            self.end_bits = max(self.end_bits, _BYTE * extent.size_bytes)
            self.free_bits = self.end_bits
        elif self.unit_bytes != extent.size_bytes or width > self.free_bits:
            self.free_bits = _BYTE * extent.size_bytes
            self.end_bits = round_up(self.end_bits, _BYTE * align) + self.free_bits
            self.align_bytes = max(self.align_bytes, align)
        self.unit_bytes = extent.size_bytes
        offset = self.end_bits - self.free_bits
        self.free_bits -= width
        self.append(declared, offset, extent, align)

    def _end_unit(self, declared: Field, extent: Extent) -> None:
        """End a unit, if there is one; in a union that makes room for the type, and aligns nothing."""
        if self.unit_bytes == 0:
            return
        self.unit_bytes = 0
        if self.is_union():
            self.end_bits = max(self.end_bits, _BYTE * extent.size_bytes)
            return
        align = self._unit_alignment(declared, extent)
        self.end_bits = round_up(self.end_bits, _BYTE * align)
        self.align_bytes = max(self.align_bytes, align)

    def _unit_alignment(self, declared: Field, extent: Extent) -> int:
        """Return the alignment of a unit; what a bit-field asks for is not required of the record."""
        return max(self._lowered(declared, extent), self._asked(declared, extent))

    def _asked(self, declared: Field, extent: Extent) -> int:
        """Return what attributes ask for; a typedef's hold in place of those of the record that it names."""
        of_record = extent.align_bytes if extent.is_user_aligned else 1
        return max(declared.align_bytes or 1, declared.type_align_bytes or of_record)

    def _lowered(self, declared: Field, extent: Extent) -> int:
        """Return the alignment that packing leaves of a type's; a typedef lowers it in arrays only."""
        if isinstance(declared.type, Array):
            align = declared.element_align_bytes or extent.align_bytes
        else:
            align = max(extent.align_bytes, natural_alignment(declared.type))
        return 1 if declared.packed else min(align, self._pack() or align)

    def _pack(self) -> int | None:
        """Return the bound of packing; one that is wider than a pointer is none."""
        if self.definition.packed:
            return 1
        pack = self.definition.pack_bytes
        return pack if pack and pack <= self.rules.max_pack_bytes else None
