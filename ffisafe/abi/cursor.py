"""What all rules for the layout of records have in common: members one after the other."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from ffisafe.abi.extent import Extent
from ffisafe.model.ctype import Record, RecordKind
from ffisafe.model.layout import Field, Member, RecordDefinition
from ffisafe.model.target import RecordRules


@dataclass(slots=True)
class Cursor(ABC):
    """What has been placed: ``end_bits`` is where it ends; alignments are in bytes."""

    definition: RecordDefinition
    rules: RecordRules
    end_bits: int = 0
    align_bytes: int = 1
    is_user_aligned: bool = False
    members: list[Member] = field(default_factory=list)
    unnamed_bit_fields: list[Member] = field(default_factory=list)

    @abstractmethod
    def place(self, declared: Field, extent: Extent) -> None:
        """Place a member."""

    def finish(self) -> None:
        """Take into account what the record itself asks for, and what ends with it."""
        self.align_bytes = max(self.align_bytes, self.definition.align_bytes or 1)
        self.is_user_aligned = self.is_user_aligned or self.definition.align_bytes is not None

    def size_bytes(self) -> int:
        """Return the size of the record, once it is finished."""
        size = round_up(-(-self.end_bits // 8), self.align_bytes)
        return size or round_up(self.rules.empty_struct_bytes, self.align_bytes)

    def required_align_bytes(self) -> int:
        """Return what records around this one may not lower."""
        return 1

    def member_align_bytes(self) -> int | None:
        """Return the alignment of the record as a member of another, if that is another."""
        return None

    def is_union(self) -> bool:
        """Whether all members lie at the start."""
        return self.definition.kind is RecordKind.UNION

    def append(self, declared: Field, offset_bits: int, extent: Extent, align_bytes: int) -> None:
        """Record where a member lies; of a bit-field it keeps its type's alignment."""
        is_bit_field = declared.width_bits is not None
        if declared.name is None and not (is_bit_field or isinstance(declared.type, Record)):
            return
        is_unnamed = is_bit_field and declared.name is None
        (self.unnamed_bit_fields if is_unnamed else self.members).append(
            Member(
                name=declared.name,
                type=declared.type,
                offset_bits=offset_bits,
                size_bytes=extent.size_bytes,
                align_bytes=extent.align_bytes if is_bit_field else align_bytes,
                width_bits=declared.width_bits,
                location=declared.location,
                attributes=declared.attributes,
            )
        )


def round_up(value: int, multiple: int) -> int:
    """Return the next multiple that is not below a value."""
    return -(-value // multiple) * multiple
