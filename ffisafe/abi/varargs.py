"""``va_list``: what a variadic function hands to one that takes its arguments."""

from ffisafe.abi.layout import layout_record
from ffisafe.model.ctype import VOID, Array, CType, Pointer, Record, RecordKind, Scalar
from ffisafe.model.layout import Field, RecordDefinition, RecordLayout
from ffisafe.model.target import Target

VA_LIST_TAG = Record(kind=RecordKind.STRUCT, name="__va_list_tag", key="struct __va_list_tag")


def va_list(target: Target) -> tuple[CType, dict[str, RecordLayout]]:
    """Return the type of a ``va_list``, and by key the layout of the record that it has, if any.

    The targets' tables name the psABI that says what it is.
    """
    if target.va_list is None:
        return _pointer(target), {}
    tag = target.va_list.tag
    record = Record(kind=RecordKind.STRUCT, name=tag, key=f"struct {tag}")
    fields = tuple(Field(name=name, type=_member(of, target)) for name, of in target.va_list.members)
    layout = layout_record(RecordDefinition(kind=record.kind, name=tag, fields=fields), {})
    ctype = Array(element=record, count=1) if target.va_list.in_array else record
    return ctype, {record.key: layout}


def _member(name: str, target: Target) -> CType:
    if name == "void *":
        return _pointer(target)
    fact = target.scalars[name]
    return Scalar(name=name, encoding=fact.encoding, size_bytes=fact.size_bytes, align_bytes=fact.align_bytes)


def _pointer(target: Target) -> Pointer:
    return Pointer(pointee=VOID, const=False, size_bytes=target.pointer_bytes)
