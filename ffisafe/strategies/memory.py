"""Memory that is lent to a call: an array of the extent that the contract gives."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as numpy_strategies

from ffisafe.contracts import Extent
from ffisafe.errors import UnsupportedTypeError
from ffisafe.model.contract import Direction, Order, ValueContract
from ffisafe.model.ctype import CType, Enumeration, FunctionType, Pointer, Record, Scalar, is_void
from ffisafe.model.interface import Interface
from ffisafe.model.spelling import spell_c
from ffisafe.strategies.scalars import dtype_of, from_ctype


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What lies behind a pointer, and what the call may do with it.

    ``content`` is an array in the order of its elements in memory, of the contract's ``shape``
    where there is one, else flat; or a list of structs, each a mapping of its fields.
    """

    content: "np.ndarray[Any, Any] | list[dict[str, Any]]"
    direction: Direction

    @property
    def written(self) -> bool:
        """Whether the call writes to it."""
        return self.direction is not Direction.IN


def direction_of(ctype: Pointer, said: ValueContract) -> Direction:
    """Return a parameter's direction; by default a pointer to const is only read."""
    if said.direction is not None:
        return said.direction
    return Direction.IN if ctype.const else Direction.INOUT


def memory_obstacle(ctype: Pointer, said: ValueContract, interface: Interface) -> str | None:
    """Return why nothing can be lent for a pointer, or None if something can."""
    pointee = ctype.pointee
    if isinstance(pointee, FunctionType):
        return f"no strategy for the function pointer `{spell_c(ctype)}`"
    if is_void(pointee) and said.bytes is None and said.count is None:
        return f"nothing says how many bytes are behind `{spell_c(ctype)}`"
    if isinstance(pointee, Record):
        return _record_obstacle(pointee, interface)
    if isinstance(pointee, Pointer):
        return None if said.direction is Direction.OUT else f"no strategy for `{spell_c(ctype)}`"
    try:
        dtype_of(pointee)
    except UnsupportedTypeError as error:
        return error.message
    return None


def _record_obstacle(record: Record, interface: Interface) -> str | None:
    layout = interface.records.get(record.key)
    if layout is None:
        return f"no function makes a `{spell_c(record)} *`"
    for member in layout.members:
        if not isinstance(member.type, Scalar | Enumeration) or member.width_bits is not None:
            return f"no strategy for the field `{member.name}` of `{layout.name}`"
    return None


def memory(
    ctype: Pointer, said: ValueContract, extent: Extent | None, interface: Interface
) -> st.SearchStrategy[Memory]:
    """Return a strategy for what a pointer parameter points to.

    Args:
        ctype: The pointer.
        said: Its contract.
        extent: How far the memory reaches; None for a string whose length is free.
        interface: Where records are defined.
    """
    direction = direction_of(ctype, said)
    pointee = ctype.pointee
    if said.zero_terminated:
        return _strings(said, extent).map(lambda a: Memory(content=a, direction=direction))
    assert extent is not None
    if isinstance(pointee, Record):
        structs = st.lists(_structs(pointee, interface), min_size=extent.count, max_size=extent.count)
        return structs.map(lambda content: Memory(content=content, direction=direction))
    if isinstance(pointee, Pointer):
        arrays = st.just(np.zeros(extent.count, np.dtype(f"u{pointee.size_bytes}")))
    else:
        arrays = _scalars(pointee, extent, said)
    return arrays.map(lambda array: Memory(content=array, direction=direction))


def _scalars(pointee: CType, extent: Extent, said: ValueContract) -> st.SearchStrategy[np.ndarray[Any, Any]]:
    dtype = dtype_of(pointee)
    elements: st.SearchStrategy[Any] | None = None
    if isinstance(pointee, Enumeration):
        elements = from_ctype(pointee)
    flat = numpy_strategies.arrays(dtype, extent.count, elements=elements)
    if said.direction is Direction.OUT:
        flat = st.just(_places(dtype, extent.count))
    elif elements is None:
        flat = st.one_of(st.just(_places(dtype, extent.count)), flat)
    shape = extent.shape
    if shape is None:
        return flat
    return flat.map(lambda array: array.reshape(shape, order=(said.order or Order.ROW_MAJOR).value))


def _places(dtype: "np.dtype[Any]", count: int) -> "np.ndarray[Any, Any]":
    """Return an array whose every element names its place.

    Whatever confuses rows with columns, or one element with another, shows in it at every size,
    so that a failure shrinks to the smallest shape that has it.
    """
    if dtype.kind == "b":
        return np.asarray(np.arange(count) % 2 == 1)
    most = 1 << min(8 * dtype.itemsize - 1, 11)  # what every type of this size holds exactly
    return (np.arange(count) % (most - 1) + 1).astype(dtype)


def _strings(said: ValueContract, extent: Extent | None) -> st.SearchStrategy[np.ndarray[Any, Any]]:
    """Return a strategy for NUL-terminated strings, in UTF-8 if the contract asks for it."""
    room = 64 if extent is None else max(extent.size_bytes - 1, 0)
    if said.utf8:
        text = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=room)
        content = text.map(lambda t: t.encode()).filter(lambda b: len(b) <= room)
    else:
        content = st.lists(st.integers(1, 255), max_size=room).map(bytes)
    size = None if extent is None else extent.size_bytes
    return content.map(lambda b: _terminated(b, size))


def _terminated(content: bytes, size: int | None) -> np.ndarray[Any, Any]:
    padded = (content + b"\0").ljust(size or 0, b"\0")
    return np.frombuffer(padded, np.uint8).copy()


def _structs(record: Record, interface: Interface) -> st.SearchStrategy[dict[str, Any]]:
    members = interface.records[record.key].members
    return st.fixed_dictionaries({str(m.name): from_ctype(m.type) for m in members})
