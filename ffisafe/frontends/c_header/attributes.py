"""GNU attributes that change a type, read from pycparser's nodes."""

from collections.abc import Iterable, Iterator

from pycparser import c_ast

from ffisafe.errors import UnsupportedTypeError
from ffisafe.model.interface import Attribute
from ffisafe.model.target import BitFieldRules

# These change layout or meaning in ways that ffisafe does not follow: the declaration is
# reported (FFI901) rather than read as if they were not there.
_UNSUPPORTED = {"scalar_storage_order", "transparent_union"}

VECTOR_ATTRIBUTES = {"vector_size", "ext_vector_type"}
"""They make a vector of the scalar at the bottom of a declarator."""

_FAMILIES = {"ms_struct": BitFieldRules.MS_STRUCT, "gcc_struct": BitFieldRules.SYSTEM_V}

_MODES = {
    "QI": 1, "byte": 1, "HI": 2, "SI": 4, "DI": 8, "TI": 16, "word": 8, "pointer": 8,
}  # fmt: skip


def attributes_of(*nodes: c_ast.Node | None) -> list[c_ast.Attribute]:
    """Return the attributes written on nodes, in order.

    Raises:
        UnsupportedTypeError: One of them changes the layout in a way that is not understood.
    """
    found = [attribute for node in nodes for attribute in written(node)]
    for attribute in found:
        if attribute.name in _UNSUPPORTED:
            raise UnsupportedTypeError(f"attribute {attribute.name} is not understood")
    return found


def written(node: c_ast.Node | None) -> Iterator[c_ast.Attribute]:
    """Yield the attributes written on a node, understood or not."""
    for specifier in getattr(node, "attributes", None) or []:
        yield from specifier.attributes


def to_model(attributes: Iterable[c_ast.Attribute]) -> tuple[Attribute, ...]:
    """Return attributes as the model has them."""
    return tuple(Attribute(name=each.name, arguments=each.arguments) for each in attributes)


def is_packed(attributes: Iterable[c_ast.Attribute]) -> bool:
    """Whether ``packed`` is among them."""
    return any(attribute.name == "packed" for attribute in attributes)


def bit_field_rules(attributes: Iterable[c_ast.Attribute]) -> BitFieldRules | None:
    """Return the family that ``ms_struct`` or ``gcc_struct`` asks for (GCC manual, "x86 Type Attributes")."""
    asked = [_FAMILIES[each.name] for each in attributes if each.name in _FAMILIES]
    return asked[-1] if asked else None


def mode_size(attributes: Iterable[c_ast.Attribute]) -> int | None:
    """Return the size in bytes that a ``mode`` attribute asks for (GCC internals, "Modes")."""
    for attribute in attributes:
        if attribute.name == "mode":
            name = (attribute.arguments or "").strip().strip("_")
            if name not in _MODES:
                raise UnsupportedTypeError(f"mode {name} is not understood")
            return _MODES[name]
    return None
