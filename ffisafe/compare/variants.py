"""Findings about Rust enums with data beside the tagged unions of C."""

from collections.abc import Iterator
from dataclasses import replace

from ffisafe.compare.enums import constants_of_tag
from ffisafe.compare.names import last_part
from ffisafe.compare.records import RecordComparison
from ffisafe.compare.tagged import Alternative, TaggedMatch, halves, match_tagged, tag_constants
from ffisafe.compare.types import TypeMatcher, is_unstable
from ffisafe.model.ctype import Enumeration, Record, RecordKind
from ffisafe.model.finding import Finding
from ffisafe.model.layout import Member, RecordLayout, Variant
from ffisafe.model.rules import finding
from ffisafe.model.spelling import spell_c, spell_rust

_Layouts = tuple[RecordLayout, RecordLayout]


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


def _of_parts(matcher: TypeMatcher, name: str, layouts: _Layouts, match: TaggedMatch) -> Iterator[Finding]:
    tag = match.tag
    if tag:
        yield from _tag(matcher, name, layouts, tag)
    for alternative in match.only_c:
        yield _only_c(name, layouts, alternative)
    for variant in match.only_rust:
        yield _only_rust(name, layouts, variant)
    for alternative, variant in match.pairs:
        yield from _variant(matcher, name, layouts, match, (alternative, variant))


def _tag(matcher: TypeMatcher, name: str, layouts: _Layouts, tag: Member) -> Iterator[Finding]:
    c, rust = layouts
    constants = tag_constants(rust)
    enum = tag.type if isinstance(tag.type, Enumeration) else None
    if constants is not None:
        yield from constants_of_tag(matcher, enum, constants, rust.location)
    if rust.tag is None or tag.size_bytes == rust.tag.size_bytes:
        return
    ours, theirs = tag.size_bytes, rust.tag.size_bytes
    code, symbol = ("FFI107", enum.name) if enum and enum.name else ("FFI106", f"{name}.{tag.name}")
    yield finding(
        code,
        symbol,
        f"the tag of `{name}` has {ours} byte(s) in C (`{spell_c(tag.type)}`) and {theirs} in Rust "
        f"(`{spell_rust(rust.tag.type)}`)",
        help="give the tag the width that the enum's `repr` says: an `int` for `repr(C)`, a `uint8_t` "
        "for `repr(u8)`",
        c=tag.location or c.location,
        rust=rust.location,
        details={"c": ours, "rust": theirs, "rust_type": rust.name},
        c_layout=c,
        rust_layout=rust,
    )


def _variant(
    matcher: TypeMatcher,
    name: str,
    layouts: _Layouts,
    match: TaggedMatch,
    pair: tuple[Alternative, Variant],
) -> Iterator[Finding]:
    c, rust = layouts
    alternative, variant = pair
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


def _only_c(name: str, layouts: _Layouts, alternative: Alternative) -> Finding:
    c, rust = layouts
    return finding(
        "FFI105",
        f"{name}.{alternative.name}",
        f"`{alternative.name}` of `{name}` is no variant with data of Rust's `{last_part(rust.name)}`",
        help=f"add the variant to `{last_part(rust.name)}`, or remove the member",
        c=alternative.member.location or c.location,
        rust=rust.location,
        details={"rust_type": rust.name},
        c_layout=c,
        rust_layout=rust,
    )


def _only_rust(name: str, layouts: _Layouts, variant: Variant) -> Finding:
    c, rust = layouts
    return finding(
        "FFI105",
        f"{name}.{variant.name}",
        f"what the variant `{variant.name}` of Rust's `{last_part(rust.name)}` holds does not exist in C",
        help=f"add a member for it to the union in `{name}`",
        c=c.location,
        rust=variant.location or rust.location,
        details={"rust_type": rust.name},
        c_layout=c,
        rust_layout=rust,
    )


def _not_tagged(name: str, layouts: _Layouts) -> Finding:
    c, rust = layouts
    return finding(
        "FFI901",
        name,
        f"the fields of `{name}` are not checked: Rust's `{last_part(rust.name)}` is an enum with data, "
        "and C has no tag where its tag is",
        help="declare it as a tagged union; its size and alignment are checked",
        c=c.location,
        rust=rust.location,
    )
