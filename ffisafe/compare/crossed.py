"""Whether one type was taken for another: a name alone does not say so."""

from collections.abc import Iterable

from ffisafe.compare.names import are_namesakes, loose
from ffisafe.model.ctype import Enumeration, Record
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


def enums_are_crossed(c: Enumeration, rust: Enumeration, c_side: Interface, rust_side: Interface) -> bool:
    """Whether a C enum meets a Rust one that stands for another, as for records."""
    name = c.name or next((one.name for one in c_side.enums if one.type == c and one.name), "")
    if not name or are_namesakes(name, rust.name):
        return False
    likeness = _enum_likeness(c, rust)
    meant_c = (one.type for one in c_side.enums if one.name and are_namesakes(one.name, rust.name))
    meant_rust = (one.type for one in rust_side.enums if one.name and are_namesakes(name, one.name))
    return any(_enum_likeness(other, rust) > likeness for other in meant_c) or any(
        _enum_likeness(c, other) > likeness for other in meant_rust
    )


def _enum_likeness(c: Enumeration, rust: Enumeration) -> float:
    ours, theirs = (loose(name) for name, _ in c.constants), [loose(name) for name, _ in rust.constants]
    endings = {next((end for end in theirs if name.endswith(end)), name) for name in ours}
    return _shared(endings, set(theirs))


def _shared(ours: Iterable[str], theirs: Iterable[str]) -> float:
    left, right = set(ours), set(theirs)
    return len(left & right) / max(len(left | right), 1)
