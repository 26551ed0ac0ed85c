"""Whether a C type and a Rust type are the same to a caller."""

from __future__ import annotations

from dataclasses import dataclass, field

from ffisafe.abi.calls.conventions import same_convention
from ffisafe.compare.crossed import Crossings
from ffisafe.compare.names import are_namesakes
from ffisafe.compare.wrappers import only_field, same_complex
from ffisafe.model.ctype import (
    Array,
    CType,
    Enumeration,
    FunctionType,
    Pointer,
    Record,
    Representation,
    Scalar,
    Vector,
    is_void,
)
from ffisafe.model.interface import Interface
from ffisafe.model.spelling import spell_rust
from ffisafe.model.target import Encoding

_INTEGERS = {Encoding.SIGNED, Encoding.UNSIGNED, Encoding.CHAR}
_ENUM_PAIR = tuple[Enumeration | None, Enumeration]


@dataclass(slots=True)
class TypeMatcher:
    """Compare types, and remember which ones stand for each other on the two sides.

    Records and enums are not compared here: a pair is noted, and what is in them is the business
    of the layout rules, so that a drift inside a type is reported once.
    """

    c: Interface
    rust: Interface
    pairs: dict[tuple[str, str], tuple[Record, Record]] = field(default_factory=dict)
    # By C's enum (None: an integer in C) and the path of Rust's.
    enums: dict[tuple[Enumeration | None, str], _ENUM_PAIR] = field(default_factory=dict)
    wrappers: dict[str, Record] = field(default_factory=dict)  # Rust structs taken for their only field
    wrapped: dict[str, str] = field(default_factory=dict)  # what C calls these, where it has a typedef
    handles: dict[tuple[str, str], bool] = field(default_factory=dict)  # whether incomplete types agree
    unseen: dict[str, Record] = field(default_factory=dict)  # C records without a Rust type
    untagged: dict[str, str] = field(default_factory=dict)  # paths to C records without a name
    crossings: Crossings = field(init=False)

    def __post_init__(self) -> None:
        """Go through the names of both sides once."""
        self.crossings = Crossings.of(self.c, self.rust)

    def same(self, c: CType, rust: CType) -> bool:
        """Return whether the types agree in width, signedness, kind, pointee and length."""
        inner, wrappers = self._unwrapped(rust, c)
        agree = self._same_inner(c, inner)
        if agree:
            self.wrappers.update(wrappers)
            self._note_typedef(c, rust)
        return agree

    def _note_typedef(self, c: CType, rust: CType) -> None:
        """Note C's name for a wrapper: a typedef of an integer is called as the wrapper is."""
        if isinstance(c, Scalar) and isinstance(rust, Record) and are_namesakes(c.name, rust.name):
            self.wrapped.setdefault(rust.key, c.name)

    def _same_inner(self, c: CType, rust: CType) -> bool:
        match c, rust:
            case Scalar(encoding=Encoding.COMPLEX), Record() | Array():
                return same_complex(c, rust, self.rust.records)
            case Scalar(), Scalar():
                return self._same_scalar(c, rust)
            case Enumeration(underlying=underlying), Scalar():
                return _same_integer(underlying, rust)
            case Enumeration(), Enumeration():
                return self._same_enum(c, rust)
            case Scalar(), Enumeration():
                return self._integer_is_enum(c, rust)
            case Pointer(), Pointer():
                return self._same_pointee(c.pointee, rust.pointee)
            case Array(), Array():
                return (c.count or 0) == (rust.count or 0) and self._same_element(c.element, rust.element)
            case FunctionType(), FunctionType():
                return self._same_function(c, rust)
            case Record(), Record():
                return self._same_record(c, rust)
        return False

    def _same_function(self, c: FunctionType, rust: FunctionType) -> bool:
        return (
            same_convention(c, rust, self.c.target)
            and c.variadic is rust.variadic
            and len(c.parameters) == len(rust.parameters)
            and all(map(self.same, c.parameters, rust.parameters))
            and self.same(c.result, rust.result)
        )

    def _same_pointee(self, c: CType, rust: CType) -> bool:
        """``void`` and incomplete types say nothing; a pointer to an array is one to its start."""
        if is_void(c) or is_void(rust):
            self._note_unseen(c)
            return isinstance(c, FunctionType) is isinstance(rust, FunctionType)
        if isinstance(c, Record) and c.key not in self.c.records:
            return not isinstance(rust, FunctionType) and self._same_handle(c, rust)
        inner, wrappers = self._unwrapped(rust, c)
        if isinstance(inner, Array) and _dimensions(inner) > _dimensions(c):
            self.wrappers.update(wrappers)
            return self._same_pointee(c, inner.element)
        if isinstance(c, Array) and _dimensions(c) > _dimensions(rust):
            return self._same_pointee(c.element, rust)
        if isinstance(c, Array) and isinstance(rust, Array) and c.count is None:
            return self._same_element(c.element, rust.element)
        if isinstance(c, Record) and self._is_opaque(rust) and self.c.records[c.key].size_bytes:
            self._note_unseen(c)
            return True
        return self._same_element(c, rust)

    def _same_handle(self, c: Record, rust: CType) -> bool:
        """Whether an incomplete type is not another than the one that Rust has of its name."""
        key = (c.key, rust.key if isinstance(rust, Record) else spell_rust(rust))
        if key not in self.handles:
            self.handles[key] = not self.crossings.handles_are_crossed(c, rust)
        return self.handles[key]

    def _same_element(self, c: CType, rust: CType) -> bool:
        """Behind a pointer and in an array, plain ``char`` is a byte of either sign."""
        inner, wrappers = self._unwrapped(rust, c)
        if not isinstance(c, Scalar) or not isinstance(inner, Scalar) or c.encoding is not Encoding.CHAR:
            return self.same(c, rust)
        agree = inner.encoding in _INTEGERS and inner.size_bytes == c.size_bytes
        if agree:
            self.wrappers.update(wrappers)
        return agree

    def _is_opaque(self, rust: CType) -> bool:
        """Whether Rust has only a name for a type: a struct without size stands for what C has."""
        layout = self.rust.records.get(rust.key) if isinstance(rust, Record) else None
        return layout is not None and layout.size_bytes == 0

    def _same_record(self, c: Record, rust: Record) -> bool:
        if (c.key, rust.key) in self.pairs:
            return True
        layout = self.rust.records.get(rust.key)
        is_enum = layout is not None and bool(layout.variants)
        if (c.kind is not rust.kind and not is_enum) or self.crossings.are_crossed(c, rust):
            return False
        if layout is None:
            self._note_unseen(c)
        elif c.key in self.c.records:
            self.pairs.setdefault((c.key, rust.key), (c, rust))
        return True

    def _same_enum(self, c: Enumeration, rust: Enumeration) -> bool:
        """Two enums are one type, whatever their size, unless one was taken for another."""
        if self.crossings.enums_are_crossed(c, rust):
            return False
        self.enums.setdefault((c, rust.key or rust.name), (c, rust))
        return True

    def _integer_is_enum(self, c: Scalar, rust: Enumeration) -> bool:
        """An integer may carry an enum that is as wide; without a representation no width is promised."""
        if c.encoding not in _INTEGERS:
            return False
        if not _same_integer(c, rust) and not is_unstable(rust.representation):
            return False
        self.enums.setdefault((None, rust.key or rust.name), (None, rust))
        return True

    def _same_scalar(self, c: Scalar, rust: Scalar) -> bool:
        if isinstance(c, Vector) and isinstance(rust, Vector) and not _same_lanes(c.element, rust.element):
            return False
        return c.size_bytes == rust.size_bytes and self._read_as(c) is self._read_as(rust)

    def _read_as(self, scalar: Scalar) -> Encoding:
        """Return how a scalar is read; what a plain ``char`` by value is, the target says."""
        if scalar.encoding is not Encoding.CHAR:
            return scalar.encoding
        return Encoding.SIGNED if self.c.target.char_is_signed else Encoding.UNSIGNED

    def _note_unseen(self, c: CType) -> None:
        if isinstance(c, Record) and c.key in self.c.records:
            self.unseen.setdefault(c.key, c)

    def _unwrapped(self, rust: CType, c: CType) -> tuple[CType, dict[str, Record]]:
        """Return what a wrapper of a single field holds, where C has no record for the wrapper.

        ``repr(transparent)`` is not in DWARF; a record whose one sized field fills it has the
        field's layout whatever its representation: newtypes, cells, ``MaybeUninit``. The wrappers
        come with it, by key.
        """
        wrappers: dict[str, Record] = {}
        ours = self.c.records.get(c.key) if isinstance(c, Record) else None
        while isinstance(rust, Record):
            held = only_field(self.rust.records.get(rust.key))
            if held is None or (ours is not None and not isinstance(held.type, Record)):
                break
            if ours is not None and held.name in {member.name for member in ours.members}:
                break
            wrappers[rust.key] = rust
            rust = held.type
        return rust, wrappers


def is_unstable(representation: Representation | None) -> bool:
    """Whether a type is known to have a layout that Rust does not promise."""
    return representation is not None and not representation.is_stable


def _same_lanes(c: Scalar, rust: Scalar) -> bool:
    """Whether vectors hold the same: integers of any width (``__m128i``), or floats of the same."""
    floats = {scalar.encoding is Encoding.FLOAT for scalar in (c, rust)}
    return floats == {False} or (floats == {True} and c.size_bytes == rust.size_bytes)


def _dimensions(ctype: CType) -> int:
    return 1 + _dimensions(ctype.element) if isinstance(ctype, Array) else 0


def _same_integer(scalar: Scalar, other: Scalar | Enumeration) -> bool:
    """An enumeration and an integer agree if they are equally wide (C17 §6.7.2.2)."""
    if isinstance(other, Enumeration):
        other = other.underlying
    return scalar.size_bytes == other.size_bytes and {scalar.encoding, other.encoding} <= _INTEGERS
