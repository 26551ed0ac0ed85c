"""In which way two types differ, in a few words: what a message says after naming both."""

from ffisafe.compare.types import TypeMatcher
from ffisafe.compare.wrappers import peeled
from ffisafe.model.ctype import Array, CType, Enumeration, FunctionType, Pointer, Record, Scalar
from ffisafe.model.target import Encoding

_KINDS = {
    Encoding.VOID: "nothing",
    Encoding.SIGNED: "a signed integer",
    Encoding.UNSIGNED: "an unsigned integer",
    Encoding.FLOAT: "a floating-point number",
    Encoding.COMPLEX: "a complex number",
    Encoding.VECTOR: "a vector",
    Encoding.BOOLEAN: "a boolean",
    Encoding.CHAR: "a character",
    Encoding.UTF: "a Unicode scalar value",
}


def difference(c: CType, rust: CType, matcher: TypeMatcher) -> str:
    """Return how two types that are not the same differ: what a pointer points to, what an array holds."""
    if not isinstance(c, Record):
        rust = peeled(rust, matcher.rust.records)
    match c, rust:
        case Record(), Record():
            return _of_records(c, rust, matcher)
        case Pointer(pointee=FunctionType() as ours), Pointer(pointee=FunctionType() as theirs):
            return _of_functions(ours, theirs, matcher)
        case Pointer(), Pointer():
            return f"they point to different types: {difference(c.pointee, rust.pointee, matcher)}"
        case Array(), Array() if c.count != rust.count:
            return f"{_elements(c)} in C, {_elements(rust)} in Rust"
        case Array(), Array():
            return f"their elements differ: {difference(c.element, rust.element, matcher)}"
    return _of_values(c, rust)


def _of_functions(c: FunctionType, rust: FunctionType, matcher: TypeMatcher) -> str:
    ours, theirs = len(c.parameters), len(rust.parameters)
    if ours != theirs:
        return f"the function takes {ours} parameter{'' if ours == 1 else 's'} in C, {theirs} in Rust"
    if c.variadic is not rust.variadic:
        return f"the function is variadic in {'C' if c.variadic else 'Rust'} only"
    for number, (one, other) in enumerate(zip(c.parameters, rust.parameters, strict=True), start=1):
        if not matcher.same(one, other):
            return f"parameter {number} of the function: {difference(one, other, matcher)}"
    if not matcher.same(c.result, rust.result):
        return f"what the function returns: {difference(c.result, rust.result, matcher)}"
    return "the function is called by other rules"


def _of_records(c: Record, rust: Record, matcher: TypeMatcher) -> str:
    """Name both in full: they may have one name."""
    ours, theirs = matcher.c.records.get(c.key), matcher.rust.records.get(rust.key)
    sizes = [f" of {_bytes(layout.size_bytes)}" if layout else "" for layout in (ours, theirs)]
    return (
        f"the {c.kind} `{c.name}`{sizes[0]} in C, the {rust.kind} `{rust.key}`{sizes[1]} in Rust, "
        "which stand for different things"
    )


def _of_values(c: CType, rust: CType) -> str:
    ours, theirs = _kind(c), _kind(rust)
    sizes = _size(c), _size(rust)
    if ours == theirs and None not in sizes and sizes[0] != sizes[1]:
        return f"{_bytes(sizes[0])} in C, {_bytes(sizes[1])} in Rust"
    if ours == theirs:
        return "they are different types"
    return f"{_sized(ours, sizes[0])} in C, {_sized(theirs, sizes[1])} in Rust"


def _kind(ctype: CType) -> str:
    match ctype:
        case Pointer(pointee=FunctionType()):
            return "a function pointer"
        case Pointer():
            return "a pointer"
        case Array():
            return "an array"
        case Record(kind=kind):
            return f"a {kind}"
        case Enumeration():
            return "an enum"
        case FunctionType():
            return "a function"
    return _KINDS[ctype.encoding]


def _size(ctype: CType) -> int | None:
    match ctype:
        case Scalar(size_bytes=size) | Pointer(size_bytes=size):
            return size
        case Enumeration(underlying=underlying):
            return underlying.size_bytes
    return None


def _sized(kind: str, size: int | None) -> str:
    return kind if not size or kind.endswith("pointer") else f"{kind} of {_bytes(size)}"


def _bytes(size: int | None) -> str:
    return "1 byte" if size == 1 else f"{size} bytes"


def _elements(array: Array) -> str:
    return "an open array" if array.count is None else f"{array.count} elements"
