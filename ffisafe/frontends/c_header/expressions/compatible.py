"""Compatible and composite types, for ``_Generic``, ``?:`` and their kin (C17 §6.2.7)."""

from collections.abc import Callable
from dataclasses import dataclass, replace

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Compatibility:
    """Compare types; typedefs' names are looked through."""

    canonical: Callable[[Scalar], Scalar]

    def compatible(self, left: CType, right: CType, *, enums_are_integers: bool = True) -> bool:
        """Whether two types are compatible, top-level qualifiers aside.

        ``__builtin_types_compatible_p`` holds all enums apart, ``_Generic`` has them as integers.
        """
        match left, right:
            case Enumeration(), Enumeration():
                return left == right
            case (Enumeration(underlying=one), Scalar() as other) | (
                Scalar() as other,
                Enumeration(underlying=one),
            ):
                return enums_are_integers and self.compatible(one, other)
            case Vector(), Vector():
                return left.count == right.count and self.compatible(left.element, right.element)
            case Scalar(), Scalar():
                return self.canonical(left).name == self.canonical(right).name
            case Pointer(), Pointer():
                return left.const == right.const and self.compatible(left.pointee, right.pointee)
            case Array(), Array():
                open_or_same = None in {left.count, right.count} or left.count == right.count
                return open_or_same and self.compatible(left.element, right.element)
            case Record(), Record():
                return left.key == right.key
            case FunctionType(), FunctionType():
                return self._functions(left, right)
        return False

    def _functions(self, left: FunctionType, right: FunctionType) -> bool:
        return (
            left.variadic == right.variadic
            and len(left.parameters) == len(right.parameters)
            and self.compatible(left.result, right.result)
            and all(
                self.compatible(one, other)
                for one, other in zip(left.parameters, right.parameters, strict=True)
            )
        )

    def of_pointers(self, left: Pointer, right: Pointer) -> Pointer | None:
        """Return the type of a conditional of two pointers (C17 §6.5.15), None if there is none."""
        const = left.const or right.const
        for one, other in ((left, right), (right, left)):
            if is_void(one.pointee):
                return replace(one, const=const)
            if isinstance(one.pointee, Array) and one.pointee.count is None and one.pointee != other.pointee:
                return replace(other, const=const)
        if self.compatible(left.pointee, right.pointee):
            return replace(left, const=const)
        return None
