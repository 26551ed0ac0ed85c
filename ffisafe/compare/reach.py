"""Which of C's records a caller hands in."""

from collections.abc import Iterable, Mapping

from ffisafe.model.ctype import Array, CType, FunctionType, Pointer, Record
from ffisafe.model.interface import Function
from ffisafe.model.layout import RecordLayout


def handed_in(
    functions: Iterable[Function], records: Mapping[str, RecordLayout], *, through_pointers: bool
) -> frozenset[str]:
    """Return the keys of the records that parameters have in them, behind pointers too or by value only.

    What a callback returns is handed in as well.
    """
    found: set[str] = set()
    pending: list[CType] = [each.type for function in functions for each in function.parameters]
    while pending:
        match pending.pop():
            case Pointer(pointee=FunctionType(result=result)):
                pending.append(result)
            case Pointer(pointee=pointee) if through_pointers:
                pending.append(pointee)
            case Array(element=element):
                pending.append(element)
            case Record(key=key) if key in records and key not in found:
                found.add(key)
                pending += [member.type for member in records[key].members]
    return frozenset(found)
