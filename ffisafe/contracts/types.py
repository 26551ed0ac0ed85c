"""What a contract asks of C types: their fields, their sizes, the records they mention."""

from collections.abc import Iterator, Mapping

from ffisafe.model.ctype import Array, CType, Enumeration, FunctionType, Pointer, Record, Scalar
from ffisafe.model.interface import Interface
from ffisafe.model.layout import RecordLayout
from ffisafe.model.target import Encoding

_INTEGERS = frozenset({Encoding.SIGNED, Encoding.UNSIGNED, Encoding.BOOLEAN, Encoding.CHAR})


def is_integer(ctype: CType) -> bool:
    """Return whether values of a type are integers of C, enumerators included."""
    return isinstance(ctype, Enumeration) or (isinstance(ctype, Scalar) and ctype.encoding in _INTEGERS)


def points_to(ctype: CType) -> CType | None:
    """Return the type behind a pointer, or that of an array's elements; None for other types."""
    match ctype:
        case Pointer(pointee=pointee):
            return pointee
        case Array(element=element):
            return element
        case _:
            return None


def describe(ctype: CType) -> str:
    """Return what a type is, for a message."""
    match ctype:
        case Scalar(name=name):
            return f"`{name}`"
        case Pointer():
            return "a pointer"
        case Array():
            return "an array"
        case FunctionType():
            return "a function"
        case Record(kind=kind, name=name):
            return f"`{kind} {name}`"
        case Enumeration(name=name):
            return f"`enum {name}`"


def field_types(record: RecordLayout, interface: Interface) -> dict[str, CType]:
    """Return the types of a record's fields by name, those of anonymous members included."""
    found: dict[str, CType] = {}
    for member in record.members:
        if member.name is not None:
            found[member.name] = member.type
        elif isinstance(member.type, Record) and member.type.key in interface.records:
            found |= field_types(interface.records[member.type.key], interface)
    return found


def size_bytes(ctype: CType, interface: Interface) -> int | None:
    """Return the size of a type; None for functions, incomplete types and open arrays."""
    match ctype:
        case Scalar() | Pointer():
            return ctype.size_bytes
        case Enumeration(underlying=underlying):
            return underlying.size_bytes
        case Array(element=element, count=int() as count):
            size = size_bytes(element, interface)
            return None if size is None else size * count
        case Record(key=key) if key in interface.records:
            return interface.records[key].size_bytes
        case _:
            return None


def mentioned_records(interface: Interface) -> dict[str, RecordLayout | None]:
    """Return every record that an interface defines or uses, by C name; None if incomplete."""
    found: dict[str, RecordLayout | None] = {}
    for function in interface.functions.values():
        for record in _records(function.type):
            found.setdefault(record.name, interface.records.get(record.key))
    for layout in interface.records.values():
        for member in layout.members:
            for record in _records(member.type):
                found.setdefault(record.name, interface.records.get(record.key))
    return found | {layout.name: layout for layout in interface.records.values()}


def part_types(
    *, is_function: bool, name: str, interface: Interface, records: Mapping[str, RecordLayout | None]
) -> dict[str, CType]:
    """Return the types of what may be said to have a contract: parameters and result, or fields."""
    if not is_function:
        layout = records.get(name)
        return field_types(layout, interface) if layout else {}
    function = interface.functions.get(name)
    if function is None:
        return {}
    return {p.name: p.type for p in function.parameters if p.name} | {"return": function.result}


def _records(ctype: CType) -> Iterator[Record]:
    match ctype:
        case Record():
            yield ctype
        case Pointer(pointee=inner) | Array(element=inner):
            yield from _records(inner)
        case FunctionType(parameters=parameters, result=result):
            for part in (*parameters, result):
                yield from _records(part)
        case Scalar() | Enumeration():
            pass
