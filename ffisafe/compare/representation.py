"""FFI109: types whose layout Rust does not promise.

A type that C only sees as an incomplete one, or as ``void``, is exempt: the matcher never meets
it with a C type. The standard library's types are the signatures' business (FFI207).
"""

from collections.abc import Iterator

from ffisafe.compare.names import last_part
from ffisafe.compare.types import TypeMatcher, is_unstable
from ffisafe.model.ctype import Enumeration
from ffisafe.model.finding import Finding
from ffisafe.model.layout import RecordLayout
from ffisafe.model.rules import finding
from ffisafe.model.source import SourceLocation

_STANDARD = ("alloc::", "core::", "std::")


def compare_representations(matcher: TypeMatcher) -> Iterator[Finding]:
    """Yield FFI109 for each Rust type without a stable representation that C has a definition for."""
    done = set()
    for c, rust in matcher.pairs.values():
        layout = matcher.rust.records[rust.key]
        if _is_reported(rust.key, layout) and rust.key not in done:
            done.add(rust.key)
            name = c.name or matcher.untagged.get(c.key) or last_part(layout.name)
            yield _unpromised(name, layout, matcher.c.records[c.key])
    for key in matcher.wrappers:
        layout = matcher.rust.records[key]
        if _is_reported(key, layout) and key not in done:
            done.add(key)
            yield _unpromised_wrapper(layout, matcher.wrapped.get(key))
    seen: dict[str, Enumeration] = {enum.key or enum.name: enum for _, enum in matcher.enums.values()}
    for enum in seen.values():
        if is_unstable(enum.representation):
            yield _unpromised_enum(matcher, enum)


def _is_reported(key: str, layout: RecordLayout) -> bool:
    return is_unstable(layout.representation) and not key.startswith(_STANDARD)


def _unpromised(name: str, rust: RecordLayout, c: RecordLayout) -> Finding:
    differs = "differs from C's" if _differs(c, rust) else "happens to be C's"
    kind = "enum" if rust.variants else rust.kind
    remedy = "`#[repr(C)]` or `#[repr(u8)]`" if rust.variants else "`#[repr(C)]`"
    known = "" if name == last_part(rust.name) else f", in C `{name}`,"
    return finding(
        "FFI109",
        name,
        f"Rust's {kind} `{last_part(rust.name)}`{known} has no `repr`: rustc chooses its layout, which "
        f"today {differs}",
        help=f"write {remedy} on `{last_part(rust.name)}`",
        c=c.location,
        rust=rust.location,
        details={"rust_type": rust.name, "differs": _differs(c, rust)},
        c_layout=c,
        rust_layout=rust,
    )


def _differs(c: RecordLayout, rust: RecordLayout) -> bool:
    sides = ([(m.offset_bits, m.size_bytes) for m in each.members] for each in (c, rust))
    ours, theirs = sides
    sizes = (c.size_bytes, c.align_bytes) != (rust.size_bytes, rust.align_bytes)
    return sizes or (not rust.variants and ours != theirs)


def _unpromised_wrapper(rust: RecordLayout, typedef: str | None) -> Finding:
    name = last_part(rust.name)
    return finding(
        "FFI109",
        typedef or name,
        f"Rust's `{name}` crosses the boundary as what it holds, and has no `repr`: nothing promises "
        "that they are passed alike",
        help=f"write `#[repr(transparent)]` on `{name}`",
        rust=rust.location,
        details={"rust_type": rust.name},
    )


def _unpromised_enum(matcher: TypeMatcher, rust: Enumeration) -> Finding:
    named = [
        (declared.name, declared.location)
        for c, other in matcher.enums.values()
        if other == rust and c is not None
        for declared in matcher.c.enums
        if declared.type == c and declared.name
    ]
    name, location = named[0] if named else (last_part(rust.name), None)
    return finding(
        "FFI109",
        name,
        f"Rust's enum `{last_part(rust.name)}` has no `repr`: rustc chooses how wide it is "
        f"({rust.underlying.size_bytes} in this build)",
        help=f"write `#[repr(C)]` or `#[repr(i32)]` on `{last_part(rust.name)}`, as C declares it",
        c=location,
        rust=_location(matcher, rust),
        details={"rust_type": rust.key or rust.name},
    )


def _location(matcher: TypeMatcher, rust: Enumeration) -> SourceLocation | None:
    return next((one.location for one in matcher.rust.enums if one.type.key == rust.key), None)
