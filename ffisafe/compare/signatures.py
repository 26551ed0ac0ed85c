"""FFI2xx: parameters and results."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ffisafe.abi.varargs import VA_LIST_TAG
from ffisafe.compare.types import TypeMatcher
from ffisafe.model.ctype import CType, Pointer, Record
from ffisafe.model.finding import Finding
from ffisafe.model.interface import Function, Parameter
from ffisafe.model.rules import finding
from ffisafe.model.source import SourceLocation
from ffisafe.model.spelling import spell_c, spell_rust


@dataclass(frozen=True, slots=True)
class _Sides:
    c: SourceLocation | None
    rust: SourceLocation | None


def compare_signatures(c: Function, rust: Function, matcher: TypeMatcher) -> Iterator[Finding]:
    """Yield FFI201 where the counts differ, else FFI202 and FFI203 for each type that does."""
    sides = _Sides(c.location, rust.location)
    c = _without_va_list(c, rust)
    if len(c.parameters) != len(rust.parameters):
        yield _count_differs(c, rust, sides)
    else:
        for index, (ours, theirs) in enumerate(zip(c.parameters, rust.parameters, strict=True)):
            if not matcher.same(ours.type, theirs.type):
                name = ours.name or theirs.name or f"#{index + 1}"
                place = _Sides(ours.location or c.location, rust.location)
                what = f"parameter `{name}` of `{c.name}`"
                yield _type_differs("FFI202", f"{c.name}.{name}", what, (ours.type, theirs.type), place)
    if not matcher.same(c.result, rust.result):
        what = f"the return type of `{c.name}`"
        types = (c.result, rust.result)
        yield _type_differs("FFI203", f"{c.name}.return", what, types, sides)


def _without_va_list(c: Function, rust: Function) -> Function:
    """Leave out a last ``va_list`` where Rust seems variadic: in debug information it looks so."""
    match c.parameters:
        case (*others, Parameter(type=Pointer(pointee=Record(key=key)))) if key == VA_LIST_TAG.key:
            if rust.variadic and not c.variadic:
                return replace(c, parameters=tuple(others))
    return c


def _count_differs(c: Function, rust: Function, sides: _Sides) -> Finding:
    ours, theirs = len(c.parameters), len(rust.parameters)
    return finding(
        "FFI201",
        c.name,
        f"`{c.name}` takes {_parameters(ours)} in C and {theirs} in Rust",
        help="give both declarations the same parameters: the callee reads registers and "
        "stack slots that the caller did not fill",
        c=sides.c,
        rust=sides.rust,
        details={"c": ours, "rust": theirs},
    )


def _type_differs(code: str, symbol: str, what: str, types: tuple[CType, CType], sides: _Sides) -> Finding:
    c, rust = spell_c(types[0]), spell_rust(types[1])
    return finding(
        code,
        symbol,
        f"{what} is `{c}` in C and `{rust}` in Rust",
        help="change one of the two declarations: they must agree in width, signedness and kind",
        c=sides.c,
        rust=sides.rust,
        details={"c": c, "rust": rust},
    )


def _parameters(count: int) -> str:
    return "1 parameter" if count == 1 else f"{count} parameters"
