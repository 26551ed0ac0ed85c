"""Records as GCC lays them out: the rules of System V's psABIs, with GCC's attributes.

The psABIs say nothing of `packed`, `aligned` and `#pragma pack`, and little of how bit-fields of
several types follow each other: what is here is what `place_field` and
`update_alignment_for_field` of GCC's stor-layout.cc do, and tests ask GCC.
"""

from dataclasses import dataclass

from ffisafe.abi.cursor import Cursor, round_up
from ffisafe.abi.extent import Extent
from ffisafe.model.ctype import Scalar
from ffisafe.model.layout import Field
from ffisafe.model.target import Encoding

_BYTE = 8
_COMPLEX_DOUBLE_BYTES = 16
_INTEGER_BITS = {8, 16, 32, 64, 128}


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A member, as GCC's rules see it; in bits."""

    size: int  # of the member: of a bit-field its width
    type_size: int
    type_align: int
    member_align: int  # what the type is aligned to inside records, where the psABI lowers that
    asked: int | None  # by `aligned`
    packed: bool
    is_bit_field: bool
    is_named: bool
    has_user_type: bool  # an attribute aligns its type

    @property
    def is_gap(self) -> bool:
        """Whether it is a bit-field without width."""
        return self.is_bit_field and self.size == 0


@dataclass(slots=True)
class GnuCursor(Cursor):
    """GCC's rules where bit-fields are placed as System V has it."""

    position: int = 0

    def place(self, declared: Field, extent: Extent) -> None:
        """Place a member where GCC's `place_field` does."""
        member = self.declared(declared, extent)
        if self.is_union():
            self.position = 0
        desired = self.desired(member)
        self.align_for(member, desired)
        self.is_user_aligned = self.is_user_aligned or self._is_user_aligned(member)
        self._advance(member, desired)
        self.append(declared, self.position, extent, max(desired, _BYTE) // _BYTE)
        self.position += member.size
        self.end_bits = max(self.end_bits, self.position)

    def declared(self, declared: Field, extent: Extent) -> Declared:
        """Return what GCC knows of a member."""
        user_align = declared.type_align_bytes
        type_align = user_align or extent.own_align_bytes
        is_bit_field = declared.width_bits is not None
        packs = is_bit_field or type_align > 1
        return Declared(
            size=8 * extent.size_bytes if declared.width_bits is None else declared.width_bits,
            type_size=8 * extent.size_bytes,
            type_align=8 * type_align,
            member_align=8 * (user_align or extent.align_bytes),
            asked=None if declared.align_bytes is None else 8 * declared.align_bytes,
            packed=packs and (self.definition.packed or declared.packed),
            is_bit_field=is_bit_field,
            is_named=declared.name is not None,
            has_user_type=user_align is not None or extent.is_user_aligned,
        )

    def desired(self, member: Declared) -> int:
        """Return what a member itself is aligned to, at the present position."""
        if self.ignores_packing(member):
            return self._natural(member)
        if member.is_bit_field:
            align = max(member.asked or 1, self._mode_alignment(member) if self.is_integer(member) else 1)
            if not member.asked and self.rules.max_scalar_align_bytes:
                align = min(align, _BYTE * self.rules.max_scalar_align_bytes)
        else:
            align = member.asked if member.packed and member.asked else self._natural(member)
        if member.packed and not member.asked:
            align = min(align, _BYTE)
        return self.capped(align)

    def ignores_packing(self, member: Declared) -> bool:
        """Whether neither `packed` nor `#pragma pack` matters: a bit-field without width."""
        return member.is_gap

    def _natural(self, member: Declared) -> int:
        asked = member.asked or 1
        return member.member_align if asked < member.type_align else asked

    def _mode_alignment(self, member: Declared) -> int:
        return min(member.size, _BYTE * self.rules.max_integer_align_bytes)

    def is_integer(self, member: Declared) -> bool:
        """Whether GCC makes an ordinary member of a bit-field: a whole integer at its boundary."""
        if not member.is_bit_field or member.size not in _INTEGER_BITS:
            return False
        align = self._mode_alignment(member)
        return not (align > _BYTE and member.packed) and self.position % align == 0

    def align_for(self, member: Declared, desired: int) -> None:
        """Give the record the alignment of a member (AAPCS: also of an unnamed bit-field)."""
        if member.is_bit_field and not (member.is_named or self.rules.aligns_unnamed_bit_fields):
            return
        align = desired
        if member.is_bit_field and member.type_size:
            align = max(align, self._alignment_by_type(member))
        self.align_bytes = max(self.align_bytes, align // _BYTE)

    def _alignment_by_type(self, member: Declared) -> int:
        """Return the alignment that the type of a bit-field gives to the record."""
        if member.is_gap:
            return member.member_align
        if self.definition.pack_bytes:
            return self.capped(member.member_align)
        return min(member.member_align, _BYTE) if member.packed else member.member_align

    def _advance(self, member: Declared, desired: int) -> None:
        """Move to where the member begins."""
        was_integer = self.is_integer(member)
        self.position = round_up(self.position, desired)
        if member.is_bit_field and member.size and not self.definition.pack_bytes:
            # A bit-field may not span more units of its type's alignment than that type does.
            unit = member.member_align
            spans = -(-(self.position % unit + member.size) // unit)
            if spans > member.type_size // unit and not member.packed and not was_integer:
                self.position = round_up(self.position, unit)

    def member_align_bytes(self) -> int | None:
        """Return the alignment inside another record: the i386's is lower if GCC takes it for a scalar."""
        cap = self.rules.max_scalar_align_bytes
        if not cap or cap >= self.align_bytes or self.is_user_aligned:
            return None
        return cap if self._is_like_a_scalar() else None

    def _is_like_a_scalar(self) -> bool:
        """Whether the record is as large as an integer and its members are too, or is one complex number."""
        size = self.size_bytes()
        if len(self.members) == 1 and self.members[0].size_bytes == size:
            only = self.members[0].type
            if isinstance(only, Scalar) and only.encoding is Encoding.COMPLEX:
                return size == _COMPLEX_DOUBLE_BYTES
        return size == _BYTE and all(member.size_bytes.bit_count() <= 1 for member in self.members)

    def _is_user_aligned(self, member: Declared) -> bool:
        """Whether it is by an attribute that a member is aligned as it is: its own, or its type's."""
        if member.is_bit_field and not member.is_gap:
            return member.asked is not None or (member.is_named and member.has_user_type)
        return member.has_user_type if (member.asked or 1) < member.type_align else member.asked is not None

    def capped(self, align: int) -> int:
        """Return an alignment in bits under `#pragma pack`."""
        return min(align, _BYTE * self.definition.pack_bytes) if self.definition.pack_bytes else align


@dataclass(slots=True)
class GnuMsCursor(GnuCursor):
    """GCC's imitation of Microsoft's compiler: ``ms_struct``, the default for MinGW.

    ``run`` is the bit-field before, if the run of bit-fields that share units goes on.
    """

    run: Declared | None = None
    remaining: int = 0  # bits of the unit
    last: Declared | None = None

    def place(self, declared: Field, extent: Extent) -> None:
        """Place a member; bit-fields of one size share units."""
        member = self.last = self.declared(declared, extent)
        if self.is_union():
            self.position = 0
        desired = self.desired(member)
        self.align_for(member, desired)
        self.is_user_aligned = self.is_user_aligned or self._is_user_aligned(member)
        if not self.is_union():
            self._advance(member, desired)
            if self.run is None and member.is_bit_field:
                self.run = member
        self.append(declared, self.position, extent, max(desired, _BYTE) // _BYTE)
        self.position += member.size
        self.end_bits = max(self.end_bits, self.position)

    def finish(self) -> None:
        """Fill the unit of a bit-field at the end."""
        if self.last and self.last.is_bit_field and self.last.size and not self.is_union():
            self.end_bits += self.remaining
        # Without arguments `super` would look in the class before it had slots.
        super(GnuMsCursor, self).finish()

    def ignores_packing(self, member: Declared) -> bool:
        """No member does."""
        del member
        return False

    def align_for(self, member: Declared, desired: int) -> None:
        """Give the record the alignment of a member's type; a gap aligns only behind a bit-field."""
        if member.is_bit_field and member.type_size:
            follows = self.run is not None and self.run.size > 0
            if not (follows if member.is_gap else not member.packed):
                return
        align = desired
        if member.is_bit_field or not member.packed:
            align = self.capped(max(member.type_align, desired))
        self.align_bytes = max(self.align_bytes, align // _BYTE)

    def _advance(self, member: Declared, desired: int) -> None:
        before = self.run
        is_aligned = self.position % desired == 0
        goes_on = before is not None and self._leave(before, member)
        begins = member.size > 0 or not member.is_bit_field
        if before and before.size:
            begins = not member.is_bit_field or member.type_size != before.type_size
        if not is_aligned and not goes_on:
            self.position = round_up(self.position, desired)
        if begins:
            self._begin(member)

    def _leave(self, before: Declared, member: Declared) -> bool:
        """Use up the unit of the bit-field before, or else return that the member goes on in it."""
        continues = member.is_bit_field and member.size > 0 and before.size > 0
        if continues and member.type_size == before.type_size:
            if self.remaining >= member.size:
                self.remaining -= member.size
                return True
            self.position += self.remaining
            self.run, self.remaining = member, max(member.type_size - member.size, 0)
            return False
        if before.size:
            self.position += self.remaining
        if not member.is_bit_field or member.size == 0:
            self.run = None
        return False

    def _begin(self, member: Declared) -> None:
        """Begin a unit, or what is no bit-field."""
        self.remaining = max(member.type_size - member.size, 0)
        align = _BYTE if member.packed else member.type_align
        self.position = round_up(self.position, self.capped(align))
        self.run = None
