"""FFI208: values that the psABI passes in other places on the two sides, though their types agree.

A Rust value is classified by its record's layout, as C's is: an enum with data is the union of its
variants beside its tag, and `repr(transparent)` is what it holds. Where the representation is not
known, a wrapper may be either, and only what is wrong both ways is reported.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ffisafe.abi.calls import call_layout
from ffisafe.compare.slots import Slot, parameters, result
from ffisafe.compare.types import TypeMatcher
from ffisafe.compare.wrappers import only_field
from ffisafe.errors import UnsupportedTypeError
from ffisafe.model.call import Passage, Passing
from ffisafe.model.ctype import (
    VOID,
    CType,
    Enumeration,
    FunctionType,
    Record,
    RecordKind,
    Scalar,
    innermost,
)
from ffisafe.model.finding import Finding, Severity
from ffisafe.model.interface import Function
from ffisafe.model.layout import RecordLayout
from ffisafe.model.spelling import spell_c, spell_rust
from ffisafe.model.target import Encoding, Target

Records = Mapping[str, RecordLayout]

_IN_PIECES = {Encoding.COMPLEX, Encoding.VECTOR}
_DRIFTS = {f"FFI10{number}" for number in range(2, 9)}


def compare_passing(
    functions: Iterable[tuple[Function, Function]], matcher: TypeMatcher, reported: Sequence[Finding]
) -> Iterator[Finding]:
    """Yield FFI208 for parameters and results of which nothing else has been reported.

    A drift inside a type is reported there, and not again at what is passed by value because of it.
    """
    taken = {found.symbol for found in reported if found.severity is Severity.ERROR}
    drifted = {found.symbol.partition(".")[0] for found in reported if found.code in _DRIFTS}
    rust_records = {key: _as_c(layout) for key, layout in matcher.rust.records.items()}
    for ours, theirs in functions:
        if len(ours.parameters) != len(theirs.parameters) or ours.name in taken:
            continue
        for slot in (*parameters(ours, theirs), result(ours, theirs)):
            if slot.symbol in taken or not _is_made_of_parts(slot):
                continue
            if not drifted & (_names(slot.c, matcher.c.records) | _names(slot.rust, rust_records)):
                yield from _compare(slot, matcher, rust_records)


def _compare(slot: Slot, matcher: TypeMatcher, rust_records: Records) -> Iterator[Finding]:
    target = matcher.c.target
    ours = _passing(slot, slot.c, matcher.c.records, target)
    theirs = [_passing(slot, each, rust_records, target) for each in _readings(slot.rust, rust_records)]
    if ours is not None and ours not in theirs and theirs[0] is not None:
        yield _differs(slot, ours, theirs[0])


def _is_made_of_parts(slot: Slot) -> bool:
    """Whether more than width and kind decide where a value travels."""
    return any(
        isinstance(each, Record) or (isinstance(each, Scalar) and each.encoding in _IN_PIECES)
        for each in (slot.c, slot.rust)
    )


def _as_c(layout: RecordLayout) -> RecordLayout:
    """Return an enum with data as the record that is passed for it, and leave out what has no size.

    GCC lets an array without elements count in C; rustc does not.
    """
    variants = [member for variant in layout.variants for member in variant.members]
    tag = [layout.tag] if layout.tag else []
    members = tuple(member for member in (*tag, *variants, *layout.members) if member.size_bytes)
    kind = RecordKind.UNION if variants else layout.kind
    return replace(layout, kind=kind, members=members, variants=())


def _readings(ctype: CType, records: Records) -> Iterator[CType]:
    """Yield what a Rust type may be passed as: itself, or what it holds."""
    layout = records.get(ctype.key) if isinstance(ctype, Record) else None
    held = only_field(layout)
    representation = layout.representation if layout else None
    if held is None or (representation is not None and not representation.is_transparent):
        yield ctype
        return
    if representation is None:
        yield ctype
    yield from _readings(held.type, records)


def _names(ctype: CType, records: Records) -> set[str]:
    """Return the names of the types that a value is made of, each looked into once."""
    names, seen, pending = set(), set(), [ctype]
    while pending:
        match innermost(pending.pop()):
            case Enumeration(name=name):
                names.add(name)
            case Record(key=key, name=name) if key not in seen:
                names.add(name)
                seen.add(key)
                pending += [member.type for member in records[key].members] if key in records else []
    return names


def _passing(slot: Slot, ctype: CType, records: Records, target: Target) -> Passing | None:
    """Return where a value travels as the only argument, or as the result; None if it is not known."""
    if slot.is_result:
        function = FunctionType(parameters=(), result=ctype)
    else:
        function = FunctionType(parameters=(ctype,), result=VOID)
    try:
        layout = call_layout(function, records, target)
    except UnsupportedTypeError:
        return None
    return layout.result if slot.is_result else layout.parameters[0]


def _differs(slot: Slot, ours: Passing, theirs: Passing) -> Finding:
    c, rust = _described(ours), _described(theirs)
    return slot.finding(
        "FFI208",
        f"{slot.title} travels {c} in C (`{spell_c(slot.c)}`), {rust} in Rust (`{spell_rust(slot.rust)}`)",
        "declare the same type on both sides: whether its parts are integers, floating-point numbers or "
        "padding decides in which registers a value travels",
        c=c,
        rust=rust,
        c_classes=[str(each) for each in ours.classes],
        rust_classes=[str(each) for each in theirs.classes],
    )


def _described(passing: Passing) -> str:
    if passing.passage is Passage.IGNORED:
        return "not at all"
    where = " and ".join(piece.register or "on the stack" for piece in passing.pieces)
    return f"as an address in {where}" if passing.passage is Passage.REFERENCE else f"in {where}"
