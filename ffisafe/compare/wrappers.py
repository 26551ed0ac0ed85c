"""Rust structs that stand for what they hold."""

from collections.abc import Mapping

from ffisafe.model.ctype import Array, CType, Record, Scalar
from ffisafe.model.layout import Member, RecordLayout
from ffisafe.model.target import Encoding

_MAYBE_UNINIT = "core::mem::maybe_uninit::MaybeUninit<"


def only_field(layout: RecordLayout | None) -> Member | None:
    """Return the field that alone takes up all of a record."""
    sized = [member for member in layout.members if member.size_bytes] if layout else []
    if layout is None or len(sized) != 1 or sized[0].size_bytes != layout.size_bytes:
        return None
    return sized[0]


def peeled(ctype: CType, records: Mapping[str, RecordLayout]) -> CType:
    """Return what a wrapper, or a wrapper of wrappers, holds: a `Pin<&mut T>` is a `&mut T`.

    A `MaybeUninit` stays one: it may hold what its type may not.
    """
    inner = ctype
    while isinstance(inner, Record) and not inner.key.startswith(_MAYBE_UNINIT):
        held = only_field(records.get(inner.key))
        if held is None:
            return inner
        inner = held.type
    return inner


def same_complex(c: Scalar, rust: Record | Array, records: Mapping[str, RecordLayout]) -> bool:
    """Whether Rust has the real part and the imaginary one behind it, as two fields or an array of two."""
    if isinstance(rust, Array):
        parts: list[CType] = [rust.element] * (rust.count or 0)
    else:
        layout = records.get(rust.key)
        parts = [member.type for member in layout.members] if layout else []
    return len(parts) == 2 and all(
        isinstance(part, Scalar) and part.encoding is Encoding.FLOAT and 2 * part.size_bytes == c.size_bytes
        for part in parts
    )
