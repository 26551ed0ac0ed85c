"""Replaces types throughout an interface."""

from collections.abc import Callable
from dataclasses import replace

from ffisafe.model.ctype import Array, CType, FunctionType, Pointer
from ffisafe.model.interface import Function, Interface
from ffisafe.model.layout import Member, RecordLayout, Variant

Change = Callable[[CType], CType]


def retyped(interface: Interface, change: Change) -> Interface:
    """Return an interface in which each type that is no pointer, array or function is changed."""
    types = _Types(change)
    return replace(
        interface,
        functions={name: types.function(one) for name, one in interface.functions.items()},
        variables={name: replace(one, type=types.of(one.type)) for name, one in interface.variables.items()},
        records={key: types.layout(one) for key, one in interface.records.items()},
    )


class _Types:
    """Changes each type once: the same type is the same object in many places."""

    def __init__(self, change: Change) -> None:
        self._change = change
        self._done: dict[int, tuple[CType, CType]] = {}  # with the type itself, which keeps its id

    def of(self, ctype: CType) -> CType:
        if id(ctype) not in self._done:
            self._done[id(ctype)] = (ctype, self._changed(ctype))
        return self._done[id(ctype)][1]

    def _changed(self, ctype: CType) -> CType:
        match ctype:
            case Pointer(pointee=inner):
                return replace(ctype, pointee=self.of(inner))
            case Array(element=inner):
                return replace(ctype, element=self.of(inner))
            case FunctionType(parameters=parameters, result=result):
                parameters = tuple(map(self.of, parameters))
                return replace(ctype, parameters=parameters, result=self.of(result))
        return self._change(ctype)

    def function(self, function: Function) -> Function:
        parameters = tuple(replace(one, type=self.of(one.type)) for one in function.parameters)
        return replace(function, parameters=parameters, result=self.of(function.result))

    def layout(self, layout: RecordLayout) -> RecordLayout:
        return replace(
            layout,
            members=self._members(layout.members),
            variants=tuple(map(self._variant, layout.variants)),
            tag=None if layout.tag is None else self._member(layout.tag),
        )

    def _variant(self, variant: Variant) -> Variant:
        return replace(variant, members=self._members(variant.members))

    def _members(self, members: tuple[Member, ...]) -> tuple[Member, ...]:
        return tuple(map(self._member, members))

    def _member(self, member: Member) -> Member:
        return replace(member, type=self.of(member.type))
