"""What a call's result points to, fetched with the result: most calls are followed by reading it.

That saves a round trip and changes nothing else. The worker copies only what may be read without
an error, so that a bad pointer fails where it is read. The copy serves the next request, if that
is to read it, and soon: afterwards the memory may have changed.
"""

import sys
import time
from dataclasses import dataclass

from ffisafe.contracts.extent import factors, unit_bytes
from ffisafe.model.contract import Contract
from ffisafe.model.ctype import CType, Record, Scalar
from ffisafe.model.interface import Interface
from ffisafe.model.layout import Member
from ffisafe.model.target import Encoding

_FRESH_S = 0.002  # threads of the library may write to it

Span = tuple[int, int]  # offsets in the struct
View = tuple[Span, int, tuple[Span, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """A copy of memory, made when a call returned."""

    address: int
    data: bytearray
    since_s: float  # on the monotonic clock

    def holds(self, address: int, size: int) -> bool:
        """Return whether this is what reading that memory gives now."""
        is_it = address == self.address and size <= len(self.data)
        return is_it and time.monotonic() - self.since_s < _FRESH_S


def foreseen(view: View, record: bytes, data: bytearray) -> Foreseen:
    """Return what a view of a struct showed."""
    start, end = view[0]
    address = int.from_bytes(record[start:end], sys.byteorder)
    return Foreseen(address=address, data=data, since_s=time.monotonic())


def view_of(result: CType, contract: Contract, interface: Interface) -> View | None:
    """Return where a struct has a pointer and the factors of its extent; None if it has no such."""
    layout = interface.records.get(result.key) if isinstance(result, Record) else None
    if layout is None or layout.name not in contract.structs:
        return None
    members = {member.name: member for member in layout.members}
    for name, said in contract.structs[layout.name].fields.items():
        words, unit = factors(said), _unit(members.get(name), interface)
        if words and unit and all(_is_count(members.get(word)) for word in words):
            spans = [_span(members[word]) for word in (name, *words)]
            return spans[0], unit, tuple(spans[1:])
    return None


def _unit(member: Member | None, interface: Interface) -> int | None:
    return None if member is None else unit_bytes(member.type, interface)


def _is_count(member: Member | None) -> bool:
    if member is None or member.width_bits is not None:
        return False
    return isinstance(member.type, Scalar) and member.type.encoding is Encoding.UNSIGNED


def _span(member: Member) -> Span:
    return member.offset_bytes, member.offset_bytes + member.size_bytes
