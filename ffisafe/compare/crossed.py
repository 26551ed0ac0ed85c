"""Whether one type was taken for another: a name alone does not say so."""

from collections.abc import Iterable

from ffisafe.compare.names import are_namesakes, loose, match_constants
from ffisafe.model.ctype import CType, Enumeration, Pointer, Record, Scalar
from ffisafe.model.interface import Interface
from ffisafe.model.layout import RecordLayout


def are_crossed(c: Record, rust: Record, c_side: Interface, rust_side: Interface) -> bool:
    """Whether a C record meets a Rust one that stands for another C record, or the reverse.

    Many libraries call one type ``frame_t`` and ``Frame``, or ``opts`` and ``Options``. Only if
    the namesake of one is there, and resembles it more than what it meets does, was one type
    taken for another.
    """
    ours, theirs = c_side.records.get(c.key), rust_side.records.get(rust.key)
    if ours is None or theirs is None or not c.name or are_namesakes(c.name, rust.name):
        return False
    likeness = _likeness(ours, theirs)
    meant_c = (other for other in c_side.records.values() if are_namesakes(other.name, rust.name))
    meant_rust = (other for other in rust_side.records.values() if are_namesakes(c.name, other.name))
    return any(_likeness(other, theirs) > likeness for other in meant_c) or any(
        _likeness(ours, other) > likeness for other in meant_rust
    )


def _likeness(c: RecordLayout, rust: RecordLayout) -> tuple[float, bool]:
    """Return the share of fields that both have, and whether the sizes agree."""
    return _shared(_fields(c), _fields(rust)), c.size_bytes == rust.size_bytes


def _fields(layout: RecordLayout) -> set[str]:
    return {loose(member.name or "") for member in layout.members}


def handles_are_crossed(c: Record, rust: CType, c_side: Interface, rust_side: Interface) -> bool:
    """Whether a type that C sees as incomplete meets what is not its own Rust type, which is there too."""
    if isinstance(rust, Record):
        if are_namesakes(c.name, rust.name):
            return False
        taken = any(are_namesakes(name, rust.name) for name in _record_names(c_side) - {c.name})
    else:
        taken = isinstance(rust, Scalar)
    return taken and any(are_namesakes(c.name, other.name) for other in rust_side.records.values())


def _record_names(side: Interface) -> set[str]:
    """Return the names of all records that a header speaks of, incomplete ones too."""
    declared = [record for record in map(_pointed_to, side.typedefs.values()) if record]
    for function in side.functions.values():
        types = (function.result, *(parameter.type for parameter in function.parameters))
        declared += [record for record in map(_pointed_to, types) if record]
    return {record.name for record in declared} | {layout.name for layout in side.records.values()}


def _pointed_to(ctype: CType) -> Record | None:
    while isinstance(ctype, Pointer):
        ctype = ctype.pointee
    return ctype if isinstance(ctype, Record) else None


def enums_are_crossed(
    c: Enumeration, rust: Enumeration, c_side: Interface, rust_side: Interface, *, tag: bool = False
) -> bool:
    """Whether a C enum meets a Rust one that stands for another, as for records.

    Of a Rust enum with data, C's counterpart is called as the type is, and ``Tag``.
    """
    name = c.name or next((one.name for one in c_side.enums if one.type == c and one.name), "")
    meant = f"{rust.name}Tag" if tag else rust.name
    if not name or are_namesakes(name, meant) or (tag and are_namesakes(name, rust.name)):
        return False
    likeness = _enum_likeness(c, rust)
    meant_c = (one.type for one in c_side.enums if one.name and are_namesakes(one.name, meant))
    meant_rust = (one.type for one in rust_side.enums if one.name and are_namesakes(name, one.name))
    return any(_enum_likeness(other, rust) > likeness for other in meant_c) or any(
        _enum_likeness(c, other) > likeness for other in meant_rust
    )


def _enum_likeness(c: Enumeration, rust: Enumeration) -> float:
    matched = match_constants([name for name, _ in c.constants], [name for name, _ in rust.constants])
    return len(matched) / max(len(c.constants), len(rust.constants), 1)


def _shared(ours: Iterable[str], theirs: Iterable[str]) -> float:
    left, right = set(ours), set(theirs)
    return len(left & right) / max(len(left | right), 1)
