"""What a function hands to its caller: pointers, and structs that hold some."""

from collections.abc import Iterator
from dataclasses import dataclass

from ffisafe.contracts.statements import RETURN
from ffisafe.model.contract import Direction, FunctionContract, ValueContract
from ffisafe.model.ctype import Array, CType, FunctionType, Pointer, Record, innermost
from ffisafe.model.interface import Function, Interface
from ffisafe.model.layout import Member, RecordLayout

_NOTHING = ValueContract()


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """A pointer, or a struct with pointers in it, that comes out of a call.

    ``place`` is ``return`` or the out parameter that it comes through; ``resource`` is its own type;
    ``said`` is what the contract says there.
    """

    function: Function
    place: str
    resource: CType
    said: ValueContract

    @property
    def symbol(self) -> str:
        """It in a report."""
        return f"{self.function.name}.{self.place}"

    @property
    def subject(self) -> str:
        """It in a sentence."""
        if self.place != RETURN:
            return f"what `{self.function.name}` puts out through `{self.place}`"
        what = "the pointer" if isinstance(self.resource, Pointer) else "the struct"
        return f"{what} that `{self.function.name}` returns"

    @property
    def is_answered(self) -> bool:
        """Whether the contract says who owns it, or how long it lives."""
        said = self.said
        return any(each is not None for each in (said.transfer, said.release, said.lifetime, said.zero_copy))


def handouts(function: Function, said: FunctionContract, interface: Interface) -> Iterator[Handout]:
    """Yield what a function hands out: its result first, then what comes through parameters."""
    if carries_pointer(function.result, interface):
        yield Handout(function=function, place=RETURN, resource=function.result, said=said.returns)
    for parameter in function.parameters:
        about = said.params.get(parameter.name or "", _NOTHING)
        inner = _put_out(parameter.type, about)
        if parameter.name and inner is not None and carries_pointer(inner, interface):
            yield Handout(function=function, place=parameter.name, resource=inner, said=about)


def _put_out(ctype: CType, said: ValueContract) -> CType | None:
    """Return what the library writes behind a parameter; None where it only reads.

    Behind a pointer to a pointer that may be written it is a pointer, unless the contract says
    that this is an array. A struct is put out only where the contract says so.
    """
    if not isinstance(ctype, Pointer) or ctype.const or said.direction is Direction.IN:
        return None
    if said.direction is Direction.OUT:
        return ctype.pointee
    has_extent = any(each is not None for each in (said.count, said.bytes, said.shape))
    if has_extent or not isinstance(ctype.pointee, Pointer):
        return None
    return ctype.pointee


def carries_pointer(ctype: CType, interface: Interface) -> bool:
    """Whether a value is a pointer to memory, or a struct by value that holds one."""
    match ctype:
        case Pointer(pointee=FunctionType()):
            return False
        case Pointer():
            return True
        case Array(element=element):
            return carries_pointer(element, interface)
        case Record(key=key):
            layout = interface.records.get(key)
            return layout is not None and any(carries_pointer(m.type, interface) for m in layout.members)
        case _:
            return False


def pointer_fields(record: Record, interface: Interface) -> Iterator[tuple[RecordLayout, Member]]:
    """Yield the members that are pointers to memory, those of records inside included."""
    layout = interface.records.get(record.key)
    if layout is None:
        return
    for member in layout.members:
        inner = innermost(member.type)
        if isinstance(inner, Record):
            for owner, field in pointer_fields(inner, interface):
                yield (owner if owner.name else layout), field  # an anonymous record's are its owner's
        elif member.name and carries_pointer(inner, interface):
            yield layout, member
