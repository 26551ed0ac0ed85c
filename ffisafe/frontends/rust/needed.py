"""Which crates' sources say something that matters about a build.

They are those that declare the exported functions and variables, and the types that C can see
into: a type without a stable representation is either opaque to C or a finding as a whole, and
a type of size zero has nothing inside. What such types are made of is nobody's business.
"""

from collections.abc import Iterator

from ffisafe.frontends.rust.cells import is_cell
from ffisafe.model.ctype import Array, CType, Enumeration, FunctionType, Pointer, Record
from ffisafe.model.interface import Interface
from ffisafe.model.layout import RecordLayout

_STANDARD = frozenset({"alloc", "core", "std"})


def needed_crates(interface: Interface) -> frozenset[str]:
    """Return the crates whose sources are needed, as far as can be told before they are read.

    A type whose representation is not known yet is not looked into: ask again once it is.
    """
    paths = [one.path or "" for one in interface.functions.values()]
    paths += [one.path or "" for one in interface.variables.values()]
    paths += _visible(interface)
    return frozenset(path.partition("::")[0] for path in paths if "::" in path) - _STANDARD


def _visible(interface: Interface) -> Iterator[str]:
    """Yield the keys of the records and enumerations that C can see."""
    pending = list(_signatures(interface))
    seen: set[str] = set()
    while pending:
        match pending.pop():
            case Pointer(pointee=inner) | Array(element=inner):
                pending.append(inner)
            case FunctionType(parameters=parameters, result=result):
                pending += [*parameters, result]
            case Enumeration(key=key) if key not in seen:
                seen.add(key)
                yield key
            case Record(key=key) if key not in seen:
                seen.add(key)
                layout = interface.records.get(key)
                if layout is None or not layout.size_bytes:
                    continue
                yield key
                if _is_looked_into(key, layout):
                    pending += _parts(layout)


def _signatures(interface: Interface) -> Iterator[CType]:
    for function in interface.functions.values():
        yield function.type
    for variable in interface.variables.values():
        yield variable.type


def _is_looked_into(key: str, layout: RecordLayout) -> bool:
    if key.partition("::")[0] in _STANDARD:
        return is_cell(key)
    return layout.representation is not None and layout.representation.is_stable


def _parts(layout: RecordLayout) -> Iterator[CType]:
    members = (*layout.members, *(member for variant in layout.variants for member in variant.members))
    for member in members:
        yield member.type
