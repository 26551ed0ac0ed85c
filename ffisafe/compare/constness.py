"""FFI204: const on one side, mutable on the other.

Rust's `*const T` and `&T` are const; `*mut T` and `&mut T` are not, nor is a `Box` that Rust
takes. `NonNull` says nothing about it, and neither does a `Box` that is handed out, nor a shared
reference to what has an `UnsafeCell` in it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ffisafe.compare.places import fields, variables
from ffisafe.compare.slots import Slot
from ffisafe.compare.types import TypeMatcher
from ffisafe.compare.wrappers import peeled
from ffisafe.model.ctype import Array, CType, FunctionType, Pointer, PointerKind, Record
from ffisafe.model.finding import Finding
from ffisafe.model.layout import RecordLayout
from ffisafe.model.spelling import spell_c, spell_rust

_CELL = "core::cell::UnsafeCell<"
_ADVICE = "make both const if nothing is written through the pointer, else neither"


@dataclass(frozen=True, slots=True)
class _Difference:
    """One pointer that only one side calls const; ``depth`` counts the pointers on the way to it."""

    depth: int
    const_in_c: bool
    in_callback: bool = False

    def __str__(self) -> str:
        there, other = ("C", "Rust") if self.const_in_c else ("Rust", "C")
        what = "what it points to" if self.depth == 0 else "what the inner pointer points to"
        if self.in_callback:
            what = "in the signature of the callback, what a pointer points to"
        return f"{what} is const in {there} and mutable in {other}"


def const_differs(slot: Slot, matcher: TypeMatcher) -> Iterator[Finding]:
    """Yield FFI204 where a parameter or result is const on one side alone, at any depth."""
    found = _difference(slot.c, slot.rust, matcher, handed_out=slot.is_result)
    if found is not None:
        c, rust = spell_c(slot.c), spell_rust(slot.rust)
        message = f"{slot.title} is `{c}` in C and `{rust}` in Rust: {found}"
        yield slot.finding("FFI204", message, _ADVICE, c=c, rust=rust)


def compare_constness(matcher: TypeMatcher) -> Iterator[Finding]:
    """Yield FFI204 for the fields of all records that stand for each other, and for variables."""
    for place in (*fields(matcher), *variables(matcher)):
        found = _difference(place.c, place.rust, matcher, handed_out=True)
        # Types that differ altogether are another finding.
        if found is not None and matcher.same(place.c, place.rust):
            c, rust = spell_c(place.c), spell_rust(place.rust)
            message = f"{place.title} is `{c}` in C and `{rust}` in Rust: {found}"
            yield place.finding("FFI204", message, _ADVICE, c=c, rust=rust)


def _difference(c: CType, rust: CType, matcher: TypeMatcher, *, handed_out: bool) -> _Difference | None:
    depth, records = 0, matcher.rust.records
    while True:
        rust = peeled(rust, records)
        match c, rust:
            case Pointer(pointee=FunctionType() as ours), Pointer(pointee=FunctionType() as theirs):
                return _in_callback(ours, theirs, matcher)
            case Pointer(), Pointer():
                if c.const is not rust.const and not _is_silent(rust, records, handed_out=handed_out):
                    return _Difference(depth, c.const)
                c, rust, depth = c.pointee, rust.pointee, depth + 1
            case Array(), Array():
                c, rust = c.element, rust.element
            case _:
                return None


def _in_callback(c: FunctionType, rust: FunctionType, matcher: TypeMatcher) -> _Difference | None:
    pairs = [*zip(c.parameters, rust.parameters, strict=False), (c.result, rust.result)]
    for ours, theirs in pairs:
        found = _difference(ours, theirs, matcher, handed_out=True)
        if found is not None:
            return replace(found, in_callback=True)
    return None


def _is_silent(rust: Pointer, records: Mapping[str, RecordLayout], *, handed_out: bool) -> bool:
    """Whether a pointer makes no promise about writing: a shared reference to a cell does not either."""
    if rust.kind is PointerKind.REFERENCE and rust.const:
        return _has_cell(rust.pointee, records)
    return rust.kind is PointerKind.NON_NULL or (rust.kind is PointerKind.BOX and handed_out)


def _has_cell(ctype: CType, records: Mapping[str, RecordLayout]) -> bool:
    """Whether a value has an `UnsafeCell` in it, which may be written through a shared reference."""
    pending, seen = [ctype], set()
    while pending:
        match pending.pop():
            case Array(element=element):
                pending.append(element)
            case Record(key=key) if key.startswith(_CELL):
                return True
            case Record(key=key) if key in records and key not in seen:
                seen.add(key)
                variants = [m for variant in records[key].variants for m in variant.members]
                pending += [member.type for member in (*records[key].members, *variants)]
    return False
