"""FFI305: global variables, and FFI204 where one side may write to what the other cannot."""

from collections.abc import Iterator

from ffisafe.compare.types import TypeMatcher
from ffisafe.model.ctype import Array, CType, Enumeration, FunctionType, Pointer, Record, Scalar
from ffisafe.model.finding import Finding
from ffisafe.model.interface import Function, Interface, Variable
from ffisafe.model.rules import finding
from ffisafe.model.spelling import spell_c, spell_rust


def compare_variables(matcher: TypeMatcher) -> Iterator[Finding]:
    """Yield FFI305 for each variable of both sides whose type differs, or else whose size does."""
    exports = matcher.rust.exports or frozenset()
    for name in sorted(matcher.c.variables.keys() & matcher.rust.functions.keys() & exports):
        yield _kind_differs(matcher.c.variables[name], matcher.rust.functions[name], ("variable", "function"))
    for name in sorted(matcher.c.functions.keys() & matcher.rust.variables.keys() & exports):
        yield _kind_differs(matcher.c.functions[name], matcher.rust.variables[name], ("function", "variable"))
    for name, c in matcher.c.variables.items():
        rust = matcher.rust.variables.get(name)
        if rust is None:
            if name in exports:
                yield from _size_differs(matcher, c)
        elif not _same(matcher, c.type, rust.type):
            yield _type_differs(c, rust)
        elif rust.const and c.const is False:
            yield _read_only(c, rust)


def _same(matcher: TypeMatcher, c: CType, rust: CType) -> bool:
    """Whether the types agree; an array of C may leave its length to the build."""
    if isinstance(c, Array) and c.count is None and isinstance(rust, Array):
        c = Array(element=c.element, count=rust.count)
    if isinstance(c, Record) and c.key not in matcher.c.records:
        return True
    return matcher.same(c, rust)


def _kind_differs(c: Variable | Function, rust: Function | Variable, kinds: tuple[str, str]) -> Finding:
    ours, theirs = kinds
    return finding(
        "FFI305",
        c.name,
        f"`{c.name}` is a {ours} in C and a {theirs} in Rust",
        help=f"declare a {theirs} in the header: C would take code for data, or data for code",
        c=c.location,
        rust=rust.location,
        details={"c": ours, "rust": theirs},
    )


def _type_differs(c: Variable, rust: Variable) -> Finding:
    ours, theirs = spell_c(c.type), spell_rust(rust.type)
    return finding(
        "FFI305",
        c.name,
        f"variable `{c.name}` is `{ours}` in C and `{theirs}` in Rust",
        help="declare the same type on both sides: C reads and writes the static's own bytes",
        c=c.location,
        rust=rust.location,
        details={"c": ours, "rust": theirs},
    )


def _read_only(c: Variable, rust: Variable) -> Finding:
    return finding(
        "FFI204",
        c.name,
        f"C may write to `{c.name}`, and Rust's static is read-only: a write ends the process",
        help="declare it `extern const` in the header; or make it a `static mut`, or an atomic",
        c=c.location,
        rust=rust.location,
        details={"c": "mutable", "rust": "const"},
    )


def _size_differs(matcher: TypeMatcher, c: Variable) -> Iterator[Finding]:
    """Compare with the symbol's size where the build says nothing about the type."""
    size = matcher.rust.variable_sizes.get(c.name)
    expected = _size_bytes(c.type, matcher.c)
    if size and expected is not None and size != expected:
        yield finding(
            "FFI305",
            c.name,
            f"variable `{c.name}` has {expected} bytes in C and {size} in the build",
            help="declare the same type on both sides",
            c=c.location,
            details={"c": expected, "rust": size},
        )


def _size_bytes(ctype: CType, c: Interface) -> int | None:
    match ctype:
        case Array(element=element, count=count):
            each = _size_bytes(element, c)
            return None if each is None or count is None else each * count
        case Record(key=key):
            return c.records[key].size_bytes if key in c.records else None
        case Enumeration(underlying=underlying):
            return underlying.size_bytes
        case Scalar(size_bytes=size) | Pointer(size_bytes=size):
            return size
        case FunctionType():
            return None
