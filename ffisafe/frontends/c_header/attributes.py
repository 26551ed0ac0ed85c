"""Attributes that change a type, and which of those in a declaration belong to what it declares."""

from collections.abc import Iterable, Iterator
from typing import Any

from pycparser import c_ast

from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.c_header.grammar.attribute_syntax import StandardSpecifier, attributes_in
from ffisafe.frontends.c_header.nodes import declarator_chain, location
from ffisafe.model.attribute import Attribute
from ffisafe.model.ctype import Convention
from ffisafe.model.target import BitFieldRules, Endianness

# These change layout or meaning in ways that ffisafe does not follow: the declaration is
# reported (FFI901) rather than read as if they were not there. An attribute that is neither here
# nor understood changes nothing: compilers pass over those that they do not know.
_NOT_UNDERSTOOD = {
    *("address_space", "opencl_global", "opencl_local", "opencl_constant", "opencl_private"),
    *("randomize_layout", "neon_vector_type", "neon_polyvector_type", "matrix_type"),
    *("arm_sve_vector_bits", "riscv_rvv_vector_bits", "altivec", "spu_vector", "based"),
}

_FAMILIES = {"ms_struct": BitFieldRules.MS_STRUCT, "gcc_struct": BitFieldRules.SYSTEM_V}

_CONVENTIONS = {
    **{convention.value: convention for convention in Convention},
    'pcs("aapcs")': Convention.AAPCS,
    'pcs("aapcs-vfp")': Convention.AAPCS_VFP,
}
# These are about one pointer of a declarator, the others about what is declared (Clang, "Nullability
# Attributes"; C17 §6.7.3.1).
_OF_ONE_POINTER = {
    *("_Nullable", "_Nonnull", "_Null_unspecified", "_Nullable_result"),
    *("__nullable", "__nonnull", "__null_unspecified"),
}
# Names that only compilers' own headers may have without a namespace.
_NAMESPACES = {None, "gnu", "clang", "declspec"}


def attributes_of(*nodes: c_ast.Node | None) -> list[c_ast.Attribute]:
    """Return the attributes written on nodes that compilers heed, in order.

    Raises:
        UnsupportedTypeError: One of them changes the layout in a way that is not understood.
    """
    return understood(attribute for node in nodes for attribute in written(node))


def understood(attributes: Iterable[c_ast.Attribute]) -> list[c_ast.Attribute]:
    """Return those of some attributes that compilers heed.

    Raises:
        UnsupportedTypeError: One of them changes the layout in a way that is not understood.
    """
    found = [attribute for attribute in attributes if attribute.namespace in _NAMESPACES]
    for attribute in found:
        if attribute.name in _NOT_UNDERSTOOD:
            raise UnsupportedTypeError(f"attribute {attribute.name} is not understood")
    return found


def written(node: Any) -> Iterator[c_ast.Attribute]:
    """Yield the attributes written on a node, understood or not."""
    return attributes_in(getattr(node, "attributes", None) or [])


def of_declared(node: Any, *, clang: bool) -> list[c_ast.Attribute]:
    """Return the attributes of what a declaration declares (GCC manual, "Attribute Syntax").

    They stand behind its declarator, or among the specifiers, whence they go to each thing that
    is declared. Those inside a declarator belong to a type; only Clang gives them to what is
    declared all the same.
    """
    chain = [*declarator_chain(node)]
    derived = any(isinstance(each, c_ast.PtrDecl | c_ast.FuncDecl) for each in chain)
    found = [*written(node)]
    for each in chain[1:]:
        at_specifiers = each is chain[-1]
        for group in getattr(each, "attributes", None) or []:
            is_standard = isinstance(group, StandardSpecifier)
            if (at_specifiers or clang) if not is_standard else (at_specifiers and not derived):
                found += group.attributes
    return understood(found)


def of_outer_type(node: Any) -> list[c_ast.Attribute]:
    """Return the attributes that stand inside a declarator at its outermost type, as GCC reads them."""
    chain = [*declarator_chain(node)]
    found: list[c_ast.Attribute] = []
    for each in chain[1:-1]:
        if isinstance(each, c_ast.FuncDecl):
            break
        found += written(each)
        if isinstance(each, c_ast.PtrDecl):
            break
    return understood(found)


def to_model(attributes: Iterable[c_ast.Attribute]) -> tuple[Attribute, ...]:
    """Return attributes as the model has them."""
    return tuple(
        Attribute(name=each.name, arguments=each.arguments, location=location(each)) for each in attributes
    )


def of_declaration(declaration: c_ast.Node) -> tuple[Attribute, ...]:
    """Return the attributes of a declaration, wherever they stand in it.

    ``restrict`` counts as one. What is said about one pointer is left out if that is not the
    outermost one: the declared pointer itself, or a function's result.
    """
    found: list[Attribute] = []
    inner = False
    for part in declarator_chain(declaration):
        found += (each for each in to_model(written(part)) if not (inner and each.name in _OF_ONE_POINTER))
        if not inner and _is_restrict(part):
            found.append(Attribute(name="restrict", location=location(part)))
        inner = inner or isinstance(part, c_ast.PtrDecl)
    return tuple(found)


def _is_restrict(declarator: c_ast.Node) -> bool:
    """Whether a pointer, or the array that becomes one, is qualified with ``restrict``."""
    words = (*(getattr(declarator, "quals", None) or ()), *(getattr(declarator, "dim_quals", None) or ()))
    is_pointer = isinstance(declarator, c_ast.PtrDecl | c_ast.ArrayDecl)
    return is_pointer and any(isinstance(word, str) and "restrict" in word for word in words)


def is_packed(attributes: Iterable[c_ast.Attribute]) -> bool:
    """Whether ``packed`` is among them."""
    return any(attribute.name == "packed" for attribute in attributes)


def bit_field_rules(attributes: Iterable[c_ast.Attribute]) -> BitFieldRules | None:
    """Return the family that ``ms_struct`` or ``gcc_struct`` asks for (GCC manual, "x86 Type Attributes")."""
    asked = [_FAMILIES[each.name] for each in attributes if each.name in _FAMILIES]
    return asked[-1] if asked else None


def mode_of(attributes: Iterable[c_ast.Attribute]) -> str | None:
    """Return the machine mode that a ``mode`` attribute asks for, without underscores around it."""
    modes = [(each.arguments or "").strip().strip("_") for each in attributes if each.name == "mode"]
    return modes[-1] if modes else None


def pointer_bytes(attributes: Iterable[c_ast.Attribute]) -> int | None:
    """Return the size of a pointer with Microsoft's ``__ptr32`` or ``__ptr64``."""
    sizes = [{"ptr32": 4, "ptr64": 8}.get(each.name) for each in attributes]
    return next((size for size in sizes if size is not None), None)


def convention_of(attributes: Iterable[c_ast.Attribute]) -> Convention | None:
    """Return the calling convention that attributes name; None for the target's own."""
    for attribute in attributes:
        arguments = "".join((attribute.arguments or "").split())
        key = f"{attribute.name}({arguments})" if arguments else attribute.name
        if (found := _CONVENTIONS.get(key)) is not None:
            return found
    return None


def storage_order(attributes: Iterable[c_ast.Attribute]) -> Endianness | None:
    """Return the byte order that ``scalar_storage_order`` asks for."""
    for attribute in attributes:
        if attribute.name == "scalar_storage_order":
            order = (attribute.arguments or "").strip().strip('"')
            if order not in {"big-endian", "little-endian"}:
                raise UnsupportedTypeError(f"scalar_storage_order {order} is not understood")
            return Endianness.BIG if order == "big-endian" else Endianness.LITTLE
    return None
