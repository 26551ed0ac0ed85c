"""Addresses, pointers and members in expressions (C17 §6.5.2, §6.5.3.2, §6.5.6)."""

from dataclasses import dataclass, replace
from typing import Any

from pycparser import c_ast

from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.c_header.expressions.arithmetic import COMPARISONS, Arithmetic
from ffisafe.frontends.c_header.expressions.operand import Address, Operand, Types
from ffisafe.frontends.c_header.grammar.spelling import spelled
from ffisafe.model.ctype import (
    Array,
    CType,
    Enumeration,
    FunctionType,
    Pointer,
    Record,
    Scalar,
    Vector,
    is_void,
)
from ffisafe.model.layout import Member
from ffisafe.model.spelling import spell_c


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointers:
    """What operators make of pointers and of what they point to."""

    types: Types
    arithmetic: Arithmetic

    def to(self, pointee: CType, *, const: bool = False) -> Pointer:
        """Return the type of a pointer."""
        return Pointer(pointee=pointee, const=const, size_bytes=self.types.target.pointer_bytes)

    def decayed(self, operand: Operand) -> Operand:
        """Return arrays and functions as pointers (C17 §6.3.2.1), what else there is as a value."""
        match operand.type:
            case Array(element=pointee) | (FunctionType() as pointee):
                why = "its address is not known"
                return Operand(type=self.to(pointee, const=operand.const), value=operand.place, why=why)
        return operand

    def address_of(self, operand: Operand, node: c_ast.Node) -> Operand:
        """Apply ``&``."""
        if operand.width_bits is not None:
            raise UnsupportedTypeError(f"`{spelled(node)}` is a bit-field, which has no address")
        pointer = self.to(operand.type, const=operand.const)
        return Operand(type=pointer, value=operand.place, why="its address is not known")

    def pointed_to(self, operand: Operand) -> Operand:
        """Apply ``*``."""
        if not isinstance(operand.type, Pointer):
            raise UnsupportedTypeError(f"a value of type `{spell_c(operand.type)}` is no pointer")
        place = operand.value if isinstance(operand.value, Address) else None
        const = operand.type.const
        return Operand(type=operand.type.pointee, place=place, const=const, why="it is read from memory")

    def subscript(self, array: Operand, index: Operand) -> Operand:
        """Apply ``[]``, whose operands may come in either order."""
        if isinstance(array.type, Vector):
            return Operand(type=array.type.element, why="it is read from memory")
        return self.pointed_to(self._moved("+", array, index))

    def member(self, of: Operand, name: str) -> Operand:
        """Apply ``.``; members of anonymous members are the record's own.

        Raises:
            UnsupportedTypeError: It is not a record, or has no such member.
        """
        record = self.types.records.require_complete(of.type)
        if not isinstance(record, Record):
            raise UnsupportedTypeError(f"`{spell_c(of.type)}` has no members")
        found = self._find(record, name)
        if found is None:
            raise UnsupportedTypeError(f"`{spell_c(record)}` has no member `{name}`")
        member, offset = found
        return Operand(
            type=member.type,
            why="it is read from memory",
            place=of.place.moved(offset) if of.place and member.width_bits is None else None,
            align_bytes=member.align_bytes,
            width_bits=member.width_bits,
            const=of.const,
        )

    def _find(self, record: Record, name: str) -> tuple[Member, int] | None:
        layout = self.types.records.layouts[record.key]
        for member in layout.members:
            if member.name == name:
                return member, member.offset_bytes
            if member.name is None and isinstance(member.type, Record):
                inner = self._find(member.type, name)
                if inner is not None:
                    return inner[0], inner[1] + member.offset_bytes
        return None

    def combined(self, op: str, left: Operand, right: Operand, node: Any) -> Operand:
        """Apply a binary operator of which one operand is a pointer at least."""
        if op in COMPARISONS:
            return self._compared(op, left, right)
        if op == "-" and isinstance(left.type, Pointer) and isinstance(right.type, Pointer):
            return self._distance(left, right, left.type)
        if op == "+" or (op == "-" and isinstance(left.type, Pointer)):
            return self._moved(op, left, right)
        raise UnsupportedTypeError(f"operator `{op}` of a pointer in `{spelled(node)}`")

    def _moved(self, op: str, left: Operand, right: Operand) -> Operand:
        pointer, count = (left, right) if isinstance(left.type, Pointer) else (right, left)
        index_type = count.type.underlying if isinstance(count.type, Enumeration) else count.type
        if not isinstance(pointer.type, Pointer) or not isinstance(index_type, Scalar):
            raise UnsupportedTypeError(
                f"operator `{op}` of `{spell_c(left.type)}` and `{spell_c(right.type)}`"
            )
        result = replace(pointer, is_null=False, align_bytes=None, place=None)
        if not isinstance(pointer.value, Address) or not isinstance(count.value, int):
            return replace(result, value=None, why=(pointer if pointer.value is None else count).why)
        steps = count.value if op == "+" else -count.value
        return replace(result, value=self._within(pointer.value, steps * self._step(pointer.type.pointee)))

    def _within(self, address: Address, distance: int) -> Address:
        moved = address.moved(distance)
        if moved.base is not None:
            return moved
        return replace(moved, offset=moved.offset & ((1 << 8 * self.types.target.pointer_bytes) - 1))

    def _step(self, pointee: CType) -> int:
        """Return what a pointer moves by; GNU C has ``void`` and functions one byte long."""
        if is_void(pointee) or isinstance(pointee, FunctionType):
            return 1
        return self.types.records.size_and_alignment(pointee)[0]

    def _distance(self, left: Operand, right: Operand, ctype: Pointer) -> Operand:
        name = self.types.target.size_type.removeprefix("unsigned ")
        result = Operand(type=self.arithmetic.named(name), why="the distance of two pointers is not known")
        one, other = left.value, right.value
        step = self._step(ctype.pointee)
        if (
            not isinstance(one, Address)
            or not isinstance(other, Address)
            or one.base != other.base
            or not step
        ):
            return result
        distance = self.arithmetic.converted(one.offset - other.offset, self.arithmetic.named(name))
        return replace(result, value=int(distance) // step)

    def _compared(self, op: str, left: Operand, right: Operand) -> Operand:
        addresses = [_as_address(side.value) for side in (left, right)]
        integer = self.arithmetic.named("int")
        one, other = addresses
        if one is None or other is None:
            return Operand(type=integer, why=(left if one is None else right).why)
        if one.base != other.base:
            # Only that an object's address is not null is known.
            known = op in {"==", "!="} and None in {one.base, other.base}
            known = known and (one if one.base is None else other).offset == 0
            why = "where objects lie is not known"
            return Operand(type=integer, value=int(op == "!=") if known else None, why=why)
        return Operand(type=integer, value=int(COMPARISONS[op](one.offset, other.offset)))


def _as_address(value: object) -> Address | None:
    if isinstance(value, Address):
        return value
    return Address(offset=value) if isinstance(value, int) else None
