"""Sizes, alignments and offsets of C types, by the rules of a target's compilers."""

from ffisafe.abi.clang import ClangCursor, ClangMsCursor
from ffisafe.abi.cursor import Cursor
from ffisafe.abi.extent import Records, extent_of
from ffisafe.abi.gnu import GnuCursor, GnuMsCursor
from ffisafe.abi.microsoft import MicrosoftCursor
from ffisafe.model.ctype import CType
from ffisafe.model.layout import RecordDefinition, RecordLayout
from ffisafe.model.target import BitFieldRules, RecordRules, RulesOf

_SYSTEM_V = RecordRules()
_CURSORS: dict[tuple[RulesOf, BitFieldRules], type[Cursor]] = {
    (RulesOf.GCC, BitFieldRules.SYSTEM_V): GnuCursor,
    (RulesOf.GCC, BitFieldRules.MS_STRUCT): GnuMsCursor,
    (RulesOf.CLANG, BitFieldRules.SYSTEM_V): ClangCursor,
    (RulesOf.CLANG, BitFieldRules.MS_STRUCT): ClangMsCursor,
    (RulesOf.CLANG, BitFieldRules.MICROSOFT): MicrosoftCursor,
}


def size_and_alignment(ctype: CType, records: Records) -> tuple[int, int]:
    """Return size and alignment of a type in bytes, as a member; an open array has size 0.

    Raises:
        UnsupportedTypeError: The type is incomplete or a function.
    """
    extent = extent_of(ctype, records)
    return extent.size_bytes, extent.align_bytes


def layout_record(
    definition: RecordDefinition, records: Records, rules: RecordRules = _SYSTEM_V
) -> RecordLayout:
    """Lay out a struct or union whose member types are complete, as the target's compilers do.

    That is the psABI, with what `packed`, `aligned` and `#pragma pack` do to it (GCC manual,
    "Common Type Attributes", "Structure-Layout Pragmas").

    Raises:
        UnsupportedTypeError: A member has an incomplete or function type.
    """
    cursor = _CURSORS[rules.of, rules.bit_fields](definition=definition, rules=rules)
    for declared in definition.fields:
        cursor.place(declared, extent_of(declared.type, records))
    cursor.finish()
    return RecordLayout(
        kind=definition.kind,
        name=definition.name,
        size_bytes=cursor.size_bytes(),
        align_bytes=cursor.align_bytes,
        is_user_aligned=cursor.is_user_aligned,
        member_align_bytes=cursor.member_align_bytes(),
        required_align_bytes=cursor.required_align_bytes(),
        members=tuple(cursor.members),
        unnamed_bit_fields=tuple(cursor.unnamed_bit_fields),
        location=definition.location,
        attributes=definition.attributes,
        storage_order=definition.storage_order,
    )
