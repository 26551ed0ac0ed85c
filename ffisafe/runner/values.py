"""Python values as the bytes of C values, and back.

Scalars are Python numbers, enumerations numbers or the names of their constants, pointers
addresses, structs mappings (what they leave out is zero, as in C), unions mappings with one
entry, arrays sequences.
"""

import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from ffisafe.abi.layout import size_and_alignment
from ffisafe.errors import UnsupportedTypeError
from ffisafe.model.ctype import (
    Array,
    CType,
    Enumeration,
    FunctionType,
    Pointer,
    Record,
    Scalar,
)
from ffisafe.model.interface import Interface
from ffisafe.model.layout import Member, RecordLayout
from ffisafe.model.target import Encoding, Endianness
from ffisafe.runner.cdef import char_is_signed
from ffisafe.runner.flat import Flat, flat

__tracebackhide__ = True  # pytest: what is wrong is the value, not how it is encoded

_FLOAT_FORMATS = {2: "e", 4: "f", 8: "d"}
_BITS_PER_BYTE = 8

Address = Callable[[Any], int]  # of what the caller gave for a pointer
MakePointer = Callable[[int, Pointer], Any]


class Codec:
    """Encodes and decodes the values of one interface.

    Args:
        interface: Where records are found.
        address: Turns what stands for a pointer into an address.
        pointer: Turns an address into what stands for a pointer.
    """

    def __init__(self, interface: Interface, address: Address, pointer: MakePointer) -> None:
        self._interface = interface
        self.encode_address = address
        self._pointer = pointer
        self._order: Any = "little" if interface.target.endianness is Endianness.LITTLE else "big"
        self._char_signed = char_is_signed(interface.target)
        self._flats: dict[int, Flat | None] = {}  # by the identity of the interface's layouts

    def size(self, ctype: CType) -> int:
        """Return a type's size in bytes.

        Raises:
            UnsupportedTypeError: It is incomplete.
        """
        return size_and_alignment(ctype, self._interface.records)[0]

    def limits(self, scalar: Scalar) -> tuple[int, int]:
        """Return the least and the greatest value of an integer type."""
        bits = scalar.size_bytes * _BITS_PER_BYTE
        match scalar.encoding:
            case Encoding.BOOLEAN:
                return 0, 1
            case Encoding.SIGNED:
                return -(1 << (bits - 1)), (1 << (bits - 1)) - 1
            case Encoding.CHAR:
                low = -(1 << (bits - 1)) if self._char_signed else 0
                return low, low + (1 << bits) - 1
            case _:
                return 0, (1 << bits) - 1

    def number(self, ctype: Scalar | Enumeration, value: Any) -> int | float | bool:
        """Return a value as the number that the type holds.

        Raises:
            TypeError: It is no such number.
            OverflowError: It does not fit.
        """
        scalar = ctype.underlying if isinstance(ctype, Enumeration) else ctype
        if isinstance(ctype, Enumeration) and isinstance(value, str):
            value = self._constant(ctype, value)
        if scalar.encoding is Encoding.FLOAT:
            return float(value)
        if scalar.encoding is Encoding.CHAR and isinstance(value, bytes) and len(value) == 1:
            value = int.from_bytes(value, self._order, signed=self._char_signed)
        number = int(value.__index__()) if hasattr(value, "__index__") else _no_integer(value)
        low, high = self.limits(scalar)
        if not low <= number <= high:
            raise OverflowError(f"{number} is outside of `{ctype.name}`: {low} to {high}")
        return bool(number) if scalar.encoding is Encoding.BOOLEAN else number

    def _constant(self, ctype: Enumeration, name: str) -> int:
        for constant, value in ctype.constants:
            if constant == name:
                return value
        raise ValueError(f"`{name}` is no constant of `{ctype.name}`")

    def encode(self, ctype: CType, value: Any) -> bytes:
        """Return the bytes of a value; padding is zero.

        Raises:
            TypeError, ValueError, OverflowError: The value is none of the type's.
            UnsupportedTypeError: The type is incomplete.
        """
        match ctype:
            case Scalar(encoding=Encoding.FLOAT):
                return self._pack_float(ctype, value)
            case Scalar() | Enumeration():
                scalar = ctype.underlying if isinstance(ctype, Enumeration) else ctype
                number = int(self.number(ctype, value))
                return number.to_bytes(scalar.size_bytes, self._order, signed=number < 0)
            case Pointer(size_bytes=size):
                return self.encode_address(value).to_bytes(size, self._order)
            case Array(element=element, count=count):
                return self._encode_array(element, count, value)
            case Record():
                return self._encode_record(self._layout(ctype), value)
            case FunctionType():
                raise UnsupportedTypeError("a function is no value")

    def _pack_float(self, scalar: Scalar, value: Any) -> bytes:
        if scalar.size_bytes not in _FLOAT_FORMATS:
            raise UnsupportedTypeError(f"`{scalar.name}` has no counterpart in Python")
        order = "<" if self._order == "little" else ">"
        return struct.pack(order + _FLOAT_FORMATS[scalar.size_bytes], value)

    def encode_many(self, element: CType, values: Iterable[Any]) -> bytes:
        """Return the bytes of consecutive values."""
        return b"".join(self.encode(element, value) for value in values)

    def _encode_array(self, element: CType, count: int | None, value: Any) -> bytes:
        if isinstance(value, bytes | bytearray) and self.size(element) == 1:
            data = bytes(value)
        else:
            data = self.encode_many(element, value)
        size = self.size(element) * (count or 0)
        if len(data) != size:
            raise ValueError(f"{len(data)} bytes for an array of {size}")
        return data

    def _flat(self, layout: RecordLayout) -> "Flat | None":
        if id(layout) not in self._flats:
            self._flats[id(layout)] = flat(layout, self._order, self._char_signed)
        return self._flats[id(layout)]

    def _encode_record(self, layout: RecordLayout, value: Any) -> bytes:
        if isinstance(value, Struct):
            value = value._asdict()
        form = self._flat(layout)
        if form is not None and isinstance(value, Mapping) and value.keys() == form.types.keys():
            with suppress(struct.error):  # the other way says what is wrong
                return form.packing.pack(*[self._atom(t, value[n]) for n, t in form.types.items()])
        data = bytearray(layout.size_bytes)
        self._place(data, layout, _mapping(value), 0)
        return bytes(data)

    def _atom(self, ctype: Scalar | Enumeration | Pointer, value: Any) -> int | float:
        """Return a member as it is packed, which checks the range of an integer."""
        if isinstance(ctype, Pointer):
            return self.encode_address(value)
        is_ready = type(value) is int and type(ctype) is Scalar and ctype.encoding is not Encoding.BOOLEAN
        return value if is_ready else self.number(ctype, value)

    def _place(self, data: bytearray, layout: RecordLayout, value: Mapping[str, Any], base: int) -> None:
        names = member_names(layout, self._interface)
        if unknown := [name for name in value if name not in names]:
            raise ValueError(f"`{layout.name}` has no member `{unknown[0]}`")
        for member in layout.members:
            if member.name is None:
                self._place_anonymous(data, member, value, base)
            elif member.name in value:
                self._place_member(data, member, value[member.name], base)

    def _place_anonymous(self, data: bytearray, member: Member, value: Mapping[str, Any], base: int) -> None:
        if isinstance(member.type, Record):
            layout = self._layout(member.type)
            inner = {n: value[n] for n in member_names(layout, self._interface) if n in value}
            if inner:
                self._place(data, layout, inner, base + member.offset_bytes)

    def _place_member(self, data: bytearray, member: Member, value: Any, base: int) -> None:
        if member.width_bits is not None:
            self._place_bits(data, member, value, base)
        else:
            encoded = self.encode(member.type, value)
            start = base + member.offset_bytes
            data[start : start + len(encoded)] = encoded

    def _place_bits(self, data: bytearray, member: Member, value: Any, base: int) -> None:
        """Write a bit-field; offsets count from the least significant bit of the first byte."""
        number, width = int(value), member.width_bits or 0
        if not -(1 << (width - 1)) <= number < (1 << width):
            raise OverflowError(f"{number} does not fit the {width} bits of `{member.name}`")
        start, end, shift = self._bit_span(member, base)
        mask = ((1 << width) - 1) << shift
        word = int.from_bytes(data[start:end], self._order)
        word = (word & ~mask) | ((number << shift) & mask)
        data[start:end] = word.to_bytes(end - start, self._order)

    def _bit_span(self, member: Member, base: int) -> tuple[int, int, int]:
        """Return first and last byte of a bit-field, and how far its value is shifted."""
        width = member.width_bits or 0
        start = base + member.offset_bits // _BITS_PER_BYTE
        end = base - (-(member.offset_bits + width) // _BITS_PER_BYTE)
        low = member.offset_bits % _BITS_PER_BYTE
        shift = low if self._order == "little" else (end - start) * _BITS_PER_BYTE - low - width
        return start, end, shift

    def decode(self, ctype: CType, data: bytes | bytearray, offset: int = 0) -> Any:
        """Return the value of a type that starts at an offset."""
        match ctype:
            case Scalar(encoding=Encoding.FLOAT, size_bytes=size) if size in _FLOAT_FORMATS:
                order = "<" if self._order == "little" else ">"
                return struct.unpack_from(order + _FLOAT_FORMATS[size], data, offset)[0]
            case Scalar(encoding=Encoding.FLOAT):
                return bytes(data[offset : offset + ctype.size_bytes])
            case Scalar():
                return self._decode_integer(ctype, data, offset)
            case Enumeration(underlying=underlying):
                return self._decode_integer(underlying, data, offset)
            case Pointer(size_bytes=size):
                address = int.from_bytes(data[offset : offset + size], self._order)
                return self._pointer(address, ctype)
            case Array(element=element, count=count):
                return self.decode_many(element, count or 0, data, offset)
            case Record():
                return self._decode_record(self._layout(ctype), data, offset)
            case FunctionType():
                raise UnsupportedTypeError("a function is no value")

    def decode_many(self, element: CType, count: int, data: bytes | bytearray, offset: int = 0) -> Any:
        """Return consecutive values: a list."""
        size = self.size(element)
        return [self.decode(element, data, offset + i * size) for i in range(count)]

    def _decode_integer(self, scalar: Scalar, data: bytes | bytearray, offset: int) -> int | bool:
        signed = self.limits(scalar)[0] < 0
        number = int.from_bytes(data[offset : offset + scalar.size_bytes], self._order, signed=signed)
        return bool(number) if scalar.encoding is Encoding.BOOLEAN else number

    def _decode_record(self, layout: RecordLayout, data: bytes | bytearray, offset: int) -> "Struct":
        if (form := self._flat(layout)) is not None:
            values = form.packing.unpack_from(data, offset)
            members = zip(form.types.items(), values, strict=True)
            return Struct(layout.name, {n: self._returned(t, v) for (n, t), v in members})
        fields: dict[str, Any] = {}
        for member in layout.members:
            if member.width_bits is not None:
                if member.name is not None:
                    fields[member.name] = self._decode_bits(member, data, offset)
                continue
            value = self.decode(member.type, data, offset + member.offset_bytes)
            if member.name is not None:
                fields[member.name] = value
            elif isinstance(value, Struct):
                fields.update(value._asdict())
        return Struct(layout.name, fields)

    def _returned(self, ctype: CType, value: Any) -> Any:
        return self._pointer(value, ctype) if isinstance(ctype, Pointer) else value

    def _decode_bits(self, member: Member, data: bytes | bytearray, base: int) -> int:
        start, end, shift = self._bit_span(member, base)
        width = member.width_bits or 0
        number = (int.from_bytes(data[start:end], self._order) >> shift) & ((1 << width) - 1)
        ctype = member.type.underlying if isinstance(member.type, Enumeration) else member.type
        is_signed = isinstance(ctype, Scalar) and self.limits(ctype)[0] < 0
        return number - (1 << width) if is_signed and number >> (width - 1) else number

    def _layout(self, record: Record) -> RecordLayout:
        layout = self._interface.records.get(record.key)
        if layout is None:
            raise UnsupportedTypeError(f"{record.kind} {record.name} is an incomplete type")
        return layout


class Struct(Mapping[str, Any]):
    """A struct's or union's members, as attributes and as items."""

    def __init__(self, name: str, fields: Mapping[str, Any]) -> None:
        self._name = name
        self._fields = dict(fields)

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("__") and name in self._fields:
            return self._fields[name]
        raise AttributeError(f"`{self._name}` has no member `{name}`")

    def __getitem__(self, name: str) -> Any:
        return self._fields[name]

    def __iter__(self) -> Any:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __repr__(self) -> str:
        inner = " ".join(f"{name}={value!r}" for name, value in self._fields.items())
        return f"<{self._name} {inner}>"

    def _asdict(self) -> dict[str, Any]:
        """Return the members as a dictionary, as a named tuple does."""
        return dict(self._fields)


def member_names(layout: RecordLayout, interface: Interface) -> Sequence[str]:
    """Return the names that a record's members are reached by, those of anonymous ones included."""
    names: list[str] = []
    for member in layout.members:
        if member.name is not None:
            names.append(member.name)
        elif isinstance(member.type, Record) and member.type.key in interface.records:
            names += member_names(interface.records[member.type.key], interface)
    return names


def _mapping(value: Any) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        return value
    raise TypeError(f"a struct is given as a mapping of its members, not as {type(value).__name__}")


def _no_integer(value: Any) -> int:
    raise TypeError(f"an integer is needed, not {type(value).__name__}")
