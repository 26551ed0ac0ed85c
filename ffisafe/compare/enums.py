"""FFI107 and FFI108: enums.

A C enum may be an integer in Rust and a Rust enum an integer in C: then only its width counts,
which is the signature's business. A set of macros or of ``int`` constants is no enum.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ffisafe.compare.constants import Difference, differences
from ffisafe.compare.names import are_namesakes, last_part, match_constants
from ffisafe.compare.types import TypeMatcher, is_unstable
from ffisafe.model.ctype import Array, Enumeration, Pointer, Scalar
from ffisafe.model.finding import Finding
from ffisafe.model.interface import DeclaredEnum
from ffisafe.model.layout import RecordLayout
from ffisafe.model.rules import finding
from ffisafe.model.source import SourceLocation
from ffisafe.model.target import Encoding

_INT_BYTES = 4  # what GCC and Clang choose for themselves, unless values need more


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """One side's enum with the name that messages use for it."""

    name: str
    type: Enumeration
    declared: DeclaredEnum | None

    @property
    def location(self) -> SourceLocation | None:
        return self.declared.location if self.declared else None

    def constant_location(self, constant: str | None) -> SourceLocation | None:
        places = self.declared.constant_locations if self.declared else {}
        return places.get(constant or "", self.location)


def compare_enums(matcher: TypeMatcher) -> Iterator[Finding]:
    """Yield what differs between the enums that stand for each other."""
    compared: set[tuple[str, str]] = set()
    for c, rust in [*matcher.enums.values(), *_namesakes(matcher)]:
        ours = _c_side(matcher, c, rust)
        if ours is None or (ours.name, rust.key or rust.name) in compared:
            continue
        compared.add((ours.name, rust.key or rust.name))
        theirs = _Side(name=last_part(rust.name), type=rust, declared=_declared_in_rust(matcher, rust))
        if c is not None and (c, rust.key or rust.name) in matcher.enums:
            yield from _underlying(ours, theirs)
        yield from compare_constants(ours, theirs)


def constants_of_tag(
    matcher: TypeMatcher, tag: Enumeration | None, rust: Enumeration, layout: RecordLayout
) -> Iterator[Finding]:
    """Yield what differs between C's constants and the discriminants of a Rust enum with data.

    Without a ``tag`` that is an enum, it is the enum named as the type is, and ``Tag``.
    """
    ours = _c_side(matcher, tag, rust)
    if ours is not None:
        places = {variant.name: variant.location for variant in layout.variants if variant.location}
        declared = DeclaredEnum(
            name=rust.name, type=rust, location=layout.location, constant_locations=places
        )
        yield from compare_constants(ours, _Side(name=last_part(rust.name), type=rust, declared=declared))


def _c_side(matcher: TypeMatcher, c: Enumeration | None, rust: Enumeration) -> _Side | None:
    """Return C's enum; where it is an integer, the one of the same name that has the constants."""
    for declared in matcher.c.enums:
        if c is None and declared.name and _is_named_for(declared, rust):
            return _Side(name=declared.name, type=declared.type, declared=declared)
        if c is not None and declared.type == c:
            return _Side(name=declared.name or _holder(matcher, c, rust), type=c, declared=declared)
    return _Side(name=c.name or _holder(matcher, c, rust), type=c, declared=None) if c else None


def _holder(matcher: TypeMatcher, c: Enumeration, rust: Enumeration) -> str:
    """Return the field that an enum without a name is the type of; else what Rust calls it."""
    for layout in matcher.c.records.values():
        for member in layout.members:
            ctype = member.type
            while isinstance(ctype, Array | Pointer):
                ctype = ctype.element if isinstance(ctype, Array) else ctype.pointee
            if ctype == c and member.name:
                return f"{layout.name}.{member.name}"
    return last_part(rust.name)


def _is_named_for(declared: DeclaredEnum, rust: Enumeration) -> bool:
    name = declared.name or ""
    if not are_namesakes(name, rust.name) and not are_namesakes(name, f"{rust.name}Tag"):
        return False
    matched = match_constants(_names(declared.type), _names(rust))
    return 2 * len(matched) >= len(rust.constants)


def _namesakes(matcher: TypeMatcher) -> Iterable[tuple[None, Enumeration]]:
    """Yield Rust's enums that only their constants cross as: functions pass them as integers."""
    met = {rust.key for _, rust in matcher.enums.values()}
    for declared in matcher.rust.enums:
        representation = declared.type.representation
        if representation is not None and representation.is_stable and declared.type.key not in met:
            yield None, declared.type


def _declared_in_rust(matcher: TypeMatcher, rust: Enumeration) -> DeclaredEnum | None:
    return next((one for one in matcher.rust.enums if rust.key and one.type.key == rust.key), None)


def _names(enum: Enumeration) -> list[str]:
    return [name for name, _ in enum.constants]


def _underlying(c: _Side, rust: _Side) -> Iterator[Finding]:
    ours, theirs = c.type.underlying, rust.type.underlying
    if is_unstable(rust.type.representation):
        return
    if ours.size_bytes == theirs.size_bytes and not _signs_differ(c.type, rust.type):
        return
    said, says = _described(ours), _described(theirs)
    yield finding(
        "FFI107",
        c.name,
        f"`{c.name}` is {said} in C and {says} in Rust",
        help=_remedy(ours),
        c=c.location,
        rust=rust.location,
        details={"c": said, "rust": says, "rust_type": rust.name},
    )


def _signs_differ(c: Enumeration, rust: Enumeration) -> bool:
    """Whether the two read some value differently.

    Where C's compiler chose, from values that mean the same on both sides, its choice is as good as
    Rust's.
    """
    if (c.underlying.encoding is Encoding.SIGNED) is (rust.underlying.encoding is Encoding.SIGNED):
        return False
    if c.is_fixed or c.underlying.size_bytes < _INT_BYTES:
        return True
    span = 1 << (8 * c.underlying.size_bytes)
    theirs = {value % span: value for _, value in rust.constants}
    return any(theirs.get(value % span, value) != value for _, value in c.constants)


def _described(underlying: Scalar) -> str:
    sign = "signed" if underlying.encoding is Encoding.SIGNED else "unsigned"
    size = underlying.size_bytes
    return f"{sign}, {size} byte{'s' if size != 1 else ''}"


def _remedy(c: Scalar) -> str:
    if c.size_bytes == _INT_BYTES:
        return (
            "write `#[repr(C)]` on the Rust enum; or pass it as an integer of Rust's width in the "
            "header, for example `typedef uint8_t`"
        )
    letter = "i" if c.encoding is Encoding.SIGNED else "u"
    return f"write `#[repr({letter}{8 * c.size_bytes})]` on the Rust enum"


def compare_constants(c: _Side, rust: _Side) -> Iterator[Finding]:
    """Yield FFI108 for each constant that the other side has not, or has with another value."""
    for one in differences(c.type, rust.type):
        message, advice = _told(one, c.name, rust.name)
        yield finding(
            "FFI108",
            f"{c.name}.{one.c_name or one.rust_name}",
            message,
            help=advice,
            c=c.constant_location(one.c_name),
            rust=rust.constant_location(one.rust_name),
            details={
                "c": one.c_value,
                "rust": one.rust_value,
                "rust_type": rust.name,
                "moves": list(one.moves),
            },
        )


def _told(one: Difference, c: str, rust: str) -> tuple[str, str]:
    """Return the message about a difference, and what to do."""
    follows = f"; {_listed(one.moves)} move with it" if one.moves else ""
    if one.rust_name is None:
        message = f"`{one.c_name}` ({one.c_value}) of `{c}` does not exist in Rust's `{rust}`{follows}"
        return message, f"add a variant: where Rust takes a `{rust}`, another value is undefined behaviour"
    if one.c_name is None:
        what = f"variant `{one.rust_name}` ({one.rust_value}) of Rust's `{rust}`"
        return f"{what} does not exist in C's `{c}`{follows}", "add a constant with this value to the header"
    return (
        f"`{one.c_name}` of `{c}` is {one.c_value} in C, and `{rust}::{one.rust_name}` is {one.rust_value}",
        "give both the same value",
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
