"""What a call left behind, as expressions and references see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ffisafe.contracts import Extent, State, Value, call_extents, record_extents
from ffisafe.errors import ExpressionError, UnsupportedTypeError
from ffisafe.model.contract import Order, StructContract, ValueContract
from ffisafe.model.ctype import FunctionType, Record, is_void
from ffisafe.runner.library import Library, Pointer
from ffisafe.runner.values import Struct
from ffisafe.strategies import CallContract, Memory, dtype_of

_NUMPY_SIDE = 1 << 30


@dataclass(frozen=True, slots=True)
class Unknown:
    """What a pointer leads to where neither type nor contract says; it is compared with nothing."""


def seen(value: Any) -> Value:
    """Return a value of a call as expressions see it: pointers are addresses."""
    match value:
        case Pointer():
            return value.address
        case Mapping():
            return {name: seen(field) for name, field in value.items()}
        case Memory(content=list() as structs):
            return {"*": seen(structs[0])} if structs else 1
        case Memory(content=np.ndarray() as array):
            return array.tobytes() if array.dtype.itemsize == 1 else 1
        case float():
            return int(value) if np.isfinite(value) else 0
        case int() | bytes() | None:
            return value
    return 1


def state_of(call: CallContract, arguments: Mapping[str, Any], result: Any) -> State:
    """Return the state after a call, with ``return``."""
    values = {name: seen(value) for name, value in arguments.items()}
    return State({**values, "return": seen(result)}, call.interface.constants)


def read_result(library: Library, call: CallContract, arguments: Mapping[str, Any], result: Any) -> Any:
    """Return a result with its pointers replaced by what they point to.

    Reading all of an extent is itself a check: what the contract promises must be there.
    Strings become bytes, numbers arrays, NULL None; what cannot be read is :class:`Unknown`.
    """
    match result:
        case Pointer():
            extent = _result_extent(call, arguments, result)
            return read_extent(library, result, extent, call.contract.returns)
        case Struct():
            return _read_struct(library, call, result)
    return result


def _result_extent(call: CallContract, arguments: Mapping[str, Any], result: Pointer) -> Extent | None:
    values = {name: seen(value) for name, value in arguments.items()}
    try:
        extents = call_extents(
            call.function, call.contract, call.interface, {**values, "return": result.address}
        )
    except ExpressionError:
        return None
    return extents.get("return")


def _read_struct(library: Library, call: CallContract, result: Struct) -> dict[str, Any]:
    ctype = call.function.result
    record = call.interface.records[ctype.key] if isinstance(ctype, Record) else None
    said = call.structs.get(record.name if record else "", StructContract())
    values = {name: seen(field) for name, field in result.items()}
    extents: dict[str, Extent] = {}
    if record is not None:
        try:
            extents = record_extents(record, said, call.interface, values)
        except ExpressionError:
            extents = {}
    return {
        name: _read_field(library, field, extents.get(name), said.fields.get(name))
        for name, field in result.items()
    }


def _read_field(library: Library, field: Any, extent: Extent | None, said: ValueContract | None) -> Any:
    """Return a field; what a pointer of which nothing is said points to is not ours to read."""
    if not isinstance(field, Pointer):
        return field
    return Unknown() if said is None else read_extent(library, field, extent, said)


def read_extent(library: Library, pointer: Pointer, extent: Extent | None, said: ValueContract) -> Any:
    """Return what lies behind a pointer; without a word about how much, it is one element."""
    pointee = pointer.ctype.pointee
    if not pointer:
        return None
    explicit = said.count is not None or said.bytes is not None or said.shape is not None
    if said.zero_terminated and not explicit:
        return library.read_string(pointer)
    if extent is None or isinstance(pointee, FunctionType) or (is_void(pointee) and not explicit):
        return Unknown()
    try:
        dtype = dtype_of(pointee)
    except UnsupportedTypeError:
        return _read_others(library, pointer, extent)
    return _shaped(np.frombuffer(library.read_bytes(pointer, extent.size_bytes), dtype), extent, said)


def _read_others(library: Library, pointer: Pointer, extent: Extent) -> Any:
    """Read what is no array of numbers for the sake of reading it."""
    library.read_bytes(pointer, extent.size_bytes)
    return Unknown()


def _shaped(data: "np.ndarray[Any, Any]", extent: Extent, said: ValueContract) -> Any:
    if extent.shape is None or max(extent.shape, default=0) > _NUMPY_SIDE:
        return data  # NumPy has no arrays without elements whose sides are as long as that
    if said.order is Order.COLUMN_MAJOR:
        return data.reshape(extent.shape, order="F")
    return data.reshape(extent.shape)
