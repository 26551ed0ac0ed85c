"""Whether two records of different names are meant to be the same."""

import re
from collections.abc import Mapping

from ffisafe.model.ctype import Record
from ffisafe.model.interface import Interface
from ffisafe.model.layout import RecordLayout


def are_crossed(c: Record, rust: Record, c_side: Interface, rust_side: Interface) -> bool:
    """Whether a C record meets a Rust one that stands for another C record, or the reverse.

    Names alone decide nothing: many libraries call one type ``frame_t`` and ``Frame``, or
    ``opts`` and ``Options``. Only if the namesake of one is there, and is another, and the two
    do not even have the same shape, was one type taken for another.
    """
    ours, theirs = c_side.records.get(c.key), rust_side.records.get(rust.key)
    if ours is None or theirs is None or not c.name or _plain(c.name) == _plain(rust.name):
        return False
    meant = _plain(rust.name) in _names(c_side.records) or _plain(c.name) in _names(rust_side.records)
    return meant and _shape(ours) != _shape(theirs)


def _names(records: Mapping[str, RecordLayout]) -> set[str]:
    return {_plain(layout.name) for layout in records.values()}


def _plain(name: str) -> str:
    """Return a name without the marks of the languages' styles: ``z_stream_s`` is ``ZStream``."""
    last = name.rpartition("::")[2]
    return re.sub(r"(_t|_s|_st|_tag|_struct)$", "", last).replace("_", "").lower()


def _shape(layout: RecordLayout) -> tuple[object, ...]:
    members = ((m.name, m.offset_bits, m.size_bytes) for m in layout.members)
    return (layout.size_bytes, *members)
