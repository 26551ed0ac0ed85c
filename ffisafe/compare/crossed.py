"""Whether one type was taken for another: a name alone does not say so."""

from collections.abc import Iterable
from dataclasses import dataclass

from ffisafe.compare.names import NameIndex, are_namesakes, loose, match_constants
from ffisafe.model.ctype import CType, Enumeration, Pointer, Record, Scalar
from ffisafe.model.interface import Interface
from ffisafe.model.layout import RecordLayout


@dataclass(frozen=True, slots=True)
class Crossings:
    """The types of both sides by their names."""

    c: Interface
    rust: Interface
    c_records: NameIndex[RecordLayout]
    rust_records: NameIndex[RecordLayout]
    c_names: NameIndex[str]  # of all records that the header speaks of, incomplete ones too
    c_enums: NameIndex[Enumeration]
    rust_enums: NameIndex[Enumeration]
    enum_names: dict[Enumeration, str]  # C's, by their tags or typedefs

    @classmethod
    def of(cls, c: Interface, rust: Interface) -> "Crossings":
        """Return the names of two interfaces."""
        return cls(
            c,
            rust,
            NameIndex((one.name, one) for one in c.records.values()),
            NameIndex((one.name, one) for one in rust.records.values()),
            NameIndex((name, name) for name in _record_names(c)),
            NameIndex((one.name, one.type) for one in c.enums if one.name),
            NameIndex((one.name, one.type) for one in rust.enums if one.name),
            {one.type: one.name for one in reversed(c.enums) if one.name},
        )

    def are_crossed(self, c: Record, rust: Record) -> bool:
        """Whether a C record meets a Rust one that stands for another C record, or the reverse.

        Many libraries call one type ``frame_t`` and ``Frame``, or ``opts`` and ``Options``. Only if
        the namesake of one is there, and resembles it more than what it meets does, was one type
        taken for another.
        """
        ours, theirs = self.c.records.get(c.key), self.rust.records.get(rust.key)
        if ours is None or theirs is None or not c.name:
            return False
        likeness = _likeness(ours, theirs)
        meant_c, meant_rust = self.c_records.namesakes(rust.name), self.rust_records.namesakes(c.name)
        found = (
            any(_likeness(other, theirs) > likeness for other in meant_c),
            any(_likeness(ours, other) > likeness for other in meant_rust),
        )
        # `net::Config` for `ui_config` has the right name: only if each has another that it is, it is none.
        return all(found) if are_namesakes(c.name, rust.name) else any(found)

    def handles_are_crossed(self, c: Record, rust: CType) -> bool:
        """Whether a type that C sees as incomplete meets another than its own Rust type, which is there."""
        if isinstance(rust, Record):
            if are_namesakes(c.name, rust.name):
                return False
            taken = any(name != c.name for name in self.c_names.namesakes(rust.name))
        else:
            taken = isinstance(rust, Scalar)
        return taken and bool(self.rust_records.namesakes(c.name))

    def enums_are_crossed(self, c: Enumeration, rust: Enumeration, *, tag: bool = False) -> bool:
        """Whether a C enum meets a Rust one that stands for another, as for records.

        Of a Rust enum with data, C's counterpart is called as the type is, and ``Tag``.
        """
        name = c.name or self.enum_names.get(c, "")
        meant = f"{rust.name}Tag" if tag else rust.name
        if not name or are_namesakes(name, meant) or (tag and are_namesakes(name, rust.name)):
            return False
        likeness = _enum_likeness(c, rust)
        meant_c, meant_rust = self.c_enums.namesakes(meant), self.rust_enums.namesakes(name)
        return any(_enum_likeness(other, rust) > likeness for other in meant_c) or any(
            _enum_likeness(c, other) > likeness for other in meant_rust
        )


def _likeness(c: RecordLayout, rust: RecordLayout) -> tuple[float, bool]:
    """Return the share of fields that both have, and whether the sizes agree."""
    return _shared(_fields(c), _fields(rust)), c.size_bytes == rust.size_bytes


def _fields(layout: RecordLayout) -> set[str]:
    return {loose(member.name or "") for member in layout.members}


def _record_names(side: Interface) -> set[str]:
    declared = [record for record in map(_pointed_to, side.typedefs.values()) if record]
    for function in side.functions.values():
        types = (function.result, *(parameter.type for parameter in function.parameters))
        declared += [record for record in map(_pointed_to, types) if record]
    return {record.name for record in declared} | {layout.name for layout in side.records.values()}


def _pointed_to(ctype: CType) -> Record | None:
    while isinstance(ctype, Pointer):
        ctype = ctype.pointee
    return ctype if isinstance(ctype, Record) else None


def _enum_likeness(c: Enumeration, rust: Enumeration) -> float:
    matched = match_constants([name for name, _ in c.constants], [name for name, _ in rust.constants])
    return len(matched) / max(len(c.constants), len(rust.constants), 1)


def _shared(ours: Iterable[str], theirs: Iterable[str]) -> float:
    left, right = set(ours), set(theirs)
    return len(left & right) / max(len(left | right), 1)
