"""Small questions to a DIE (debugging information entry, DWARF 5 §2.1)."""

from collections.abc import Iterator

from elftools.common.exceptions import DWARFError
from elftools.dwarf.die import DIE

_DATA_BITS = {f"DW_FORM_data{size}": 8 * size for size in (1, 2, 4, 8)}


def text(die: DIE, name: str) -> str | None:
    """Return a string attribute, or None where the DIE has none of that name."""
    attribute = die.attributes.get(name)
    if attribute is None:
        return None
    value = attribute.value
    if not isinstance(value, bytes):
        raise DWARFError(f"{name} of DIE {die.offset:#x} is not a string")
    return value.decode("utf-8", "replace")


def number(die: DIE, name: str) -> int | None:
    """Return an integer attribute, or None where the DIE has none of that name."""
    attribute = die.attributes.get(name)
    if attribute is None:
        return None
    value = attribute.value
    if isinstance(value, list):  # a block: how LLVM writes 128 bits, a constant in the target's order
        value = int.from_bytes(bytes(value), "little" if die.dwarfinfo.config.little_endian else "big")
    if not isinstance(value, int):
        raise DWARFError(f"{name} of DIE {die.offset:#x} is not an integer")
    return value


def integer(die: DIE, name: str, *, signed: bool) -> int | None:
    """Return an integer whose form does not say its sign; data as wide as the form, or a block.

    LLVM writes a negative number as data of the fewest bytes that hold it.
    """
    attribute = die.attributes.get(name)
    if attribute is None:
        return None
    value = attribute.value
    if isinstance(value, bytes | bytearray | list):
        return int.from_bytes(bytes(value), "little", signed=signed)
    if not isinstance(value, int):
        raise DWARFError(f"{name} of DIE {die.offset:#x} is not an integer")
    width = _DATA_BITS.get(attribute.form)
    if signed and width is not None and value >> (width - 1):
        return value - (1 << width)
    return value


def flag(die: DIE, name: str) -> bool:
    """Return whether a flag attribute is there and set."""
    return bool(number(die, name))


def referenced(die: DIE, name: str = "DW_AT_type") -> DIE | None:
    """Return the DIE that an attribute refers to, in whichever unit it lies."""
    return die.get_DIE_from_attribute(name) if name in die.attributes else None


def children(die: DIE, tag: str) -> list[DIE]:
    """Return a DIE's own children of one kind, in order."""
    return [child for child in die.iter_children() if child.tag == tag]


def lineage(die: DIE) -> Iterator[DIE]:
    """Yield a DIE and those it takes attributes from (DWARF 5 §2.13.2, §3.3.8).

    An out-of-line copy of an inlined function refers to its abstract origin; a method
    defined outside of its type refers to its specification inside.
    """
    seen = set()
    current: DIE | None = die
    while current is not None and current.offset not in seen:
        seen.add(current.offset)
        yield current
        origin = referenced(current, "DW_AT_abstract_origin")
        current = origin or referenced(current, "DW_AT_specification")


def inherited(die: DIE, name: str) -> DIE:
    """Return the first DIE of the lineage that has an attribute, else the DIE itself."""
    return next((one for one in lineage(die) if name in one.attributes), die)


def path(die: DIE) -> tuple[str, ...]:
    """Return the names of the scopes around a DIE and its own: ``demo``, ``inner``, ``Frame``."""
    names: list[str] = []
    current: DIE | None = die
    while current is not None and not str(current.tag).endswith("_unit"):
        names.append(text(current, "DW_AT_name") or "")
        current = current.get_parent()
    return tuple(reversed(names))


def symbol_name(die: DIE) -> str:
    """Return the name that a subprogram or variable has for the linker."""
    for attribute in ("DW_AT_linkage_name", "DW_AT_MIPS_linkage_name", "DW_AT_name"):
        name = text(inherited(die, attribute), attribute)
        if name is not None:
            return name
    return ""
