"""What a call left behind, as expressions and references see it."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from ffisafe.contracts import Extent, State, Value, call_extents, record_extents
from ffisafe.errors import ExpressionError, UnsupportedTypeError
from ffisafe.model.contract import Order, StructContract, ValueContract
from ffisafe.model.ctype import Pointer as PointerType
from ffisafe.model.ctype import Record
from ffisafe.runner.library import Library, Pointer
from ffisafe.runner.values import Struct
from ffisafe.strategies import CallContract, Memory, dtype_of

_NUMPY_SIDE = 1 << 30


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
    """Return a result with its pointers replaced by arrays of what they point to.

    Reading all of an extent is itself a check: what the contract promises must be there. A
    pointer whose extent is not known, or that leads to no array type, becomes None.
    """
    match result:
        case Pointer():
            extent = _result_extent(call, arguments, result)
            return read_extent(library, result, extent, call.contract.returns)
        case Struct():
            return _read_struct(library, call, result)
    return result


def _result_extent(call: CallContract, arguments: Mapping[str, Any], result: Pointer) -> Extent | None:
    said = call.contract.returns
    if said.count is None and said.bytes is None and said.shape is None:
        return None
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
        name: read_extent(library, field, extents.get(name), said.fields.get(name, ValueContract()))
        if isinstance(field, Pointer)
        else field
        for name, field in result.items()
    }


def read_extent(library: Library, pointer: Pointer, extent: Extent | None, said: ValueContract) -> Any:
    """Return what lies behind a pointer as an array, or None where that is not known."""
    explicit = said.count is not None or said.bytes is not None or said.shape is not None
    if extent is None or not explicit or not pointer or not isinstance(pointer.ctype, PointerType):
        return None
    try:
        dtype = dtype_of(pointer.ctype.pointee)
    except UnsupportedTypeError:
        return None
    data = np.frombuffer(library.read_bytes(pointer, extent.size_bytes), dtype)
    if extent.shape is None or max(extent.shape, default=0) > _NUMPY_SIDE:
        return data  # NumPy has no arrays without elements whose sides are as long as that
    if said.order is Order.COLUMN_MAJOR:
        return data.reshape(extent.shape, order="F")
    return data.reshape(extent.shape)
