"""Rust's enums with data: the variants of a variant part, and the tag (DWARF 5 §5.7.10).

The structure of a variant lies over the whole enum, so that offsets in it count from the
enum's start. A variant without ``DW_AT_discr_value`` is the one that holds when no other
does: rustc writes that for niches, whose values are no discriminants, and for an enum of
one variant.
"""

from collections.abc import Callable
from dataclasses import dataclass

from elftools.dwarf.die import DIE

from ffisafe.frontends.rust.dies import children, integer, referenced, text
from ffisafe.model.ctype import Scalar
from ffisafe.model.layout import Member, Variant
from ffisafe.model.source import SourceLocation
from ffisafe.model.target import Encoding

_MemberOf = Callable[[DIE], Member]
_Locate = Callable[[DIE], SourceLocation | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variants:
    """The variants of an enum, in order, and its tag where one is stored."""

    variants: tuple[Variant, ...] = ()
    tag: Member | None = None


def read_variants(die: DIE, member_of: _MemberOf, locate: _Locate) -> Variants:
    """Return the variants of an enum; ``member_of`` reads a member DIE."""
    parts = children(die, "DW_TAG_variant_part")
    if not parts:
        return Variants()
    stored = referenced(parts[0], "DW_AT_discr")
    tag = None if stored is None else member_of(stored)
    signed = tag is not None and isinstance(tag.type, Scalar) and tag.type.encoding is Encoding.SIGNED
    found = []
    for one in children(parts[0], "DW_TAG_variant"):
        for holder in children(one, "DW_TAG_member"):
            body = referenced(holder)
            members = [] if body is None else children(body, "DW_TAG_member")
            variant = Variant(
                name=text(holder, "DW_AT_name") or "",
                discriminant=integer(one, "DW_AT_discr_value", signed=signed),
                members=tuple(sorted(map(member_of, members), key=lambda member: member.offset_bits)),
                location=locate(holder) or (None if body is None else locate(body)),
            )
            found.append(variant)
    has_niche = any(variant.discriminant is None for variant in found)
    return Variants(variants=tuple(found), tag=None if has_niche else tag)
