"""Enumerated types and the values of their constants (C17 §6.7.2.2)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from pycparser import c_ast

from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.c_header.alignment import Alignments
from ffisafe.frontends.c_header.attributes import attributes_of, is_packed, written
from ffisafe.frontends.c_header.declarations import Declarations, enumerators
from ffisafe.frontends.c_header.scalars import smallest_holding
from ffisafe.model.ctype import CType, Enumeration, Scalar
from ffisafe.model.target import Target


@dataclass(slots=True, kw_only=True)
class Enumerations:
    """The enums of a translation unit, each evaluated once, when it is first asked for."""

    target: Target
    declarations: Declarations
    alignments: Alignments
    constant: Callable[[c_ast.Node], int]
    type_of: Callable[[c_ast.Node], CType]
    _known: dict[int, Enumeration] = field(default_factory=dict)  # by identity of the definition
    typedef_names: dict[int, str] = field(init=False)  # the first of each, by the same
    # What is defined so far of those under way: the enumerators that follow may refer to it.
    _begun: dict[int, list[tuple[str, int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Go through the typedefs once."""
        self.typedef_names = _typedef_names(self.declarations.typedefs)

    def value(self, name: str) -> int:
        """Return an enumerator's value.

        Raises:
            UnsupportedTypeError: No enumerator has this name.
        """
        if name not in self.declarations.enumerators:
            raise UnsupportedTypeError(f"`{name}` is not an enumerator")
        node, index = self.declarations.enumerators[name]
        constants = self._begun.get(id(node))
        if constants is None:
            return self.of(node).constants[index][1]
        if index >= len(constants):
            raise UnsupportedTypeError(f"`{name}` is not declared yet")
        return constants[index][1]

    def is_complete(self, node: c_ast.Enum) -> bool:
        """Whether what comes after the definition asks, not one of its own enumerators."""
        return id(node) not in self._begun

    def of(self, node: c_ast.Enum) -> Enumeration:
        """Return the type that an enum specifier denotes, whether it defines it or not."""
        if node.values is None:
            definition = self.declarations.tags.get(f"enum {node.name}")
            if isinstance(definition, c_ast.Enum):
                node = definition
            elif node.underlying_type is None:
                lost = f"enum {node.name}" in self.declarations.lost_tags
                if lost or not self.target.enums_are_int:  # else it is complete before it is defined
                    raise UnsupportedTypeError(
                        f"enum {node.name} is not {'understood' if lost else 'defined'}"
                    )
        if id(node) not in self._known:
            if not self.is_complete(node):
                raise UnsupportedTypeError(f"enum {node.name or ''} is used in its own definition")
            self._define(node)
        return self._known[id(node)]

    def _define(self, node: c_ast.Enum) -> None:
        constants = self._begun[id(node)] = []
        try:
            for enumerator in enumerators(node):
                following = constants[-1][1] + 1 if constants else 0
                value = following if enumerator.value is None else self.constant(enumerator.value)
                if self.target.enums_are_int and node.underlying_type is None:
                    value = (value + (1 << 31)) % (1 << 32) - (1 << 31)
                constants.append((enumerator.name, value))
            underlying = self._aligned(node, self._underlying(node, [value for _, value in constants]))
        finally:
            del self._begun[id(node)]
        self._known[id(node)] = Enumeration(
            name=node.name or "",
            underlying=underlying,
            constants=tuple(constants),
            typedef="" if node.name else self.typedef_names.get(id(node), ""),
            is_fixed=node.underlying_type is not None,
        )

    def _aligned(self, node: c_ast.Enum, underlying: Scalar) -> Scalar:
        """Return the type of an enum with the alignment that its attributes ask for."""
        align = self.alignments.of_enum(written(node))
        return replace(underlying, align_bytes=max(align, underlying.align_bytes)) if align else underlying

    def _underlying(self, node: c_ast.Enum, values: list[int]) -> Scalar:
        if node.underlying_type is not None:
            fixed = self.type_of(node.underlying_type)
            if isinstance(fixed, Scalar):
                return fixed
        return smallest_holding(values, self.target, packed=is_packed(attributes_of(node)))


def _typedef_names(typedefs: Mapping[str, c_ast.Typedef]) -> dict[int, str]:
    """Return the first typedef of each enum specifier, by the identity of its node."""
    names: dict[int, str] = {}
    for name, typedef in typedefs.items():
        node = typedef.type
        while isinstance(node, c_ast.TypeDecl | c_ast.AttributedType):
            node = node.type
        if isinstance(node, c_ast.Enum):
            names.setdefault(id(node), name)
    return names
