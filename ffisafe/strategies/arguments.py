"""The arguments of one call: integers first, then the memory whose extent they decide."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import reject
from hypothesis import strategies as st

from ffisafe.contracts import Extent, State, Value, call_extents, evaluate, record_extents
from ffisafe.errors import ExpressionError, UnsupportedTypeError
from ffisafe.model.contract import Contract, FunctionContract, StructContract, ValueContract
from ffisafe.model.ctype import CType, Enumeration, Pointer, Record, Scalar
from ffisafe.model.expression import Expression
from ffisafe.model.interface import Function, Interface
from ffisafe.model.target import Encoding
from ffisafe.strategies.memory import Memory, memory, memory_obstacle
from ffisafe.strategies.scalars import SMALL, from_ctype, integer_limits

MAX_EXTENT_BYTES = 1 << 16
"""Memory lent to one call; what needs more is not drawn."""

_SMALL_SIZES = sorted([*range(SMALL + 1)] * 4)
_MEDIUM_SIZES = [9, 10, 12, 15, 16, 17, 24, 31, 32, 33, 48, 63, 64, 65]
_ATTEMPTS = 5
_BOLD = 2
_INTEGERS = {Encoding.SIGNED, Encoding.UNSIGNED, Encoding.CHAR}

Argument = int | float | bool | Memory | dict[str, Any] | None
Drawn = dict[str, Argument]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallContract:
    """A function with what is said about it and about the structs that it uses."""

    function: Function
    contract: FunctionContract
    interface: Interface
    structs: Mapping[str, StructContract]

    @classmethod
    def of(cls, function: Function, contract: Contract, interface: Interface) -> "CallContract":
        """Return a function's part of a contract."""
        said = contract.functions.get(function.name, FunctionContract())
        return cls(function=function, contract=said, interface=interface, structs=contract.structs)

    def types(self, without: Collection[str] = ()) -> dict[str, CType]:
        """Return the types of the parameters by name; one without a name is ``#1``, ``#2``."""
        named = {p.name or f"#{i}": p.type for i, p in enumerate(self.function.parameters, 1)}
        return {name: ctype for name, ctype in named.items() if name not in without}


def obstacle(call: CallContract, name: str) -> str | None:
    """Return why no argument can be drawn for a parameter, or None if one can."""
    ctype = call.types()[name]
    said = call.contract.params.get(name, ValueContract())
    if said.nullable and isinstance(ctype, Pointer):
        return None
    try:
        match ctype:
            case Pointer():
                return memory_obstacle(ctype, said, call.interface)
            case Record(key=key):
                return _struct_obstacle(call, key)
            case _:
                from_ctype(ctype)
    except UnsupportedTypeError as error:
        return error.message
    return None


def _struct_obstacle(call: CallContract, key: str) -> str | None:
    record = call.interface.records[key]
    fields = call.structs.get(record.name, StructContract()).fields
    for member in record.members:
        said = fields.get(member.name or "", ValueContract())
        if isinstance(member.type, Pointer):
            found = None if said.nullable else memory_obstacle(member.type, said, call.interface)
        elif isinstance(member.type, Scalar | Enumeration):
            from_ctype(member.type)
            found = None
        else:
            found = f"no strategy for the field `{member.name}` of `{record.name}`"
        if found:
            return found
    return None


@st.composite
def arguments(draw: st.DrawFn, call: CallContract, fixed: Mapping[str, Value] | None = None) -> Drawn:
    """Return a strategy for arguments that the contract allows, by parameter name.

    Args:
        draw: Given by Hypothesis.
        call: The function and its contract.
        fixed: Parameters that get their values elsewhere, as expressions see them; they are
            left out of what is drawn.
    """
    fixed = fixed or {}
    types = call.types(without=fixed)
    drawn: Drawn = {}
    extents: dict[str, Extent] = {}
    for attempt in range(_ATTEMPTS):
        drawn = _scalars(draw, call, types, boldness=max(0, _BOLD - attempt))
        found = _extents(call, drawn, types, fixed)
        if found is not None and _allowed(call, drawn, fixed, partial=True):
            extents = found
            break
    else:
        reject()
    for name, ctype in types.items():
        if isinstance(ctype, Pointer):
            said = call.contract.params.get(name, ValueContract())
            drawn[name] = _pointer(draw, ctype, said, extents.get(name), call.interface)
        elif isinstance(ctype, Record):
            drawn[name] = _struct(draw, call, ctype)
    if not _allowed(call, drawn, fixed):
        reject()
    return {name: drawn[name] for name in types}


def _scalars(draw: st.DrawFn, call: CallContract, types: Mapping[str, CType], *, boldness: int) -> Drawn:
    extents = [call.contract.returns, *call.contract.params.values()]
    sizes = {name for said in extents for name in _names_in(said)}
    boldness = boldness if call.contract.error is not None else min(boldness, 1)
    drawn: Drawn = {}
    for name, ctype in types.items():
        if isinstance(ctype, Scalar | Enumeration):
            said = call.contract.params.get(name, ValueContract())
            if name in sizes and isinstance(ctype, Scalar) and ctype.encoding in _INTEGERS:
                drawn[name] = draw(_size(ctype, said, drawn, boldness=boldness))
            else:
                drawn[name] = draw(from_ctype(ctype, limits=said.range))
    return drawn


def _names_in(said: ValueContract) -> set[str]:
    expressions = [said.count, said.bytes, *(said.shape or ())]
    return {name.path[0] for each in expressions if each for name in each.names}


@st.composite
def _size(draw: st.DrawFn, ctype: Scalar, said: ValueContract, drawn: Drawn, *, boldness: int) -> int:
    """Return a strategy for an integer that decides an extent.

    Mostly small, often equal to one drawn before (dimensions that must agree do so);
    ``boldness`` 1 adds medium sizes, 2 the type's edges, for functions that may refuse them.
    All sizes come from one ascending table, so that a smaller choice is a smaller size.
    """
    low, high = said.range or integer_limits(ctype)
    low = max(low, 0)
    before = sorted({v for v in drawn.values() if isinstance(v, int) and low <= v <= high})
    if before and draw(st.integers(0, 2)) == 2:
        return draw(st.sampled_from(before))
    edges = [1 << (high.bit_length() // 2), (high >> 1) + 1, high] if boldness >= _BOLD else []
    table = _SMALL_SIZES + (_MEDIUM_SIZES if boldness >= 1 else []) + edges
    size: int = draw(st.sampled_from([each for each in table if low <= each <= high] or [low, high]))
    return size


def _extents(
    call: CallContract,
    drawn: Drawn,
    types: Mapping[str, CType],
    fixed: Mapping[str, Value],
) -> dict[str, Extent] | None:
    """Return the extents of the pointers to draw, or None if so much cannot be lent."""
    values = {**fixed, **{name: int(v) for name, v in drawn.items() if isinstance(v, int)}}
    try:
        every = call_extents(call.function, call.contract, call.interface, values)
    except ExpressionError:
        return None
    extents = {name: extent for name, extent in every.items() if name in types}
    total = sum(extent.size_bytes for extent in extents.values())
    sides = [side for extent in extents.values() for side in extent.shape or ()]
    numpy_can = max(sides, default=0) < 1 << 31
    return extents if total <= MAX_EXTENT_BYTES and numpy_can else None


def _allowed(call: CallContract, drawn: Drawn, fixed: Mapping[str, Value], *, partial: bool = False) -> bool:
    """Whether every ``requires`` holds; ``partial``: as far as it can be told already."""
    values = {**fixed, **{name: _seen(value) for name, value in drawn.items()}}
    state = State(values, call.interface.constants)
    return all(_holds(each, state, otherwise=partial) for each in call.contract.requires)


def _holds(expression: Expression, state: State, *, otherwise: bool) -> bool:
    try:
        return bool(evaluate(expression, state.lookup, strlen=state.strlen))
    except ExpressionError:
        return otherwise


def _seen(value: Argument) -> Any:
    """Return an argument as expressions see it."""
    match value:
        case Memory(content=list() as structs):
            return {"*": structs[0]} if structs else 1
        case Memory(content=np.ndarray() as array):
            if array.dtype.kind in "iu" and array.dtype.itemsize == 1:
                return array.tobytes()
            return {"*": int(array.flat[0])} if array.size and array.dtype.kind in "iub" else 1
        case dict():
            return {name: _seen(field) for name, field in value.items()}
        case float():
            return int(value) if np.isfinite(value) else 0
    return value


def _pointer(
    draw: st.DrawFn,
    ctype: Pointer,
    said: ValueContract,
    extent: Extent | None,
    interface: Interface,
) -> Memory | None:
    if said.nullable and (memory_obstacle(ctype, said, interface) or draw(st.integers(0, 9)) == 9):
        return None
    return draw(memory(ctype, said, extent, interface))


def _struct(draw: st.DrawFn, call: CallContract, ctype: Record) -> dict[str, Any]:
    """Draw a struct by value: its integers first, then what its pointers point to."""
    record = call.interface.records[ctype.key]
    said = call.structs.get(record.name, StructContract())
    sizes = {name for field in said.fields.values() for name in _names_in(field)}
    fields: dict[str, Any] = {}
    for member in record.members:
        name, of = member.name or "", member.type
        limits = said.fields.get(name, ValueContract())
        if name in sizes and isinstance(of, Scalar):
            fields[name] = draw(_size(of, limits, {}, boldness=1))
        elif isinstance(of, Scalar | Enumeration):
            fields[name] = draw(from_ctype(of, limits=limits.range))
    try:
        extents = record_extents(record, said, call.interface, fields)
    except ExpressionError:
        reject()
    if sum(extent.size_bytes for extent in extents.values()) > MAX_EXTENT_BYTES:
        reject()
    for member in record.members:
        if isinstance(member.type, Pointer):
            name = member.name or ""
            about = said.fields.get(name, ValueContract())
            fields[name] = _pointer(draw, member.type, about, extents.get(name), call.interface)
    return fields
