"""Rust enums with data beside the tagged unions that C has for them (RFC 2195).

``repr(C)``: a struct of the tag and a union of the variants' structs. ``repr(u8)`` and its like: a
union of structs, each of which begins with the tag. ``repr(C, u8)`` is the first form with a narrow
tag. A record of C is taken apart into its tag and what it has for each variant.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ffisafe.compare.names import loose, match_constants
from ffisafe.model.ctype import CType, Enumeration, Record, RecordKind, Scalar
from ffisafe.model.layout import Member, RecordLayout, Variant
from ffisafe.model.target import Encoding

_Members = tuple[Member, ...]
_Records = Mapping[str, RecordLayout]
_INTEGERS = frozenset({Encoding.SIGNED, Encoding.UNSIGNED, Encoding.CHAR})
_TAG_WORDS = ("tag", "kind", "type", "discriminant")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """What C has for one variant; offsets of its members count from the start of the whole.

    ``tag`` is the one that stands in it, where the tag is not before the union.
    """

    name: str
    member: Member
    members: _Members
    tag: Member | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggedMatch:
    """A tagged union beside an enum: C's tag, and which alternative is which variant.

    ``payload`` is C's union, if the tag stands before it; ``strays`` stand beside the two.
    """

    tag: Member | None
    payload: Member | None
    strays: _Members
    pairs: tuple[tuple[Alternative, Variant], ...]
    only_c: tuple[Alternative, ...]
    only_rust: tuple[Variant, ...]


def match_tagged(c: RecordLayout, rust: RecordLayout, records: _Records) -> TaggedMatch | None:
    """Match a record of C with a Rust enum; None if it does not look like a tagged union."""
    tag = _find_tag(c.members, rust)
    payload = _payload(c, records)
    alternatives = _alternatives(c, rust, records)
    tag = tag or next((each.tag for each in alternatives if each.tag), None)
    if tag is None and payload is None:
        return None
    full = {variant.name: variant for variant in rust.variants if variant.members}
    known = {each.name: each for each in alternatives}
    matched = match_constants(list(known), list(full))
    pairs = [(known[ours], full[theirs]) for ours, theirs in matched.items()]
    free_c = [each for each in alternatives if each.name not in matched]
    free_rust = [each for name, each in full.items() if name not in matched.values()]
    # A name of its own (`struct { float circle; }`) may say nothing about the variant's.
    if len(free_c) == len(free_rust):
        pairs += list(zip(free_c, free_rust, strict=True))
        free_c, free_rust = [], []
    return TaggedMatch(
        tag=tag,
        payload=payload,
        strays=tuple(_strays(c, tag, payload)),
        pairs=tuple(pairs),
        only_c=tuple(each for each in free_c if any(member.size_bytes for member in each.members)),
        only_rust=tuple(free_rust),
    )


def tag_constants(rust: RecordLayout) -> Enumeration | None:
    """Return a Rust enum's variants with their discriminants as an enumeration, where all are known."""
    constants = [(each.name, each.discriminant) for each in rust.variants if each.discriminant is not None]
    if rust.tag is None or not isinstance(rust.tag.type, Scalar) or len(constants) < len(rust.variants):
        return None
    return Enumeration(
        name=rust.name,
        underlying=rust.tag.type,
        constants=tuple(constants),
        key=rust.name,
        representation=rust.representation,
    )


def payload_bits(rust: RecordLayout) -> int:
    """Return where what a Rust enum's variants hold begins."""
    return min((each.offset_bits for variant in rust.variants for each in variant.members), default=0)


def halves(
    match: TaggedMatch, pair: tuple[Alternative, Variant], rust: RecordLayout
) -> tuple[_Members, _Members]:
    """Return the members of an alternative and of its variant as those of two structs.

    Where both sides have the tag before a union they count from the union's start; else from the
    start of the whole, with the tag as the first member.
    """
    alternative, variant = pair
    ours, theirs = _paired_parts(alternative, variant)
    is_c = rust.representation is None or rust.representation.is_c
    if match.payload is not None and is_c:
        return _moved(ours, -match.payload.offset_bits), _moved(theirs, -payload_bits(rust))
    tag = match.tag if match.payload is not None else alternative.tag
    if tag is not None and tag not in ours:
        ours = (tag, *ours)
    model = tag or match.tag
    if rust.tag is not None and model is not None:
        theirs = (_as_in_c(rust.tag, model), *theirs)
    return ours, theirs


def holds_one(variant: Variant) -> bool:
    """Whether a variant is a tuple of one, so that C may have it without a struct."""
    return len(variant.members) == 1


def is_integer(ctype: CType) -> bool:
    """Whether a type can be that of a tag."""
    return isinstance(ctype, Enumeration) or (isinstance(ctype, Scalar) and ctype.encoding in _INTEGERS)


def _as_in_c(tag: Member, c: Member) -> Member:
    """Return Rust's tag under the name that C has for it; of its type, only the width is promised."""
    same = is_integer(c.type) and c.size_bytes == tag.size_bytes
    if not same:
        return replace(tag, name=c.name)
    return replace(tag, name=c.name, type=c.type.underlying if isinstance(c.type, Enumeration) else c.type)


def _paired_parts(alternative: Alternative, variant: Variant) -> tuple[_Members, _Members]:
    """Return the members of both; the fields of ``Circle(f32)`` have no names, and follow C's order."""
    ours, theirs = alternative.members, variant.members
    if not all(member.name is None or member.name.isdecimal() for member in theirs):
        return ours, theirs
    data = [member for member in ours if member is not alternative.tag]
    if len(theirs) == 1 and len(data) != 1 and isinstance(theirs[0].type, Record):
        ours = (alternative.member,)
        data = [alternative.member]
    if len(theirs) == 1:
        data.sort(key=lambda member: loose(member.name or "") != loose(variant.name))
    names = [member.name for member in data] + [member.name for member in theirs[len(data) :]]
    return ours, tuple(replace(each, name=name) for each, name in zip(theirs, names, strict=False))


def _alternatives(c: RecordLayout, rust: RecordLayout, records: _Records) -> list[Alternative]:
    """Return what C has for each variant; a struct without a union has the data of one."""
    payload = _payload(c, records)
    tag = _find_tag(c.members, rust)
    if payload is not None:
        inner = _record(payload.type, records)
        return [_alternative(each, rust, records) for each in _shifted(inner, payload)] if inner else []
    if c.kind is RecordKind.STRUCT:
        rest = tuple(member for member in c.members if member is not tag)
        return [Alternative(name="", member=rest[0], members=rest, tag=tag)] if rest else []
    parts = [_alternative(member, rust, records) for member in c.members if member is not tag]
    return [replace(each, tag=_find_tag(each.members, rust)) for each in parts]


def _payload(c: RecordLayout, records: _Records) -> Member | None:
    """Return the union that stands beside the tag in a struct."""
    if c.kind is RecordKind.UNION:
        return None
    inner = ((member, _record(member.type, records)) for member in c.members)
    return next((each for each, layout in inner if layout and layout.kind is RecordKind.UNION), None)


def _strays(c: RecordLayout, tag: Member | None, payload: Member | None) -> _Members:
    if payload is None:
        return ()
    return tuple(each for each in c.members if each.size_bytes and each is not tag and each is not payload)


def _alternative(member: Member, rust: RecordLayout, records: _Records) -> Alternative:
    inner = _record(member.type, records)
    parts = _shifted(inner, member) if inner and inner.kind is RecordKind.STRUCT else (member,)
    # An anonymous struct has the name of what it holds, the tag's left out.
    names = [part.name for part in parts if part.name and not _is_called_tag(part)]
    variants = {loose(variant.name) for variant in rust.variants}
    names.sort(key=lambda name: loose(name) not in variants)
    return Alternative(name=member.name or next(iter(names), ""), member=member, members=parts)


def _find_tag(members: _Members, rust: RecordLayout) -> Member | None:
    """Return the member that is called one, or else the integer at the tag's place."""
    where = rust.tag.offset_bits if rust.tag else 0
    enums = [each for each in members if isinstance(each.type, Enumeration)]
    called = [each for each in members if _is_called_tag(each)]
    data = {loose(each.name or "") for variant in rust.variants for each in variant.members}
    there = [
        each
        for each in members
        if each.offset_bits == where and is_integer(each.type) and loose(each.name or "") not in data
    ]
    return next(iter((*called, *enums, *there)), None)


def _is_called_tag(member: Member) -> bool:
    return loose(member.name or "").endswith(_TAG_WORDS)


def _record(ctype: CType, records: _Records) -> RecordLayout | None:
    return records.get(ctype.key) if isinstance(ctype, Record) else None


def _shifted(inner: RecordLayout, outer: Member) -> _Members:
    return _moved(inner.members, outer.offset_bits)


def _moved(members: _Members, by_bits: int) -> _Members:
    return tuple(replace(each, offset_bits=each.offset_bits + by_bits) for each in members)
