"""``va_list``: what a variadic function hands to one that takes its arguments."""

from ffisafe.abi.layout import layout_record
from ffisafe.errors import UnsupportedTypeError
from ffisafe.model.ctype import VOID, Array, Pointer, Record, RecordKind, Scalar
from ffisafe.model.layout import Field, RecordDefinition, RecordLayout
from ffisafe.model.target import Target

VA_LIST_TAG = Record(kind=RecordKind.STRUCT, name="__va_list_tag", key="struct __va_list_tag")


def va_list(target: Target) -> tuple[Array, RecordLayout]:
    """Return the type of a ``va_list`` and the layout of its element.

    It is an array of one struct (System V AMD64 psABI §3.5.7, figure 3.34), and as a parameter
    therefore a pointer.

    Raises:
        UnsupportedTypeError: It is another type on this target.
    """
    if not target.triple.startswith("x86_64-") or "windows" in target.triple:
        raise UnsupportedTypeError(f"va_list is not known on {target.triple}")
    fact = target.scalars["unsigned int"]
    offset = Scalar(
        name="unsigned int",
        encoding=fact.encoding,
        size_bytes=fact.size_bytes,
        align_bytes=fact.align_bytes,
    )
    area = Pointer(pointee=VOID, const=False, size_bytes=target.pointer_bytes)
    fields = (
        Field(name="gp_offset", type=offset),
        Field(name="fp_offset", type=offset),
        Field(name="overflow_arg_area", type=area),
        Field(name="reg_save_area", type=area),
    )
    definition = RecordDefinition(kind=VA_LIST_TAG.kind, name=VA_LIST_TAG.name, fields=fields)
    return Array(element=VA_LIST_TAG, count=1), layout_record(definition, {})
