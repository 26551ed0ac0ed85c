"""FFI2xx: parameters and results.

What one parameter has wrong is one finding: a type without a C ABI (FFI207), else `bool` or
`char` for an integer (FFI603), else another type (FFI202, FFI203), else its `const` (FFI204).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ffisafe.abi.varargs import VA_LIST_TAG
from ffisafe.compare.constness import const_differs
from ffisafe.compare.differences import difference
from ffisafe.compare.exchanged import exchanged
from ffisafe.compare.foreign import Foreign, foreign
from ffisafe.compare.slots import Slot, parameters, result
from ffisafe.compare.types import TypeMatcher
from ffisafe.compare.validity import restricted, returns_character
from ffisafe.model.ctype import CType, Pointer, Record, is_void
from ffisafe.model.finding import Finding
from ffisafe.model.interface import Function, Parameter
from ffisafe.model.rules import finding
from ffisafe.model.spelling import spell_c, spell_rust


def compare_signatures(c: Function, rust: Function, matcher: TypeMatcher) -> Iterator[Finding]:
    """Yield what differs between two declarations: the counts, or else each type that does."""
    c = _without_va_list(c, rust)
    rust = _without_unsized(c, rust, matcher)
    if c.variadic is not rust.variadic:
        yield _variadic_differs(c, rust)
    if _counts_agree(c, rust):
        yield from _parameters(c, rust, matcher)
    else:
        yield from _counts_differ(c, rust, matcher)
    yield from _slot(result(c, rust), matcher)


def _without_va_list(c: Function, rust: Function) -> Function:
    """Leave out a last ``va_list`` where Rust seems variadic: in debug information it looks so."""
    match c.parameters:
        case (*others, Parameter(type=Pointer(pointee=Record(key=key)))) if key == VA_LIST_TAG.key:
            if rust.variadic and not c.variadic:
                return replace(c, parameters=tuple(others), variadic=True)
    return c


def _without_unsized(c: Function, rust: Function, matcher: TypeMatcher) -> Function:
    """Leave out Rust's parameters without size where C has fewer: nothing is passed for them."""
    if len(rust.parameters) <= len(c.parameters):
        return rust
    sized = (each for each in rust.parameters if not _is_unsized(each.type, matcher))
    return replace(rust, parameters=tuple(sized))


def _is_unsized(ctype: CType, matcher: TypeMatcher) -> bool:
    layout = matcher.rust.records.get(ctype.key) if isinstance(ctype, Record) else None
    return is_void(ctype) or (layout is not None and layout.size_bytes == 0)


def _counts_agree(c: Function, rust: Function) -> bool:
    """Whether the counts agree; what one side passes for ``...`` the other may name."""
    ours, theirs = len(c.parameters), len(rust.parameters)
    if c.variadic and not rust.variadic:
        return ours <= theirs
    if rust.variadic and not c.variadic:
        return theirs <= ours
    return ours == theirs


def _parameters(c: Function, rust: Function, matcher: TypeMatcher) -> Iterator[Finding]:
    moves = exchanged(c, rust)
    for place, slot in enumerate(parameters(c, rust)):
        if place in moves and foreign(slot.rust, matcher.rust.records) is None:
            yield _moved(slot, rust.parameters[place], (place, moves[place]))
        else:
            yield from _slot(slot, matcher)


def _slot(slot: Slot, matcher: TypeMatcher) -> Iterator[Finding]:
    """Yield the one thing that is wrong with a parameter or a result."""
    found = foreign(slot.rust, matcher.rust.records)
    if found is not None:
        yield no_c_abi(slot, found)
    elif not slot.is_result and (taken := restricted(slot, matcher.rust.records)):
        yield taken
    elif not matcher.same(slot.c, slot.rust):
        if not (slot.is_result and returns_character(slot, matcher.rust.records)):
            yield _type_differs(slot, matcher)
    else:
        yield from const_differs(slot, matcher)


def no_c_abi(slot: Slot, found: Foreign) -> Finding:
    """Return FFI207 for a parameter or a result."""
    c = spell_c(slot.c)
    rust = f"`{found.spelled}` in Rust, which has no C ABI"
    if found.holder is not None:
        rust = f"`{found.holder}` in Rust, where `{found.spelled}` has no C ABI"
    return slot.finding(
        "FFI207",
        f"{slot.title} is `{c}` in C and {rust}",
        found.advice,
        c=c,
        rust=found.spelled,
    )


def _type_differs(slot: Slot, matcher: TypeMatcher) -> Finding:
    c, rust = spell_c(slot.c), spell_rust(slot.rust)
    how = difference(slot.c, slot.rust, matcher)
    return slot.finding(
        "FFI203" if slot.is_result else "FFI202",
        f"{slot.title} is `{c}` in C and `{rust}` in Rust: {how}",
        "change one of the two declarations: they must agree in width, signedness and kind",
        c=c,
        rust=rust,
        difference=how,
    )


def _moved(slot: Slot, theirs: Parameter, places: tuple[int, int]) -> Finding:
    ours, there = (place + 1 for place in places)
    return slot.finding(
        "FFI202",
        f"{slot.title} is number {ours} in C and number {there} in Rust, where `{theirs.name}` "
        f"is number {ours}",
        "declare the parameters in the same order on both sides: arguments are passed by their places",
        c=ours,
        rust=there,
    )


def _variadic_differs(c: Function, rust: Function) -> Finding:
    side, other = ("C", "Rust") if c.variadic else ("Rust", "C")
    return finding(
        "FFI206",
        c.name,
        f"`{c.name}` is variadic in {side} and not in {other}",
        help="variadic arguments travel by other rules on some targets: declare `...` on both sides or on"
        " none, or define the function in C and hand a `va_list` on",
        c=c.location,
        rust=rust.location,
        details={"c": c.variadic, "rust": rust.variadic},
    )


def _counts_differ(c: Function, rust: Function, matcher: TypeMatcher) -> Iterator[Finding]:
    """Yield FFI201, unless types without a C ABI stand for the parameters of C; these are FFI207."""
    found = [foreign(each.type, matcher.rust.records) for each in rust.parameters]
    if sum(each.width if each else 1 for each in found) != len(c.parameters):
        yield _count_differs(c, rust)
    for number, (each, parameter) in enumerate(zip(found, rust.parameters, strict=True), start=1):
        if each is not None:
            name = parameter.name or f"#{number}"
            yield _without_counterpart(c, name, each, parameter, rust)


def _without_counterpart(
    c: Function, name: str, found: Foreign, parameter: Parameter, rust: Function
) -> Finding:
    return finding(
        "FFI207",
        f"{c.name}.{name}",
        f"parameter `{name}` of `{c.name}` is `{found.spelled}` in Rust, which has no C ABI",
        help=found.advice,
        c=c.location,
        rust=parameter.location or rust.location,
        details={"c": None, "rust": found.spelled},
    )


def _count_differs(c: Function, rust: Function) -> Finding:
    ours, theirs = len(c.parameters), len(rust.parameters)
    return finding(
        "FFI201",
        c.name,
        f"`{c.name}` takes {_count(ours)} in C and {theirs} in Rust{_lacking(c, rust)}",
        help="give both declarations the same parameters: the callee reads registers and "
        "stack slots that the caller did not fill",
        c=c.location,
        rust=rust.location,
        details={"c": ours, "rust": theirs},
    )


def _lacking(c: Function, rust: Function) -> str:
    """Return which names one side lacks, if names say so: all of the shorter side's are on the other."""
    ours = [parameter.name for parameter in c.parameters]
    theirs = [parameter.name for parameter in rust.parameters]
    longer, shorter, side = (ours, theirs, "Rust") if len(ours) > len(theirs) else (theirs, ours, "C")
    if None in longer or not {*shorter} <= {*longer}:
        return ""
    return f": {side} lacks {_listed([f'`{name}`' for name in longer if name not in shorter])}"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:-1]) + f" and {names[-1]}" if len(names) > 1 else names[0]


def _count(count: int) -> str:
    return "1 parameter" if count == 1 else f"{count} parameters"
