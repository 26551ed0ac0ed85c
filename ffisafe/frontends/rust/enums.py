"""Rust's enums: those without data are enumerations, those with data have a variant part.

DWARF 5 §5.7.10 describes variant parts. A variant without ``DW_AT_discr_value`` is the one
that holds when no other does: rustc writes that for niches.
"""

from elftools.dwarf.die import DIE

from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.rust.dies import children, number, path, referenced, text
from ffisafe.frontends.rust.scalars import read_scalar
from ffisafe.model.ctype import Enumeration, Scalar
from ffisafe.model.target import Encoding, Target

_C_VOID_VARIANTS = ("__variant1", "__variant2")


def is_c_void(die: DIE) -> bool:
    """Return whether an enumeration is ``core::ffi::c_void``, or a crate's own copy of it."""
    names = tuple(text(one, "DW_AT_name") for one in children(die, "DW_TAG_enumerator"))
    return text(die, "DW_AT_name") == "c_void" and names == _C_VOID_VARIANTS


def read_enumeration(die: DIE, target: Target) -> Enumeration:
    """Return an enum without data, its constants read in its own width and sign."""
    underlying = _underlying(die, target)
    constants = tuple(
        (text(one, "DW_AT_name") or "", _constant(one, underlying))
        for one in children(die, "DW_TAG_enumerator")
    )
    name = text(die, "DW_AT_name") or ""
    return Enumeration(name=name, underlying=underlying, constants=constants, key="::".join(path(die)))


def _underlying(die: DIE, target: Target) -> Scalar:
    referred = referenced(die)
    while referred is not None and referred.tag != "DW_TAG_base_type":
        referred = referenced(referred)
    if referred is not None:
        return read_scalar(referred, target)
    # Older C compilers give the size alone.
    size = number(die, "DW_AT_byte_size") or 0
    signed = any((number(one, "DW_AT_const_value") or 0) < 0 for one in die.iter_children())
    encoding = Encoding.SIGNED if signed else Encoding.UNSIGNED
    return Scalar(name="", encoding=encoding, size_bytes=size, align_bytes=max(size, 1))


def _constant(enumerator: DIE, underlying: Scalar) -> int:
    """Return a constant; its form may be too narrow or signed otherwise than the enum."""
    attribute = enumerator.attributes.get("DW_AT_const_value")
    value = 0 if attribute is None else attribute.value
    if isinstance(value, bytes | bytearray | list):
        value = int.from_bytes(bytes(value), "little")
    if not isinstance(value, int):
        raise UnsupportedTypeError(f"enumerator at DIE {enumerator.offset:#x} has no integer value")
    span = 1 << (8 * underlying.size_bytes)
    value %= span
    signed = underlying.encoding is Encoding.SIGNED
    return value - span if signed and value >= span // 2 else value


def nullable_payload(die: DIE) -> DIE | None:
    """Return the one member of an enum that is either nothing or that member.

    Rust guarantees the payload's own representation, and zero for "nothing", if the payload
    cannot be zero (``std::option``, "Representation"; the same holds for other enums and for
    ``Result`` with an empty side).
    """
    parts = children(die, "DW_TAG_variant_part")
    variants = children(parts[0], "DW_TAG_variant") if parts else []
    if len(variants) != 2:
        return None
    empty = [one for one in variants if number(one, "DW_AT_discr_value") == 0]
    full = [one for one in variants if "DW_AT_discr_value" not in one.attributes]
    if len(empty) != 1 or len(full) != 1 or _payload(empty[0]):
        return None
    payload = _payload(full[0])
    return payload[0] if len(payload) == 1 else None


def _payload(variant: DIE) -> list[DIE]:
    """Return the members of a variant that take up room."""
    bodies = [referenced(member) for member in children(variant, "DW_TAG_member")]
    return [
        member
        for body in bodies
        if body is not None
        for member in children(body, "DW_TAG_member")
        if _takes_room(referenced(member))
    ]


def _takes_room(die: DIE | None) -> bool:
    return die is not None and number(die, "DW_AT_byte_size") != 0
