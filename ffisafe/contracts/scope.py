"""What the names of an expression stand for, and whether they may stand where they do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ffisafe.contracts.messages import MAX_LISTED, did_you_mean
from ffisafe.contracts.types import describe, field_types, is_integer, points_to
from ffisafe.model.ctype import CType, Record
from ffisafe.model.expression import (
    Apply,
    Binary,
    Conditional,
    Expression,
    Name,
    Node,
    Number,
    Unary,
)
from ffisafe.model.interface import Interface

# Their operands may be pointers: `p != NULL`, `!p`, `p && p->len`.
_TRUTH_OPERATORS = frozenset({"!", "&&", "||", "==", "!=", "<", ">", "<=", ">="})


class UnknownNameError(Exception):
    """A name stands for nothing; the reason continues a sentence that named it."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Misuse:
    """A name that may not stand where it does: ``names `x`, which is `double```."""

    name: str
    reason: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The names of one place in a contract.

    ``kind`` says what ``names`` are (``parameter of `f```); ``after`` is whether the call has
    been made, so that there is a state before it.
    """

    interface: Interface
    names: Mapping[str, CType]
    kind: str
    after: bool = False

    def misuses(self, expression: Expression, *, truth: bool = False) -> list[Misuse]:
        """Return the names that an expression may not use.

        Args:
            expression: The expression.
            truth: Whether it is a condition, where a pointer counts as not being NULL.
        """
        return list(dict.fromkeys(self._misuses(expression.root, truth=truth)))

    def type_of(self, name: Name) -> CType | None:
        """Return the type of a name; None for a constant of the header.

        Raises:
            UnknownNameError: It is not a name of this place, or has no such field.
        """
        first, *rest = name.path
        if first not in self.names:
            if first in self.interface.constants and not rest:
                return None
            raise self._unknown(first)
        ctype = self.names[first]
        for part in rest:
            ctype = self._step(ctype, part)
        return ctype

    def usable(self) -> str:
        """Return which names an extent may use here, as a remedy."""
        integers = [name for name, ctype in self.names.items() if is_integer(ctype)]
        names = sorted({*integers, *self.interface.constants} - {"return"})
        if not names or len(names) > MAX_LISTED:
            return "name a parameter, field or constant of the header that is an integer"
        return f"the integers here are {', '.join(f'`{name}`' for name in names)}"

    def _unknown(self, first: str) -> UnknownNameError:
        if first == "return":
            return UnknownNameError("which has no value here", self.usable())
        hint = did_you_mean(first, {*self.names, *self.interface.constants}, "the names are")
        return UnknownNameError(
            f"which is no {self.kind} and no constant of the header", hint or self.usable()
        )

    def _step(self, ctype: CType, part: str) -> CType:
        """Return the type that a field name or ``*`` leads to."""
        if part == "*":
            pointee = points_to(ctype)
            if pointee is None:
                raise UnknownNameError(f"but {describe(ctype)} points to nothing", "leave the `*` out")
            return pointee
        record = points_to(ctype) or ctype
        if not isinstance(record, Record):
            raise UnknownNameError(f"but {describe(record)} has no fields", self.usable())
        layout = self.interface.records.get(record.key)
        if layout is None:
            hint = "define it in a header, or name a parameter"
            raise UnknownNameError(f"but {describe(record)} is incomplete in the header", hint)
        fields = field_types(layout, self.interface)
        if part not in fields:
            hint = did_you_mean(part, fields, "the fields are")
            raise UnknownNameError(f"but {describe(record)} has no field `{part}`", hint or self.usable())
        return fields[part]

    def _misuses(self, node: Node, *, truth: bool) -> Iterator[Misuse]:
        match node:
            case Number():
                return
            case Name():
                yield from self._misused(node, truth=truth)
            case Unary(operator=operator, operand=operand):
                yield from self._misuses(operand, truth=operator in _TRUTH_OPERATORS)
            case Binary(operator=operator, left=left, right=right):
                for side in (left, right):
                    yield from self._misuses(side, truth=operator in _TRUTH_OPERATORS)
            case Conditional(condition=condition, then=then, otherwise=otherwise):
                yield from self._misuses(condition, truth=True)
                for branch in (then, otherwise):
                    yield from self._misuses(branch, truth=truth)
            case Apply():
                yield from self._misused_in_call(node, truth=truth)

    def _misused_in_call(self, node: Apply, *, truth: bool) -> Iterator[Misuse]:
        if node.function == "old" and not self.after:
            hint = "write what is in `old(...)` alone: here it is the value before the call"
            yield Misuse(name="old", reason="which has no value before the call", hint=hint)
        if node.function == "strlen":
            for argument in node.arguments:
                if isinstance(argument, Name):
                    yield from self._not_a_string(argument)
            return
        for argument in node.arguments:
            yield from self._misuses(argument, truth=truth and node.function == "old")

    def _misused(self, name: Name, *, truth: bool) -> Iterator[Misuse]:
        try:
            ctype = self.type_of(name)
        except UnknownNameError as error:
            yield Misuse(name=str(name), reason=error.reason, hint=error.hint)
            return
        if ctype is None or is_integer(ctype) or (truth and points_to(ctype) is not None):
            return
        hint = f"write `*{name}` for what it points to" if _is_integer_pointer(ctype) else self.usable()
        yield Misuse(name=str(name), reason=f"which is {describe(ctype)}, not an integer", hint=hint)

    def _not_a_string(self, name: Name) -> Iterator[Misuse]:
        try:
            ctype = self.type_of(name)
        except UnknownNameError as error:
            yield Misuse(name=str(name), reason=error.reason, hint=error.hint)
            return
        if ctype is None or not _is_integer_pointer(ctype):
            what = "a constant" if ctype is None else describe(ctype)
            hint = "`strlen` takes a pointer to char"
            yield Misuse(name=str(name), reason=f"which is {what}, not a string", hint=hint)


def _is_integer_pointer(ctype: CType) -> bool:
    pointee = points_to(ctype)
    return pointee is not None and is_integer(pointee)
