"""Records as Microsoft's compiler lays them out, and as GCC imitates it (``ms_struct``).

Microsoft documents the principle only ("C Bit Fields"; GCC manual, "x86 Variable Attributes",
``ms_struct``): adjacent bit-fields share a unit if their types have one size, and each unit is
as large as the type. The rest is as Clang's ``MicrosoftRecordLayoutBuilder`` has it.
"""

from dataclasses import dataclass

from ffisafe.abi.cursor import Cursor, round_up
from ffisafe.model.ctype import Array, RecordKind, Scalar
from ffisafe.model.layout import Field
from ffisafe.model.target import Encoding


@dataclass(slots=True)
class MsStructCursor(Cursor):
    """Place bit-fields in units of their types; ``position_bits`` is where the unit ends."""

    unit_bytes: int = 0  # 0: what lies before is not a bit-field, or one without width
    free_bits: int = 0  # of the unit

    def _place_whole(self, declared: Field, size: int, align: int) -> None:
        self.unit_bytes = 0
        # Without arguments `super` would look in the class before it had slots.
        super(MsStructCursor, self)._place_whole(declared, size, align)

    def place(self, declared: Field, size: int, align: int) -> None:
        """Place a member; scalars are aligned to their size, even where the psABI asks for less."""
        element = declared.type
        while isinstance(element, Array):
            element = element.element
        if isinstance(element, Scalar) and element.encoding not in {Encoding.COMPLEX, Encoding.VECTOR}:
            align = max(align, element.size_bytes if element.size_bytes.bit_count() == 1 else 1)
        super(MsStructCursor, self).place(declared, size, align)

    def _end_unit(self, declared: Field, size: int, align: int) -> None:
        """End a unit; without one before, or in a union, a bit-field without width does nothing."""
        del size
        if self.unit_bytes and not self._is_union():
            self.unit_bytes = 0
            align = self._capped(max(align, declared.align_bytes or 1))
            self.position_bits = round_up(self.position_bits, 8 * align)
            self._align(align)

    def _place_bit_field(self, declared: Field, width: int, size: int, align: int) -> None:
        align = self._alignment(declared, align)
        if self._is_union() or self.unit_bytes != size or width > self.free_bits:
            self.position_bits = round_up(self.position_bits, 8 * align) + 8 * size
            self.unit_bytes, self.free_bits = size, 8 * size
            self._align(align)
        offset = self.position_bits - self.free_bits
        self.free_bits -= width
        if declared.name is not None:
            self._append(declared, offset, size, align)

    def _align(self, align: int) -> None:
        """Give the record the alignment of a unit."""
        self.align_bytes = max(self.align_bytes, align)

    def _is_union(self) -> bool:
        return self.definition.kind is RecordKind.UNION


@dataclass(slots=True)
class MicrosoftCursor(MsStructCursor):
    """Microsoft's own: `#pragma pack` does not cap what ``__declspec(align)`` asks for."""

    def _alignment(self, declared: Field, align: int) -> int:
        natural = 1 if self._is_packed(declared) else self._capped(align)
        return max(natural, self._required(declared))

    def _end_unit(self, declared: Field, size: int, align: int) -> None:
        """End a unit; in a union it makes room for its type, but not for the alignment of it."""
        if self.unit_bytes:
            self.unit_bytes = 0
            offset = round_up(self.position_bits, 8 * self._alignment(declared, align))
            self.position_bits = 8 * size if self._is_union() else offset
            self._align(self._alignment(declared, align))

    def _align(self, align: int) -> None:
        """Give the record the alignment of a unit; the bit-fields of a union align nothing."""
        if not self._is_union():
            self.align_bytes = max(self.align_bytes, align)

    def _required(self, declared: Field) -> int:
        return max(declared.align_bytes or 1, declared.type_align_bytes or 1)
