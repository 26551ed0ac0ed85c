"""FFI110: C constructs for which Rust has no faithful counterpart.

Not among them: unions, zero-length arrays (``T data[0]``, which ``[T; 0]`` is), ``_Atomic``
(Rust's atomics are as wide), ``__int128``, ``volatile``. A flexible array is: ``[T; 0]`` lies where
it begins, but a copy of the struct loses the elements, and a reference to it does not reach them.
"""

from collections.abc import Iterator

from ffisafe.compare.types import TypeMatcher
from ffisafe.model.ctype import Array, CType, FunctionType, Pointer, Scalar
from ffisafe.model.finding import Finding
from ffisafe.model.interface import Function
from ffisafe.model.layout import Member, RecordLayout
from ffisafe.model.rules import finding
from ffisafe.model.source import SourceLocation
from ffisafe.model.target import Encoding

_RUST_FLOAT_BYTES = frozenset({4, 8})
_INTEGERS = frozenset({Encoding.SIGNED, Encoding.UNSIGNED})
_RUST_INTEGER_BYTES = frozenset({1, 2, 4, 8, 16})


def constructs_of_record(name: str, c: RecordLayout) -> Iterator[Finding]:
    """Yield what Rust lacks among the members of a record: one finding for all its bit-fields."""
    bit_fields = [member for member in c.members if member.width_bits is not None]
    if bit_fields:
        yield _construct(
            f"{name}.{bit_fields[0].name}",
            f"`{name}` has bit-fields, which Rust does not have: they are not compared",
            "use an integer in both, with masks and shifts: C leaves the order of the bits to compilers",
            bit_fields[0].location or c.location,
        )
    for member in c.members:
        if member.width_bits is None:
            yield from _member(name, member, c)


def _member(name: str, member: Member, c: RecordLayout) -> Iterator[Finding]:
    where = member.location or c.location
    symbol = f"{name}.{member.name}" if member.name else name
    if isinstance(member.type, Array) and member.type.count is None:
        yield _construct(
            symbol,
            f"`{symbol}` is a flexible array: a Rust reference to `{name}` does not reach its elements, "
            "and a copy loses them",
            "take raw pointers in Rust and compute the elements' address from them; or have a pointer "
            "and a length in the struct",
            where,
        )
        return
    said = lacking(member.type)
    if said:
        yield _construct(symbol, f"`{symbol}` is `{said[0]}`, {said[1]}", said[2], where)


def constructs_of_function(c: Function) -> Iterator[Finding]:
    """Yield what Rust lacks among the types that a function passes."""
    for index, parameter in enumerate(c.parameters):
        said = lacking(parameter.type)
        if said:
            name = parameter.name or f"#{index + 1}"
            message = f"parameter `{name}` of `{c.name}` is `{said[0]}`, {said[1]}"
            yield _construct(f"{c.name}.{name}", message, said[2], parameter.location or c.location)
    said = lacking(c.result)
    if said:
        yield _construct(
            f"{c.name}.return", f"`{c.name}` returns `{said[0]}`, {said[1]}", said[2], c.location
        )


def constructs_of_variables(matcher: TypeMatcher) -> Iterator[Finding]:
    """Yield what Rust lacks among the types of the variables of both sides."""
    for name, variable in matcher.c.variables.items():
        said = lacking(variable.type) if name in matcher.rust.variables else None
        if said:
            yield _construct(name, f"`{name}` is `{said[0]}`, {said[1]}", said[2], variable.location)


def lacking(ctype: CType, *, by_value: bool = True) -> tuple[str, str, str] | None:
    """Return a type that Rust has not, why, and what to do; None if Rust has all that a type is made of."""
    match ctype:
        case Pointer(pointee=FunctionType(parameters=parameters, result=result)):
            return next((said for each in (*parameters, result) if (said := lacking(each))), None)
        case Pointer(pointee=pointee):
            return lacking(pointee, by_value=False)
        case Array(element=element):
            return lacking(element, by_value=False)
        case Scalar():
            return _lacking_scalar(ctype, by_value=by_value)
    return None


def _lacking_scalar(scalar: Scalar, *, by_value: bool) -> tuple[str, str, str] | None:
    name = scalar.name
    if scalar.encoding is Encoding.FLOAT and scalar.size_bytes not in _RUST_FLOAT_BYTES:
        return name, "which Rust does not have", "use `double`, which is Rust's `f64`"
    if scalar.encoding is Encoding.COMPLEX and (by_value or scalar.size_bytes // 2 not in _RUST_FLOAT_BYTES):
        why = "which no Rust type is passed like on every target"
        return name, why, "pass the two parts, or a pointer to them"
    if scalar.encoding in _INTEGERS and name.startswith("_BitInt"):
        return name, "which Rust does not have", "use the next wider integer, for example `int64_t`"
    return None


def _construct(symbol: str, message: str, advice: str, where: SourceLocation | None) -> Finding:
    return finding("FFI110", symbol, message, help=advice, c=where)
