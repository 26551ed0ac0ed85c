"""Where the members of records lie."""

from dataclasses import dataclass

from ffisafe.model.attribute import Attribute
from ffisafe.model.ctype import CType, RecordKind, Representation
from ffisafe.model.source import SourceLocation
from ffisafe.model.target import Endianness


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
    attributes: tuple[Attribute, ...] = ()

    @property
    def offset_bytes(self) -> int:
        """Offset of the byte that holds the member's first bit."""
        return self.offset_bits // 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One variant of a Rust enum with data; offsets of its members count from the enum's start.

    ``discriminant`` is None for the variant that holds where no other does (DWARF 5 §5.7.10).
    """

    name: str
    discriminant: int | None
    members: tuple[Member, ...]
    location: SourceLocation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLayout:
    """A complete struct or union with its layout; sizes in bytes.

    ``storage_order`` is the byte order of its scalars where that is not the target's; then the
    bits of bit-fields count from the end of byte 0 that bit-fields of that order start at.
    ``unnamed_bit_fields`` are padding with a type: no members (C11 6.7.2.1), but calls depend on them.
    A Rust enum with data has no ``members`` but ``variants``, and a ``tag`` where one is stored.
    ``representation`` is None where it is not known, as in C.
    """

    kind: RecordKind
    name: str  # the tag, else the typedef's name; in Rust the path
    size_bytes: int
    align_bytes: int
    members: tuple[Member, ...]
    is_user_aligned: bool = False  # an attribute aligns it, or, by GCC's rules, a member of it
    member_align_bytes: int | None = None  # as a member of another record, where that is another
    required_align_bytes: int = 1  # what packing of an outer record does not lower (Microsoft's rules)
    location: SourceLocation | None = None
    attributes: tuple[Attribute, ...] = ()
    storage_order: Endianness | None = None
    unnamed_bit_fields: tuple[Member, ...] = ()
    representation: Representation | None = None
    variants: tuple[Variant, ...] = ()
    tag: Member | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A member as declared, before layout; ``name`` is None where C leaves it out."""

    name: str | None
    type: CType
    width_bits: int | None = None  # None: not a bit-field
    align_bytes: int | None = None  # asked for with `aligned` or `_Alignas`
    type_align_bytes: int | None = None  # of the typedef it is declared with, where that sets one
    element_align_bytes: int | None = None  # of the typedef of an array's elements, where that sets one
    packed: bool = False
    location: SourceLocation | None = None
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDefinition:
    """A struct or union as declared, before layout."""

    kind: RecordKind
    name: str
    fields: tuple[Field, ...]
    packed: bool = False
    align_bytes: int | None = None  # asked for with `aligned`
    pack_bytes: int | None = None  # `#pragma pack(n)` in force at the definition
    location: SourceLocation | None = None
    attributes: tuple[Attribute, ...] = ()
    storage_order: Endianness | None = None
