"""FFI6xx: values that C may pass and that Rust may not have."""

from collections.abc import Iterator, Mapping

from ffisafe.compare.foreign import foreign
from ffisafe.compare.overlap import may_overlap
from ffisafe.compare.places import Place, fields
from ffisafe.compare.reach import handed_in
from ffisafe.compare.slots import Slot, parameters
from ffisafe.compare.types import TypeMatcher
from ffisafe.compare.wrappers import peeled
from ffisafe.model.contract import Contract, FunctionContract, StructContract, ValueContract
from ffisafe.model.ctype import (
    Array,
    CType,
    Enumeration,
    FunctionType,
    Pointer,
    PointerKind,
    Record,
    Scalar,
)
from ffisafe.model.finding import Finding
from ffisafe.model.interface import Function
from ffisafe.model.layout import RecordLayout
from ffisafe.model.spelling import spell_c, spell_rust
from ffisafe.model.target import Encoding

Records = Mapping[str, RecordLayout]

_INTEGERS = {Encoding.SIGNED, Encoding.UNSIGNED, Encoding.CHAR}
_VALID = {
    Encoding.BOOLEAN: "every value but 0 and 1 is undefined behaviour",
    Encoding.UTF: "every value that is no Unicode scalar value is undefined behaviour",
}
_CHARACTER_BYTES = 4
_NULLABLE = ("core::option::", "core::result::")  # nothing, or what cannot be zero: every value is valid


def restricted(slot: Slot, records: Records) -> Finding | None:
    """Return FFI603 where C passes an integer for Rust's `bool` or `char`, however wide."""
    rust = peeled(slot.rust, records)
    if not isinstance(rust, Scalar) or rust.encoding not in _VALID or not _is_integer(slot.c):
        return None
    c, named = spell_c(slot.c), spell_rust(slot.rust)
    return slot.finding(
        "FFI603",
        f"{slot.title} is `{c}` in C and `{named}` in Rust: {_VALID[rust.encoding]}",
        "take the integer that C passes, and convert it with a check; or pass C's own `bool`"
        if rust.encoding is Encoding.BOOLEAN
        else "take the integer that C passes, and convert it with `char::from_u32`",
        c=c,
        rust=named,
    )


def _is_integer(ctype: CType) -> bool:
    return isinstance(ctype, Enumeration) or (isinstance(ctype, Scalar) and ctype.encoding in _INTEGERS)


def returns_character(slot: Slot, records: Records) -> bool:
    """Whether Rust returns a `char` as C's integer of its size: every `char` is one, and passed alike."""
    rust = peeled(slot.rust, records)
    is_character = isinstance(rust, Scalar) and rust.encoding is Encoding.UTF
    return is_character and _is_unsigned(slot.c)


def _is_unsigned(ctype: CType) -> bool:
    match ctype:
        case Scalar(encoding=Encoding.UNSIGNED, size_bytes=size):
            return size == _CHARACTER_BYTES
    return False


def compare_validity(
    c: Function, rust: Function, contract: FunctionContract, matcher: TypeMatcher
) -> Iterator[Finding]:
    """Yield what a function's parameters do not allow, though C may pass it."""
    slots = list(parameters(c, rust))
    records = matcher.rust.records
    for slot in slots:
        if _said(contract, slot).nullable and _is_never_null(slot.rust, records):
            yield _not_nullable(slot)
        if _is_checked_enum(slot.rust, slot.c, records):
            yield _taken_enum(slot)
    yield from _aliases(slots, contract, matcher)


def _said(contract: FunctionContract, slot: Slot) -> ValueContract:
    return contract.params.get(slot.name or "", ValueContract())


def _is_never_null(ctype: CType, records: Records) -> bool:
    inner = peeled(ctype, records)
    return isinstance(inner, Pointer) and inner.kind is not PointerKind.RAW and not inner.nullable


def _not_nullable(slot: Slot | Place) -> Finding:
    rust = spell_rust(slot.rust)
    return slot.finding(
        "FFI601",
        f"{slot.title} is `{rust}` in Rust, which is never null, and the contract allows NULL",
        f"take `Option<{rust}>` or a raw pointer, and handle NULL; or take `nullable` out of the contract",
        c=spell_c(slot.c),
        rust=rust,
    )


def _is_checked_enum(rust: CType, c: CType, records: Records) -> bool:
    """Whether a value of Rust's enum comes from C: as an argument, or as what C's callback returns."""
    if foreign(rust, records):
        return False
    # What C has as a struct has its fields looked at one by one.
    inner = rust if isinstance(c, Record) else peeled(rust, records)
    match inner, c:
        case Enumeration(), _:
            return len(inner.constants) < 1 << (8 * inner.underlying.size_bytes)
        case Record(key=key), _:
            return key in records and bool(records[key].variants) and not key.startswith(_NULLABLE)
        case Pointer(pointee=FunctionType(result=theirs)), Pointer(pointee=FunctionType(result=ours)):
            return _is_checked_enum(theirs, ours, records)
        case Array(element=element), _:
            return _is_checked_enum(element, c, records)
    return False


def _taken_enum(slot: Slot | Place) -> Finding:
    rust = spell_rust(slot.rust)
    return slot.finding(
        "FFI602",
        f"{slot.title} is Rust's enum `{rust}`, and C may pass any integer: "
        "a value that is no variant is undefined behaviour"
        if not isinstance(slot.rust, Pointer)
        else f"{slot.title} is `{rust}`, which returns an enum, and C may return any integer: "
        "a value that is no variant is undefined behaviour",
        "take the integer, and convert it with a check",
        c=spell_c(slot.c),
        rust=rust,
    )


def _aliases(slots: list[Slot], contract: FunctionContract, matcher: TypeMatcher) -> Iterator[Finding]:
    """Yield FFI604 for each `&mut` beside a reference that may overlap it, each pair once."""
    open_slots = [slot for slot in slots if not _said(contract, slot).noalias]
    references = [
        (slot, inner) for slot in open_slots if (inner := _reference(slot.rust, matcher.rust.records))
    ]
    for place, (slot, inner) in enumerate(references):
        others = [
            other
            for index, (other, beside) in enumerate(references)
            if index != place
            and (beside.const or index > place)
            and may_overlap(slot.c, other.c, matcher.c.records)
        ]
        if not inner.const and others:
            yield _may_overlap(slot, others)


def _reference(ctype: CType, records: Records) -> Pointer | None:
    inner = peeled(ctype, records)
    is_reference = isinstance(inner, Pointer) and inner.kind is PointerKind.REFERENCE
    return inner if is_reference and isinstance(inner, Pointer) else None


def _may_overlap(slot: Slot, others: list[Slot]) -> Finding:
    names = " and ".join(f"`{other.name}`" for other in others)
    return slot.finding(
        "FFI604",
        f"{slot.title} is `{spell_rust(slot.rust)}` beside {names}, and nothing says that what they "
        "refer to does not overlap: a caller that passes one object twice causes undefined behaviour",
        f"say `noalias` of `{slot.name}` in the contract, or `restrict` in the header; or take raw pointers",
        rust=spell_rust(slot.rust),
        others=[other.name for other in others],
    )


def compare_fields(matcher: TypeMatcher, contract: Contract) -> Iterator[Finding]:
    """Yield FFI601 for fields that C may set to NULL, and FFI602 for enums in what it passes by value."""
    shared = matcher.c.functions.keys() & matcher.rust.functions.keys()
    functions = [matcher.c.functions[name] for name in shared]
    reached = handed_in(functions, matcher.c.records, through_pointers=True)
    by_value = handed_in(functions, matcher.c.records, through_pointers=False)
    for place in fields(matcher):
        assert place.record is not None
        key, name = place.record
        said = contract.structs.get(name, StructContract()).fields.get(place.field or "", ValueContract())
        if key in reached and said.nullable and _is_never_null(place.rust, matcher.rust.records):
            yield _not_nullable(place)
        if key in by_value and _is_checked_enum(place.rust, place.c, matcher.rust.records):
            yield _taken_enum(place)
