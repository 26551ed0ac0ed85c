"""Size and alignment of type DIEs, followed through what they are made of."""

from math import prod

from elftools.dwarf.die import DIE

from ffisafe.frontends.rust.dies import children, flag, number, referenced
from ffisafe.frontends.rust.scalars import read_scalar
from ffisafe.model.target import Target

_POINTERS = frozenset({"DW_TAG_pointer_type", "DW_TAG_reference_type", "DW_TAG_subroutine_type"})


def array_counts(die: DIE) -> list[int | None]:
    """Return the length of each dimension of an array; None where C leaves it open."""
    counts: list[int | None] = []
    for bounds in children(die, "DW_TAG_subrange_type"):
        if "DW_AT_count" in bounds.attributes:
            counts.append(number(bounds, "DW_AT_count"))
        elif "DW_AT_upper_bound" in bounds.attributes:
            lower = number(bounds, "DW_AT_lower_bound") or 0
            counts.append((number(bounds, "DW_AT_upper_bound") or 0) - lower + 1)
        else:
            counts.append(None)
    return counts


def size_of(die: DIE | None, target: Target) -> int:
    """Return a type's size in bytes; 0 for ``()``, an open array and an incomplete type."""
    if die is None:
        return 0
    size = number(die, "DW_AT_byte_size")
    if size is not None:
        return size
    if die.tag in _POINTERS:
        return target.pointer_bytes
    inner = size_of(referenced(die), target)
    if die.tag == "DW_TAG_array_type":
        return inner * prod(count or 0 for count in array_counts(die))
    return inner


def align_of(die: DIE | None, target: Target) -> int:
    """Return a type's alignment in bytes: as rustc states it, else from what it is made of."""
    if die is None:
        return 1
    stated = number(die, "DW_AT_alignment")
    if stated:
        return stated
    if die.tag in _POINTERS:
        return target.pointer_bytes
    if die.tag == "DW_TAG_base_type":
        return read_scalar(die, target).align_bytes
    parts = [member for member in children(die, "DW_TAG_member") if not is_static(member)]
    if parts:
        return max(align_of(referenced(part), target) for part in parts)
    return align_of(referenced(die), target)


def is_static(member: DIE) -> bool:
    """Return whether a member of a C++ class lies outside of its objects."""
    return flag(member, "DW_AT_external") or flag(member, "DW_AT_declaration")
