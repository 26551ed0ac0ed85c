"""FFI111: padding that crosses the boundary where somebody sees it.

By value it is copied or not as the compiler likes; in memory that the library fills for its caller
it is whatever lay there before. What the library only reads is the caller's own.
"""

from collections.abc import Iterable, Iterator, Mapping

from ffisafe.model.ctype import CType, Pointer, Record, RecordKind, innermost
from ffisafe.model.finding import Finding
from ffisafe.model.interface import Function, Interface, Variable
from ffisafe.model.layout import RecordLayout
from ffisafe.model.rules import finding


def compare_padding(
    c: Interface, functions: Iterable[Function], variables: Iterable[Variable], compared: set[str]
) -> Iterator[Finding]:
    """Yield one note for each type with padding of its own that is visible.

    Args:
        c: The header.
        functions: Those that the build has too.
        variables: Likewise.
        compared: The keys of the records that agree with Rust's.
    """
    visible: dict[str, str] = {}
    for function in functions:
        for ctype in (function.result, *(parameter.type for parameter in function.parameters)):
            for record in _seen(ctype):
                visible.setdefault(record.key, function.name)
    for variable in variables:
        for record in _seen(variable.type):
            visible.setdefault(record.key, variable.name)
    for key, user in _with_parts(visible, c.records).items():
        layout = c.records[key]
        gaps = list(_gaps(layout)) if key in compared else []
        if gaps and layout.name:
            yield _padding(layout, gaps, user)


def _seen(ctype: CType) -> Iterator[Record]:
    """Yield the record that a caller passes by value, or that the library may fill for it."""
    match innermost(ctype):
        case Record() as record:
            yield record
        case Pointer(pointee=pointee, const=False):
            yield from _seen(pointee)


def _with_parts(visible: Mapping[str, str], records: Mapping[str, RecordLayout]) -> dict[str, str]:
    """Return also the records that the visible ones are made of."""
    found: dict[str, str] = {}
    waiting = [(key, user) for key, user in visible.items() if key in records]
    while waiting:
        key, user = waiting.pop(0)
        if key in found or key not in records:
            continue
        found[key] = user
        for member in records[key].members:
            inner = innermost(member.type)
            if isinstance(inner, Record):
                waiting.append((inner.key, user))
    return found


def _gaps(layout: RecordLayout) -> Iterator[tuple[int, int]]:
    """Yield the first and the last byte of each run that no member covers."""
    if layout.kind is RecordKind.UNION or any(m.width_bits is not None for m in layout.members):
        return
    end = 0
    for member in sorted(layout.members, key=lambda one: one.offset_bits):
        if member.offset_bytes > end:
            yield end, member.offset_bytes - 1
        end = max(end, member.offset_bytes + member.size_bytes)
    if layout.members and layout.size_bytes > end:
        yield end, layout.size_bytes - 1


def _padding(layout: RecordLayout, gaps: list[tuple[int, int]], user: str) -> Finding:
    runs = [str(first) if first == last else f"{first} to {last}" for first, last in gaps]
    one = len(runs) == 1 and gaps[0][0] == gaps[0][1]
    return finding(
        "FFI111",
        layout.name,
        f"byte{'' if one else 's'} {' and '.join(runs)} of `{layout.name}` {'is' if one else 'are'} padding, "
        f"which `{user}` shows to the other side",
        help="do not hash, compare, write out or send the bytes as a whole; or fill the gap with a field",
        c=layout.location,
        details={"padding": [[first, last] for first, last in gaps], "function": user},
        c_layout=layout,
    )
