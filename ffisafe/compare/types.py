"""Whether a C type and a Rust type are the same to a caller."""

from __future__ import annotations

from dataclasses import dataclass, field

from ffisafe.model.ctype import (
    Array,
    CType,
    Enumeration,
    FunctionType,
    Pointer,
    Record,
    RecordKind,
    Scalar,
    is_void,
)
from ffisafe.model.interface import Interface
from ffisafe.model.target import Encoding

_PLAIN_CHAR = {Encoding.CHAR, Encoding.SIGNED, Encoding.UNSIGNED}


@dataclass(slots=True)
class TypeMatcher:
    """Compare types, and remember which records stand for each other on the two sides.

    Records are not compared here: a pair is noted, and its fields are the business of the
    layout rules, so that a drift inside a type is reported once.
    """

    c: Interface
    rust: Interface
    pairs: dict[tuple[str, str], tuple[Record, Record]] = field(default_factory=dict)
    unseen: dict[str, Record] = field(default_factory=dict)  # C records without a Rust type

    def same(self, c: CType, rust: CType) -> bool:
        """Return whether the types agree in width, signedness, kind, pointee and length."""
        rust = self._unwrapped(rust, c)
        match c, rust:
            case Scalar(), Scalar():
                return _same_scalar(c, rust)
            case Enumeration(underlying=underlying), Scalar() | Enumeration():
                return _same_size(underlying, rust)
            case Scalar(), Enumeration():
                return _same_size(c, rust)
            case Pointer(), Pointer():
                return self._same_pointee(c.pointee, rust.pointee)
            case Array(), Array():
                return (c.count or 0) == (rust.count or 0) and self.same(c.element, rust.element)
            case FunctionType(), FunctionType():
                return self._same_function(c, rust)
            case Record(), Record():
                return self._note(c, rust)
        return False

    def _same_function(self, c: FunctionType, rust: FunctionType) -> bool:
        return (
            len(c.parameters) == len(rust.parameters)
            and all(map(self.same, c.parameters, rust.parameters))
            and self.same(c.result, rust.result)
        )

    def _same_pointee(self, c: CType, rust: CType) -> bool:
        """``void`` and incomplete types say nothing; a pointer to an array is one to its start."""
        if is_void(c) or is_void(rust):
            self._note_unseen(c)
            return isinstance(c, FunctionType) is isinstance(rust, FunctionType)
        if isinstance(c, Record) and c.key not in self.c.records:
            return not isinstance(rust, FunctionType)
        if isinstance(rust, Array) and not isinstance(c, Array):
            return self._same_pointee(c, rust.element)
        if isinstance(c, Array) and not isinstance(rust, Array):
            return self._same_pointee(c.element, rust)
        return self.same(c, rust)

    def _note(self, c: Record, rust: Record) -> bool:
        if rust.key not in self.rust.records:
            self._note_unseen(c)
        elif c.key in self.c.records:
            self.pairs.setdefault((c.key, rust.key), (c, rust))
        return c.kind is rust.kind

    def _note_unseen(self, c: CType) -> None:
        if isinstance(c, Record) and c.key in self.c.records:
            self.unseen.setdefault(c.key, c)

    def _unwrapped(self, rust: CType, c: CType) -> CType:
        """Return what a wrapper of a single field holds, where C has no record for it.

        ``repr(transparent)`` is not in DWARF; a struct whose one sized field fills it has the
        field's layout whatever its representation.
        """
        while isinstance(rust, Record) and not isinstance(c, Record):
            layout = self.rust.records.get(rust.key)
            sized = [m for m in layout.members if m.size_bytes] if layout else []
            if layout is None or layout.kind is not RecordKind.STRUCT or len(sized) != 1:
                break
            if sized[0].size_bytes != layout.size_bytes:
                break
            rust = sized[0].type
        return rust


def _same_scalar(c: Scalar, rust: Scalar) -> bool:
    if c.size_bytes != rust.size_bytes:
        return False
    if Encoding.CHAR in {c.encoding, rust.encoding}:
        return {c.encoding, rust.encoding} <= _PLAIN_CHAR
    return c.encoding is rust.encoding


def _same_size(scalar: Scalar, other: Scalar | Enumeration) -> bool:
    """An enumeration and an integer agree if they are equally wide (C17 §6.7.2.2)."""
    if isinstance(other, Enumeration):
        other = other.underlying
    integers = {Encoding.SIGNED, Encoding.UNSIGNED, Encoding.CHAR}
    return scalar.size_bytes == other.size_bytes and {scalar.encoding, other.encoding} <= integers
