"""Where the members of records lie."""

from dataclasses import dataclass

from ffisafe.model.ctype import CType, RecordKind
from ffisafe.model.source import SourceLocation


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One member of a record (DWARF 5 §5.7.6); ``name`` is None for an anonymous one."""

    name: str | None
    type: CType
    offset_bits: int  # from the first bit of the record
    size_bytes: int
    align_bytes: int
    width_bits: int | None = None  # None: not a bit-field
    location: SourceLocation | None = None

    @property
    def offset_bytes(self) -> int:
        """Offset of the byte that holds the member's first bit."""
        return self.offset_bits // 8


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLayout:
    """A complete struct or union with its layout; sizes in bytes."""

    kind: RecordKind
    name: str  # the tag, else the typedef's name; in Rust the path
    size_bytes: int
    align_bytes: int
    members: tuple[Member, ...]
    location: SourceLocation | None = None
