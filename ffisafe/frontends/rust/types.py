"""DIEs of types as types of the model.

Rust's guaranteed equivalences are applied where DWARF shows them: ``NonNull<T>`` is a
pointer; an enum that only adds "nothing" to a pointer (``Option<&T>``) or to a ``NonZero``
is that pointer, which keeps its kind and may be null, or that integer. ``repr(transparent)``
is not in DWARF: such a struct stays a record, but for those of the standard library.
"""

from collections.abc import Callable
from dataclasses import replace

from elftools.dwarf.die import DIE

from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.rust.dies import children, number, path, referenced, text
from ffisafe.frontends.rust.enums import is_c_void, nullable_payload, read_enumeration
from ffisafe.frontends.rust.guaranteed import held_member, optional_descriptor
from ffisafe.frontends.rust.pointers import (
    FunctionPointerName,
    function_pointer,
    pointer_kind,
)
from ffisafe.frontends.rust.records import Records
from ffisafe.frontends.rust.scalars import read_scalar
from ffisafe.frontends.rust.sizes import align_of, array_counts, size_of
from ffisafe.model.ctype import (
    VOID,
    Array,
    CType,
    FunctionType,
    Pointer,
    PointerKind,
    RecordKind,
    Scalar,
    Vector,
)
from ffisafe.model.target import Encoding, Target

_ALIASES = frozenset(
    f"DW_TAG_{name}_type" for name in ("const", "volatile", "restrict", "atomic", "packed")
) | {"DW_TAG_typedef"}
# Of pointers to pointers and the like: a hundred is more than anybody has written.
_MAX_DEPTH = 100
_MAX_DIMENSIONS = 32
_NON_NULL = ("core", "ptr", "non_null")
_NON_ZERO = ("core", "num", "nonzero")
_VECTORS = ("core", "core_arch")


class TypeReader:
    """Turns type DIEs into types, each once, and hands records over to be laid out."""

    def __init__(self, target: Target, records: Records) -> None:
        self._target = target
        self._records = records
        self._types: dict[tuple[object, int], CType] = {}
        self._depth = 0
        self._readers: dict[str, Callable[[DIE], CType]] = {
            "DW_TAG_base_type": lambda die: read_scalar(die, target),
            "DW_TAG_unspecified_type": lambda _: VOID,
            "DW_TAG_pointer_type": self._pointer,
            "DW_TAG_reference_type": self._pointer,
            "DW_TAG_array_type": self._array,
            "DW_TAG_subroutine_type": self._function,
            "DW_TAG_enumeration_type": self._enumeration,
            "DW_TAG_structure_type": self._structure,
            "DW_TAG_class_type": self._structure,
            "DW_TAG_union_type": self._union,
        }

    def of(self, die: DIE) -> CType:
        """Return the type that a DIE's ``DW_AT_type`` refers to; none means ``VOID``.

        Raises:
            UnsupportedTypeError: The type is outside of the model.
        """
        referred = referenced(die)
        return VOID if referred is None else self.read(referred)

    def read(self, die: DIE) -> CType:
        """Return the type that a DIE describes."""
        place = (die.cu, die.offset)  # offsets count from the start of each file's section
        if place not in self._types:
            if self._depth == _MAX_DEPTH:
                raise UnsupportedTypeError(
                    f"its types are nested more than {_MAX_DEPTH} deep, or without end"
                )
            self._depth += 1
            try:
                self._types[place] = self._read(die)
            finally:
                self._depth -= 1
        return self._types[place]

    def _read(self, die: DIE) -> CType:
        if die.tag in _ALIASES:
            return self.of(die)
        reader = self._readers.get(str(die.tag))
        if reader is None:
            name = text(die, "DW_AT_name") or "a type"
            raise UnsupportedTypeError(f"the debug information has {name} as a {die.tag}")
        return reader(die)

    def _structure(self, die: DIE) -> CType:
        simpler = self._guaranteed(die) or optional_descriptor(die) or self._vector(die)
        return simpler or self._records.refer(die, RecordKind.STRUCT)

    def _union(self, die: DIE) -> CType:
        return self._wrapped(die) or self._records.refer(die, RecordKind.UNION)

    def _enumeration(self, die: DIE) -> CType:
        return VOID if is_c_void(die) else read_enumeration(die, self._target)

    def _pointer(self, die: DIE) -> Pointer:
        name = text(die, "DW_AT_name") or ""
        pointee = referenced(die)
        size = number(die, "DW_AT_byte_size") or self._target.pointer_bytes
        said = function_pointer(name)
        if said is not None and pointee is not None and pointee.tag == "DW_TAG_subroutine_type":
            function = self._function(pointee, said)
            kind = PointerKind.NON_NULL
            return Pointer(pointee=function, const=False, size_bytes=size, kind=kind)
        kind, const = pointer_kind(name)
        # C has the qualifier in the pointee, not in a name.
        const = const or (pointee is not None and pointee.tag == "DW_TAG_const_type")
        return Pointer(pointee=self.of(die), const=const, size_bytes=size, kind=kind)

    def _function(self, die: DIE, said: FunctionPointerName | None = None) -> FunctionType:
        unnamed = bool(children(die, "DW_TAG_unspecified_parameters"))
        return FunctionType(
            parameters=tuple(self.of(one) for one in children(die, "DW_TAG_formal_parameter")),
            result=self.of(die),
            variadic=unnamed or (said is not None and said.variadic),
            abi="C" if said is None else said.abi,
        )

    def _array(self, die: DIE) -> CType:
        """An array of several dimensions is an array of arrays, the outermost first."""
        ctype = self.of(die)
        counts = array_counts(die) or [None]
        if len(counts) > _MAX_DIMENSIONS:
            raise UnsupportedTypeError(f"it has an array of {len(counts)} dimensions")
        for count in reversed(counts):
            ctype = Array(element=ctype, count=count)
        return ctype

    def _guaranteed(self, die: DIE) -> CType | None:
        """Return the simpler type that a struct is guaranteed to be passed as, if any."""
        payload = nullable_payload(die)
        if payload is not None:
            return self._nullable(payload)
        if _is_of(die, "NonNull<", _NON_NULL):
            for member in children(die, "DW_TAG_member"):
                inner = self.of(member)
                if isinstance(inner, Pointer):
                    return replace(inner, kind=PointerKind.NON_NULL, const=False)
        return self._wrapped(die)

    def _nullable(self, payload: DIE) -> CType | None:
        inner = self.of(payload)
        if isinstance(inner, Pointer):
            return replace(inner, nullable=True)
        held = referenced(payload)
        return inner if held is not None and _is_of(held, "NonZero<", _NON_ZERO) else None

    def _vector(self, die: DIE) -> Vector | None:
        """Return one of ``core::arch``'s vectors: passed in a vector register, as C's of that name is."""
        members = list(children(die, "DW_TAG_member"))
        if len(members) != 1 or path(die)[:2] != _VECTORS:
            return None
        inner = self.of(members[0])
        if not isinstance(inner, Array) or not isinstance(inner.element, Scalar) or not inner.count:
            return None
        size = size_of(die, self._target)
        return Vector(
            name=path(die)[-1],
            encoding=Encoding.VECTOR,
            element=inner.element,
            count=inner.count,
            size_bytes=size,
            align_bytes=align_of(die, self._target),
        )

    def _wrapped(self, die: DIE) -> CType | None:
        """Return what a wrapper of the standard library holds."""
        member = held_member(die, self._target)
        return None if member is None else self.of(member)


def _is_of(die: DIE, prefix: str, module: tuple[str, ...]) -> bool:
    """Return whether a DIE is a type of that module, by the start of its name."""
    return (text(die, "DW_AT_name") or "").startswith(prefix) and path(die)[:-1] == module
