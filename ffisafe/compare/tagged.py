"""Rust enums with data beside the tagged unions that C has for them (RFC 2195).

``repr(C)``: a struct of the tag and a union of the variants' structs. ``repr(u8)`` and its like: a
union of structs, each of which begins with the tag. Offsets decide, so that both forms, and a
``repr(C, u8)``, are read alike: what lies at the tag's place is the tag, and each member of the
union is what one variant holds.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """What C has for one variant; offsets of its members count from the start of the whole."""

    name: str
    member: Member
    members: _Members


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggedMatch:
    """A tagged union beside an enum: C's tag, and which alternative is which variant.

    ``payload_bits`` is where C's union begins, if the tag stands before it.
    """

    tag: Member | None
    payload_bits: int | None
    pairs: tuple[tuple[Alternative, Variant], ...]
    only_c: tuple[Alternative, ...]
    only_rust: tuple[Variant, ...]


def match_tagged(c: RecordLayout, rust: RecordLayout, records: _Records) -> TaggedMatch | None:
    """Match a record of C with a Rust enum; None if it does not look like a tagged union."""
    tags, alternatives = _taken_apart(c, rust, records)
    if not tags:
        return None
    full = {variant.name: variant for variant in rust.variants if variant.members}
    known = {each.name: each for each in alternatives}
    matched = match_constants(list(known), list(full))
    pairs = [(known[ours], full[theirs]) for ours, theirs in matched.items()]
    free_c = [each for each in alternatives if each.name not in matched]
    free_rust = [each for name, each in full.items() if name not in matched.values()]
    # A name of its own (`struct { float circle; }`) may say nothing about the variant's.
    if free_c and len(free_c) == len(free_rust):
        pairs += list(zip(free_c, free_rust, strict=True))
        free_c, free_rust = [], []
    return TaggedMatch(
        tag=tags[0],
        payload_bits=_payload_bits(c, records),
        pairs=tuple(pairs),
        only_c=tuple(each for each in free_c if any(m.size_bytes for m in each.members)),
        only_rust=tuple(free_rust),
    )


def tag_constants(rust: RecordLayout) -> Enumeration | None:
    """Return a Rust enum's variants with their discriminants as an enumeration, where all are known."""
    tag = rust.tag.type if rust.tag else None
    if isinstance(tag, Enumeration):
        tag = tag.underlying
    constants = [(each.name, each.discriminant) for each in rust.variants]
    if not isinstance(tag, Scalar) or any(value is None for _, value in constants):
        return None
    return Enumeration(
        name=rust.name,
        underlying=tag,
        constants=tuple((name, value) for name, value in constants if value is not None),
        key=rust.name,
        representation=rust.representation,
    )


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
    if match.payload_bits is not None and is_c:
        base = min(m.offset_bits for each in rust.variants for m in each.members)
        return _moved(ours, -match.payload_bits), _moved(theirs, -base)
    tags = (match.tag,) if match.tag else ()
    return (*tags, *ours), (*((_named_as(rust.tag, match.tag),) if rust.tag and match.tag else ()), *theirs)


def _paired_parts(alternative: Alternative, variant: Variant) -> tuple[_Members, _Members]:
    """Return the members of both; the fields of ``Circle(f32)`` have no names, and follow C's order."""
    ours, theirs = alternative.members, variant.members
    if not all(member.name is None or member.name.isdecimal() for member in theirs):
        return ours, theirs
    if len(theirs) == 1 and len(ours) != 1 and isinstance(theirs[0].type, Record):
        ours = (alternative.member,)
    names = [member.name for member in ours] + [member.name for member in theirs[len(ours) :]]
    return ours, tuple(replace(each, name=name) for each, name in zip(theirs, names, strict=False))


def _named_as(rust: Member, c: Member) -> Member:
    return replace(rust, name=c.name)


def _moved(members: _Members, by_bits: int) -> _Members:
    return tuple(replace(each, offset_bits=each.offset_bits + by_bits) for each in members)


def _taken_apart(
    c: RecordLayout, rust: RecordLayout, records: _Records
) -> tuple[list[Member], list[Alternative]]:
    tags, alternatives = [], []
    for member in c.members:
        if _is_tag(member, rust):
            tags.append(member)
            continue
        inner = _record(member.type, records)
        if c.kind is RecordKind.UNION:
            parts = _shifted(inner, member) if inner else (member,)
            if parts and _is_tag(parts[0], rust):
                tags.append(parts[0])
                alternatives.append(
                    Alternative(name=_name(member, parts[1:]), member=member, members=parts[1:])
                )
            elif not inner or inner.size_bytes:
                alternatives.append(Alternative(name=_name(member, parts), member=member, members=parts))
        elif inner and inner.kind is RecordKind.UNION:
            alternatives += [_alternative(each, records) for each in _shifted(inner, member)]
        else:
            alternatives.append(_alternative(member, records))
    return tags, alternatives


def _payload_bits(c: RecordLayout, records: _Records) -> int | None:
    for member in c.members:
        inner = _record(member.type, records)
        if c.kind is RecordKind.STRUCT and inner and inner.kind is RecordKind.UNION:
            return member.offset_bits
    return None


def _alternative(member: Member, records: _Records) -> Alternative:
    inner = _record(member.type, records)
    parts = _shifted(inner, member) if inner and inner.kind is RecordKind.STRUCT else (member,)
    return Alternative(name=_name(member, parts), member=member, members=parts)


def _name(member: Member, parts: _Members) -> str:
    """Return the name of an alternative; an anonymous struct has that of what it holds."""
    return member.name or next((part.name for part in parts if part.name), "")


def _is_tag(member: Member, rust: RecordLayout) -> bool:
    """Whether a member is an integer or an enum where Rust has the discriminant."""
    integer = isinstance(member.type, Enumeration) or (
        isinstance(member.type, Scalar) and member.type.encoding in _INTEGERS
    )
    where = rust.tag.offset_bits if rust.tag else 0
    named = "tag" in loose(member.name or "") or isinstance(member.type, Enumeration)
    same_size = rust.tag is None or member.size_bytes == rust.tag.size_bytes
    return integer and member.offset_bits == where and (named or same_size)


def _record(ctype: CType, records: _Records) -> RecordLayout | None:
    return records.get(ctype.key) if isinstance(ctype, Record) else None


def _shifted(inner: RecordLayout, outer: Member) -> _Members:
    return _moved(inner.members, outer.offset_bits)
