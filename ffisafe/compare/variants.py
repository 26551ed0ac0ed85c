"""Findings about Rust enums with data beside the tagged unions of C."""

from collections.abc import Iterator
from dataclasses import replace

from ffisafe.compare.enums import constants_of_tag
from ffisafe.compare.names import last_part
from ffisafe.compare.records import RecordComparison
from ffisafe.compare.tagged import (
    Alternative,
    TaggedMatch,
    halves,
    holds_one,
    is_integer,
    match_tagged,
    payload_bits,
    tag_constants,
)
from ffisafe.compare.types import TypeMatcher, is_unstable
from ffisafe.model.ctype import Enumeration, Record, RecordKind
from ffisafe.model.finding import Finding
from ffisafe.model.layout import Member, RecordLayout, Variant
from ffisafe.model.rules import finding
from ffisafe.model.source import SourceLocation
from ffisafe.model.spelling import spell_c, spell_rust

_Layouts = tuple[RecordLayout, RecordLayout]
_FORMS = (
    "`repr(C)` is a struct of an `int` tag and a union; `repr(C, u8)` the same with a `uint8_t` tag; "
    "`repr(u8)` a union of structs that begin with a `uint8_t` tag"
)


def compare_variants(matcher: TypeMatcher, name: str, layouts: _Layouts) -> Iterator[Finding]:
    """Yield what differs in the tag, its constants, and what each variant holds; then in the whole."""
    c, rust = layouts
    if is_unstable(rust.representation):
        return
    match = match_tagged(c, rust, matcher.c.records)
    comparison = RecordComparison.of(matcher, name, layouts)
    findings = (
        [_not_tagged(name, layouts)] if match is None else list(_of_parts(matcher, name, layouts, match))
    )
    yield from findings
    if not any(found.severity == "error" for found in findings):
        yield from comparison.whole_record(None, moved=False)


def _of_parts(matcher: TypeMatcher, name: str, layouts: _Layouts, match: TaggedMatch) -> list[Finding]:
    findings = [_stray(name, layouts, member) for member in match.strays]
    if match.tag is not None:
        findings += _constants(matcher, name, layouts, match.tag)
        if match.payload is not None or layouts[0].kind is RecordKind.UNION:
            findings += _tag(name, layouts, match.tag, moved=bool(match.strays))
    else:
        findings.append(_no_tag(name, layouts))
    findings += [_only_c(name, layouts, alternative) for alternative in match.only_c]
    findings += [_only_rust(name, layouts, variant) for variant in match.only_rust]
    for pair in match.pairs:
        findings += _variant(matcher, name, layouts, match, pair)
    if not findings:
        findings += _aligned(matcher, layouts, match)
    return findings or list(_payload(name, layouts, match))


def _payload(name: str, layouts: _Layouts, match: TaggedMatch) -> Iterator[Finding]:
    """Yield what nothing else explains: a union that begins elsewhere than Rust's variants."""
    if match.payload is None or not match.pairs:
        return
    ours, theirs = match.payload.offset_bytes, payload_bits(layouts[1]) // 8
    if ours != theirs:
        where = match.payload.name or match.pairs[0][0].name
        message = f"what variants of `{name}` hold is at byte {ours} in C and at byte {theirs} in Rust"
        yield _finding("FFI104", f"{name}.{where}", message, _FORMS, layouts)


def _aligned(matcher: TypeMatcher, layouts: _Layouts, match: TaggedMatch) -> Iterator[Finding]:
    """Yield FFI103 for a struct of one variant that an attribute aligns more than Rust aligns the whole."""
    for alternative, variant in match.pairs:
        inner = alternative.member.type
        layout = matcher.c.records.get(inner.key) if isinstance(inner, Record) else None
        if layout is not None and layout.align_bytes > layouts[1].align_bytes:
            name, sides = layout.name or alternative.name, (layout.align_bytes, layouts[1].align_bytes)
            message = f"the alignment of `{name}` is {sides[0]} in C, and of all of Rust's enum {sides[1]}"
            advice = f"take the attribute off `{name}`, or write `align` in the enum's `repr`"
            yield _finding("FFI103", name, message, advice, layouts, variant_location=variant.location)


def _constants(matcher: TypeMatcher, name: str, layouts: _Layouts, tag: Member) -> Iterator[Finding]:
    constants = tag_constants(layouts[1])
    if constants is None:
        return
    enum = tag.type if isinstance(tag.type, Enumeration) else None
    if enum is not None and matcher.crossings.enums_are_crossed(enum, constants, tag=True):
        message = f"the tag of `{name}` is `{spell_c(enum)}`, which has other constants than Rust's enum"
        yield _finding("FFI106", f"{name}.{tag.name}", message, _FORMS, layouts, tag)
        return
    yield from constants_of_tag(matcher, enum, constants, layouts[1])


def _tag(name: str, layouts: _Layouts, tag: Member, *, moved: bool) -> Iterator[Finding]:
    """Yield what differs in a tag that stands before the union."""
    rust = layouts[1].tag
    if rust is None:
        return
    symbol = f"{name}.{tag.name}"
    if not is_integer(tag.type) or tag.size_bytes != rust.size_bytes:
        ours, theirs = spell_c(tag.type), spell_rust(rust.type)
        message = f"the tag of `{name}` is `{ours}` in C and as wide as `{theirs}` in Rust"
        enum = tag.type if isinstance(tag.type, Enumeration) else None
        code, symbol = ("FFI107", enum.name) if enum and enum.name else ("FFI106", symbol)
        yield _finding(code, symbol, message, _FORMS, layouts, tag)
    if tag.offset_bits != rust.offset_bits and not moved:
        places = f"at byte {tag.offset_bytes} in C and at byte {rust.offset_bytes} in Rust"
        yield _finding("FFI104", symbol, f"the tag of `{name}` is {places}", _FORMS, layouts, tag)


def _variant(
    matcher: TypeMatcher,
    name: str,
    layouts: _Layouts,
    match: TaggedMatch,
    pair: tuple[Alternative, Variant],
) -> Iterator[Finding]:
    c, rust = layouts
    alternative, variant = pair
    if not isinstance(alternative.member.type, Record) and not holds_one(variant):
        yield _no_struct(name, layouts, alternative, variant)
        return
    ours, theirs = halves(match, pair, rust)
    left = replace(c, kind=RecordKind.STRUCT, members=ours)
    right = replace(
        rust, name=f"{last_part(rust.name)}::{variant.name}", members=theirs, variants=(), tag=None
    )
    yield from RecordComparison.of(matcher, _path(name, alternative), (left, right), layouts).field_findings()


def _path(name: str, alternative: Alternative) -> str:
    """Return the type that declares an alternative's members, or the way to them."""
    inner = alternative.member.type
    if not isinstance(inner, Record):
        return name
    if inner.name:
        return inner.name
    return f"{name}.{alternative.member.name}" if alternative.member.name else name


def _no_struct(name: str, layouts: _Layouts, alternative: Alternative, variant: Variant) -> Finding:
    symbol, rust = f"{name}.{alternative.name}", last_part(layouts[1].name)
    fields = ", ".join(f"{member.name}: {spell_rust(member.type)}" for member in variant.members)
    ctype = spell_c(alternative.member.type)
    message = f"`{symbol}` is `{ctype}` in C, and `{rust}::{variant.name}` {{ {fields} }}"
    return _finding(
        "FFI106", symbol, message, "declare a struct of these fields", layouts, alternative.member
    )


def _stray(name: str, layouts: _Layouts, member: Member) -> Finding:
    rust = last_part(layouts[1].name)
    message = f"field `{member.name}` of `{name}` does not exist in Rust's enum `{rust}`"
    return _finding("FFI105", f"{name}.{member.name}", message, _FORMS, layouts, member)


def _no_tag(name: str, layouts: _Layouts) -> Finding:
    message = f"`{name}` has no tag before its union, and Rust's enum `{last_part(layouts[1].name)}` has one"
    return _finding("FFI105", f"{name}.tag", message, _FORMS, layouts)


def _only_c(name: str, layouts: _Layouts, alternative: Alternative) -> Finding:
    rust = last_part(layouts[1].name)
    message = f"`{alternative.name}` of `{name}` is no variant with data of Rust's `{rust}`"
    advice = f"add the variant to `{rust}`, or remove the member"
    symbol = f"{name}.{alternative.name or alternative.member.name}"
    return _finding("FFI105", symbol, message, advice, layouts, alternative.member)


def _only_rust(name: str, layouts: _Layouts, variant: Variant) -> Finding:
    rust = last_part(layouts[1].name)
    message = f"what the variant `{variant.name}` of Rust's `{rust}` holds does not exist in C"
    advice = f"add a member for it to the union in `{name}`"
    return _finding("FFI105", f"{name}.{variant.name}", message, advice, layouts)


def _not_tagged(name: str, layouts: _Layouts) -> Finding:
    rust = last_part(layouts[1].name)
    return _finding(
        "FFI901",
        name,
        f"the fields of `{name}` are not checked: Rust's `{rust}` is an enum with data, and C has no tag",
        "declare it as a tagged union; its size and alignment are checked",
        layouts,
    )


def _finding(  # noqa: PLR0913, PLR0917  # what a finding is made of
    code: str,
    symbol: str,
    message: str,
    advice: str,
    layouts: _Layouts,
    member: Member | None = None,
    variant_location: SourceLocation | None = None,
) -> Finding:
    c, rust = layouts
    return finding(
        code,
        symbol,
        message,
        help=advice,
        c=(member and member.location) or c.location,
        rust=variant_location or rust.location,
        details={"rust_type": rust.name},
        c_layout=c,
        rust_layout=rust,
    )
