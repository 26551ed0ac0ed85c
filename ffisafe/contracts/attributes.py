"""Source 1: attributes of GCC and Clang, as far as they say what a contract says.

GCC manual, "Common Function Attributes" (``access``, ``alloc_size``, ``malloc``, ``nonnull``,
``returns_nonnull``, ``nothrow``, ``const``, ``pure``); Clang, "Attributes in Clang" (``counted_by``
and its kin, nullability); C17 §6.7.3.1 (``restrict``).
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from ffisafe.contracts.expression import parse
from ffisafe.contracts.statements import RETURN, Kind, Site, Source, Statement
from ffisafe.contracts.types import mentioned_records
from ffisafe.errors import ExpressionError
from ffisafe.model.attribute import Attribute
from ffisafe.model.contract import Direction, Release, Transfer
from ffisafe.model.ctype import Pointer, is_void
from ffisafe.model.expression import Binary, Expression, Name, Node
from ffisafe.model.interface import Function, Interface, Parameter
from ffisafe.model.source import SourceLocation

_Said = Iterator[tuple[str, str | None, Any]]  # attribute of the model, part, value

_DIRECTIONS = {"read_only": Direction.IN, "write_only": Direction.OUT, "read_write": Direction.INOUT}
_CALL_FLAGS = {
    "nothrow": ("unwind", False),
    "const": ("deterministic", True),
    "pure": ("deterministic", True),
}
_NULLABLE = {
    **dict.fromkeys(("_Nullable", "_Nullable_result", "__nullable"), True),
    **dict.fromkeys(("_Nonnull", "__nonnull"), False),
}
_EXTENTS = {
    "counted_by": "count",
    "counted_by_or_null": "count",
    "sized_by": "bytes",
    "sized_by_or_null": "bytes",
}
_POSITION = re.compile(r"[0-9]{1,4}")
FREE = "free"
"""The one function of the C library that may release what a library hands out."""


def attribute_statements(interface: Interface) -> Iterator[Statement]:
    """Yield what the attributes of a header say."""
    for function in interface.functions.values():
        for attribute in function.attributes:
            for name, part, value in _of_function(function, attribute, interface):
                site = Site(kind=Kind.FUNCTION, name=function.name, part=part)
                yield _statement(site, name, value, attribute)
        for parameter in function.parameters:
            if parameter.name:
                site = Site(kind=Kind.FUNCTION, name=function.name, part=parameter.name)
                yield from _of_value(parameter.attributes, site)
    for record, layout in mentioned_records(interface).items():
        for member in layout.members if layout else ():
            if member.name:
                site = Site(kind=Kind.STRUCT, name=record, part=member.name)
                yield from _of_value(member.attributes, site)


def _statement(site: Site, name: str, value: object, attribute: Attribute) -> Statement:
    at = attribute.location and SourceLocation(file=attribute.location.file, line=attribute.location.line)
    return Statement(site=site, attribute=name, value=value, source=Source.ATTRIBUTE, location=at)


def _of_value(attributes: Iterable[Attribute], site: Site) -> Iterator[Statement]:
    for attribute in attributes:
        for name, value in _said_of_value(attribute, is_parameter=site.kind is Kind.FUNCTION):
            yield _statement(site, name, value, attribute)


def _said_of_value(attribute: Attribute, *, is_parameter: bool) -> Iterator[tuple[str, Any]]:
    name = attribute.name
    if name in _NULLABLE:
        yield "nullable", _NULLABLE[name]
    elif name in _EXTENTS:
        if extent := _expression(attribute.arguments):
            yield _EXTENTS[name], extent
        if name.endswith("_or_null"):
            yield "nullable", True
    elif is_parameter and name == "nonnull":
        yield "nullable", False
    elif is_parameter and name == "restrict":
        yield "noalias", True


def _of_function(function: Function, attribute: Attribute, interface: Interface) -> _Said:
    arguments = _arguments(attribute)
    match attribute.name:
        case "malloc":
            yield from _malloc(function, arguments, interface)
        case "alloc_size":
            yield from _alloc_size(function, arguments)
        case "access":
            yield from _access(function, arguments)
        case "nonnull":
            for parameter in _non_null(function, arguments):
                yield "nullable", parameter.name, False
        case "returns_nonnull":
            yield "nullable", RETURN, False
        case name if name in _NULLABLE and isinstance(function.result, Pointer):
            yield "nullable", RETURN, _NULLABLE[name]
        case name if name in _CALL_FLAGS:
            word, value = _CALL_FLAGS[name]
            yield word, None, value


def _malloc(function: Function, arguments: list[str], interface: Interface) -> _Said:
    """GCC names one deallocator an attribute, and the position of the pointer in its call.

    One that cannot be called with what this call has is left out, and who owns it an open question.
    """
    if not arguments:
        yield "transfer", RETURN, Transfer.FULL
        return
    release = _release(function, arguments, interface)
    if release is not None:
        yield "transfer", RETURN, Transfer.FULL
        yield "release", RETURN, release


def _release(function: Function, arguments: list[str], interface: Interface) -> Release | None:
    name = arguments[0]
    position = _position(arguments[1]) if len(arguments) > 1 else 1
    if name == FREE:
        return Release(function=FREE)
    deallocator = interface.functions.get(name)
    if deallocator is None:
        return None
    known = {parameter.name for parameter in function.parameters}
    passed = [
        RETURN if index == position else parameter.name
        for index, parameter in enumerate(deallocator.parameters, 1)
    ]
    if passed == [RETURN]:
        return Release(function=name)
    if set(passed) != {RETURN, *known}:
        return None
    return Release(function=name, arguments=tuple(each or "" for each in passed))


def _alloc_size(function: Function, arguments: list[str]) -> _Said:
    """The size in bytes is one parameter, or the product of two."""
    factors = [parameter.name for each in arguments if (parameter := _parameter(function, each))]
    if not factors or len(factors) != len(arguments) or not all(factors):
        return
    root: Node = Name((str(factors[0]),))
    for factor in factors[1:]:
        root = Binary("*", root, Name((str(factor),)))
    yield "bytes", RETURN, Expression(" * ".join(map(str, factors)), root)


def _access(function: Function, arguments: list[str]) -> _Said:
    """The size counts elements, behind a ``void *`` bytes."""
    parameter = _parameter(function, arguments[1]) if len(arguments) > 1 else None
    if parameter is None or parameter.name is None:
        return
    direction = _DIRECTIONS.get(arguments[0].strip("_"))
    if direction is not None:
        yield "direction", parameter.name, direction
    size = _parameter(function, arguments[2]) if len(arguments) > 2 else None
    if size is not None and size.name is not None and isinstance(parameter.type, Pointer):
        word = "bytes" if is_void(parameter.type.pointee) else "count"
        yield word, parameter.name, Expression(size.name, Name((size.name,)))


def _non_null(function: Function, arguments: list[str]) -> Iterator[Parameter]:
    """Without arguments it is about every pointer."""
    if arguments:
        chosen = [parameter for each in arguments if (parameter := _parameter(function, each))]
    else:
        chosen = [each for each in function.parameters if isinstance(each.type, Pointer)]
    yield from (parameter for parameter in chosen if parameter.name)


def _parameter(function: Function, position: str) -> Parameter | None:
    """Return the parameter at a position, which counts from 1."""
    index = _position(position)
    return function.parameters[index - 1] if 0 < index <= len(function.parameters) else None


def _position(text: str) -> int:
    """Return a position; 0 if it is none."""
    return int(text) if _POSITION.fullmatch(text) else 0


def _arguments(attribute: Attribute) -> list[str]:
    return [part.strip() for part in (attribute.arguments or "").split(",") if part.strip()]


def _expression(text: str | None) -> Expression | None:
    """Return an extent of Clang's; one that is not an expression of ours is not understood."""
    try:
        return parse((text or "").strip())
    except ExpressionError:
        return None
