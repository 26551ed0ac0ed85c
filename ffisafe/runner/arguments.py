"""Python values as the arguments of a call, checked against C types and contract.

What is refused here is a mistake of the caller, never a finding about the library.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from math import inf
from numbers import Integral
from typing import Any, NamedTuple

from ffisafe.abi.layout import size_and_alignment
from ffisafe.contracts import Value, call_extents
from ffisafe.errors import ExpressionError, UnsupportedTypeError
from ffisafe.model.contract import Direction, FunctionContract, ValueContract
from ffisafe.model.ctype import (
    Array,
    CType,
    Enumeration,
    FunctionType,
    Record,
    Scalar,
    is_void,
)
from ffisafe.model.ctype import Pointer as PointerType
from ffisafe.model.interface import Function, Interface
from ffisafe.model.spelling import spell_c
from ffisafe.model.target import Encoding
from ffisafe.runner.arrays import check_dtype, flat_bytes, is_array, scalar_of
from ffisafe.runner.minima import are_kept, minima
from ffisafe.runner.pointer import Pointer
from ffisafe.runner.values import Codec, Struct

_MALLOC_ALIGN = 16
_BYTES_LIKE = (bytes, bytearray, memoryview)


class Out:
    """Memory that a call shall fill, lent without content; ``data`` is what it was filled with.

    Args:
        count: How many elements of what the parameter points to (bytes, for ``void *``).
    """

    def __init__(self, count: int = 1) -> None:
        self.count = count
        self.data = bytearray()

    def __repr__(self) -> str:
        return f"Out({self.count})"


class Lent(NamedTuple):
    """Memory for one call: its content, and where to copy it back to."""

    size_bytes: int
    align_bytes: int
    content: Any = None  # None: filled with a pattern
    target: memoryview | Out | None = None

    @property
    def wire(self) -> tuple[int, int, int, bool, bool]:
        """What the worker is told."""
        is_filled = self.content is not None
        return self.size_bytes, self.align_bytes, 0, is_filled, self.target is not None

    def take_back(self, data: bytearray) -> None:
        """Put what the call left behind where the caller looks for it."""
        if isinstance(self.target, Out):
            self.target.data = data
        elif self.target is not None:
            self.target[:] = data


Convert = Callable[[Any, list[Lent]], Any]  # an argument becomes what the worker is told


class ArgumentError(ValueError):
    """An argument does not fit its parameter; the message names both."""


class Arguments:
    """Converts the arguments of one function."""

    def __init__(
        self, function: Function, contract: FunctionContract, interface: Interface, codec: Codec
    ) -> None:
        self._function = function
        self._contract = contract
        self._interface = interface
        self._codec = codec
        self._has_extents = any(s.count or s.bytes or s.shape for s in contract.params.values())
        self._minima = minima(function, contract, interface) if self._has_extents else None
        self.names = [p.name or f"#{i}" for i, p in enumerate(function.parameters, 1)]
        self._converters = [
            (name, self._converter(_decayed(p.type), contract.params.get(p.name or "")))
            for name, p in zip(self.names, function.parameters, strict=True)
        ]

    def convert(self, arguments: Sequence[Any]) -> tuple[list[Any], list[Lent]]:
        """Return the arguments for the worker, and the memory lent to the call.

        Raises:
            TypeError, ValueError, OverflowError: One does not fit; the message names it.
        """
        __tracebackhide__ = True
        name = self._function.name
        if len(arguments) != len(self._converters):
            expected = f"{len(self._converters)} ({', '.join(self.names)})"
            raise TypeError(f"{name}: {len(arguments)} arguments for {expected}")
        lent: list[Lent] = []
        wires: list[Any] = []
        for (parameter, convert), value in zip(self._converters, arguments, strict=True):
            try:
                wires.append(convert(value, lent))
            except (TypeError, ValueError, OverflowError) as error:
                kind = ArgumentError if type(error) is ValueError else type(error)
                raise kind(f"{name}, argument `{parameter}`: {error}") from None
        if self._has_extents and not (self._minima and are_kept(self._minima, wires)):
            self._check_extents(arguments, wires)
        return wires, lent

    def _check_extents(self, arguments: Sequence[Any], wires: Sequence[Any]) -> None:
        """Refuse memory that is shorter than the contract says: the call would be illegal."""
        __tracebackhide__ = True
        seen = map(_seen, arguments, wires)
        values = dict(zip(self.names, seen, strict=True))
        try:
            extents = call_extents(self._function, self._contract, self._interface, values)
        except ExpressionError:
            return  # it depends on what cannot be seen from here
        for name, wire in zip(self.names, wires, strict=True):
            if name in extents and isinstance(wire, tuple) and wire[0] < extents[name].size_bytes:
                raise ArgumentError(
                    f"{self._function.name}, argument `{name}`: {wire[0]} bytes, "
                    f"and the contract says {extents[name].size_bytes}"
                )

    def _converter(self, ctype: CType, said: ValueContract | None) -> Convert:
        """Return what converts one argument; called once, so that calls need not look at types."""
        match ctype:
            case Scalar() | Enumeration():
                return self._number_converter(ctype)
            case Record():
                return lambda value, _: self._codec.encode(ctype, value)
            case PointerType():
                return self._pointer_converter(ctype, said)
        raise UnsupportedTypeError(f"`{spell_c(ctype)}` cannot be an argument")

    def _number_converter(self, ctype: Scalar | Enumeration) -> Convert:
        scalar = ctype.underlying if isinstance(ctype, Enumeration) else ctype
        quick = {Encoding.FLOAT: float, Encoding.BOOLEAN: bool}.get(scalar.encoding, int)
        low, high = (-inf, inf) if quick is float else self._codec.limits(scalar)

        def convert(value: Any, _: list[Lent]) -> Any:
            if type(value) is quick and (quick is float or low <= value <= high):
                return value
            return self._codec.number(ctype, value)

        return convert

    def _pointer_converter(self, ctype: PointerType, said: ValueContract | None) -> Convert:
        lend = self._lender(ctype, said or ValueContract())

        def convert(value: Any, lent: list[Lent]) -> Any:
            if value is None or isinstance(value, Pointer):
                return self._address(ctype, said, value)
            lent.append(lend(value))
            return lent[-1].wire

        return convert

    def _address(self, ctype: PointerType, said: ValueContract | None, value: Pointer | None) -> int:
        if not value:
            if said is not None and not said.nullable:
                raise ValueError("the contract does not allow NULL (it would say `nullable = true`)")
            return 0
        theirs, ours = value.ctype.pointee, ctype.pointee
        if isinstance(theirs, Record) and isinstance(ours, Record) and theirs.key != ours.key:
            raise TypeError(f"a `{spell_c(value.ctype)}` is no `{spell_c(ctype)}`")
        return self._codec.encode_address(value)

    def _lender(self, ctype: PointerType, said: ValueContract) -> Callable[[Any], Lent]:
        """Return what makes memory of an argument."""
        pointee = ctype.pointee
        is_input = said.direction is Direction.IN or (said.direction is None and ctype.const)
        measures = cache(lambda: self._measures(pointee))  # not yet: a type may be incomplete
        dtypes: set[Any] = set()  # those that are known to fit

        def lend(value: Any) -> Lent:
            if isinstance(pointee, FunctionType):
                raise TypeError("callbacks are not supported: pass None or a pointer from the library")
            unit, align = measures()
            if isinstance(value, Out):
                return Lent(value.count * unit, align, None, value)
            if is_array(value) and value.dtype in dtypes:
                content, target = _array_bytes(value)
            else:
                content, target = self.content(pointee, said, value)
                if is_array(value):
                    dtypes.add(value.dtype)
            return Lent(len(content), align, content, None if is_input else target)

        return lend

    def content(self, pointee: CType, said: ValueContract, value: Any) -> tuple[Any, memoryview | None]:
        """Return the bytes to lend, and where they may be written back to."""
        __tracebackhide__ = True
        if isinstance(value, Out):
            return None, None
        if is_array(value):
            check_dtype(value, pointee, self._unit(pointee))
            return _array_bytes(value)
        if isinstance(value, str):
            return self._string(pointee, value), None
        if isinstance(value, _BYTES_LIKE):
            return self._bytes(pointee, said, value)
        if isinstance(value, Mapping | Struct):
            return self._codec.encode(pointee, value), None
        if isinstance(value, list | tuple):
            return self._codec.encode_many(pointee, value), None
        raise TypeError(f"{type(value).__name__} is nothing that a `{spell_c(pointee)}` can be read from")

    def _string(self, pointee: CType, value: str) -> bytes:
        __tracebackhide__ = True
        if self._unit(pointee) != 1:
            raise TypeError(f"a string is no array of `{spell_c(pointee)}`")
        return value.encode() + b"\0"

    def _bytes(self, pointee: CType, said: ValueContract, value: Any) -> tuple[Any, memoryview | None]:
        """Return raw bytes; a string that shall end with NUL gets one if it has none."""
        __tracebackhide__ = True
        if said.zero_terminated and isinstance(value, bytes) and not value.endswith(b"\0"):
            value += b"\0"
        view = memoryview(value)
        if not view.c_contiguous:
            raise ValueError("the memoryview is not contiguous")
        view = view.cast("B") if view.nbytes else memoryview(b"")
        if len(view) % self._unit(pointee):
            raise ValueError(f"{len(view)} bytes are no whole number of `{spell_c(pointee)}`")
        return view, None if view.readonly else view

    def _unit(self, pointee: CType) -> int:
        """Return the size of an element: of ``void`` it is a byte."""
        return 1 if is_void(pointee) else self._codec.size(pointee)

    def _measures(self, pointee: CType) -> tuple[int, int]:
        """Return size and alignment of an element."""
        return (1, 1) if is_void(pointee) else size_and_alignment(pointee, self._interface.records)


def _array_bytes(array: Any) -> tuple[memoryview, memoryview | None]:
    """Return an array's memory, and the same if it may be written."""
    data = flat_bytes(array)
    return data, None if data.readonly else data


def _seen(argument: Any, wire: Any) -> Value:
    """Return an argument as expressions see it; memory that is no string is only told from NULL."""
    if isinstance(wire, int | float):
        return wire
    if isinstance(argument, Mapping):
        return {name: _field(value) for name, value in argument.items()}
    return argument if isinstance(argument, bytes) else 1


def _field(value: Any) -> Value:
    """Return a struct's field as expressions see it."""
    match value:
        case Pointer():
            return value.address
        case Mapping():
            return {name: _field(each) for name, each in value.items()}
        case Integral():
            return int(value)
        case None | float():
            return value
    return 1


def _decayed(ctype: CType) -> CType:
    """Return a parameter's type: arrays and functions are pointers (C11 §6.7.6.3)."""
    match ctype:
        case Array(element=element):
            return PointerType(pointee=element, const=False, size_bytes=0)
        case FunctionType():
            return PointerType(pointee=ctype, const=False, size_bytes=0)
    return ctype


def is_char(pointee: CType) -> bool:
    """Return whether a type is plain ``char``."""
    scalar = scalar_of(pointee)
    return scalar is not None and scalar.encoding is Encoding.CHAR
