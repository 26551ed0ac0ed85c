"""The types of a listing that were asked for by name."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ffisafe.model.ctype import Array, CType, Enumeration, Pointer, Record
from ffisafe.model.interface import DeclaredEnum
from ffisafe.report.layout.view import Aggregate, Listing


def known_names(listing: Listing, typedefs: Mapping[str, CType]) -> set[str]:
    """Return the names by which types can be asked for: tags, with or without `struct`, and typedefs."""
    keys = {aggregate.key for aggregate in listing.aggregates}
    enums = {enum.type for enum in listing.enums}
    named = {name for name, ctype in typedefs.items() if _denoted(ctype) in keys | enums}
    names = {aggregate.name for aggregate in listing.aggregates} | {enum.name for enum in listing.enums}
    names |= {f"enum {enum.type.name}" for enum in listing.enums if enum.type.name}
    return keys | named | {name for name in names if name}


def named_types(listing: Listing, typedefs: Mapping[str, CType], names: Sequence[str]) -> Listing:
    """Return a listing of those types that have one of the names; ``struct tag`` is a name too."""
    asked = {_denoted(typedefs[name]) for name in names if name in typedefs}

    def is_asked(one: Aggregate | DeclaredEnum, denoted: str | Enumeration, tagged: str) -> bool:
        return denoted in asked or one.name in names or tagged in names

    return replace(
        listing,
        aggregates=tuple(each for each in listing.aggregates if is_asked(each, each.key, each.key)),
        enums=tuple(each for each in listing.enums if is_asked(each, each.type, f"enum {each.type.name}")),
    )


def _denoted(ctype: CType) -> str | Enumeration | None:
    """Return the record's key or the enum that a type is made of, through pointers and arrays."""
    while isinstance(ctype, Pointer | Array):
        ctype = ctype.pointee if isinstance(ctype, Pointer) else ctype.element
    match ctype:
        case Record(key=key):
            return key
        case Enumeration():
            return ctype
    return None
