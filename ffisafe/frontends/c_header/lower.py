"""From pycparser's tree to the model: types by need, records with their layouts."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pycparser import c_ast, c_generator

from ffisafe.abi.layout import layout_record, size_and_alignment
from ffisafe.abi.varargs import VA_LIST_TAG, va_list
from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.c_header.alignment import Alignments
from ffisafe.frontends.c_header.attributes import attributes_of, is_packed, mode_size
from ffisafe.frontends.c_header.constants import Evaluator
from ffisafe.frontends.c_header.declarations import (
    Declarations,
    RecordNode,
    enumerators,
    kind_of,
)
from ffisafe.frontends.c_header.nodes import (
    declarator_chain,
    is_variadic,
    location,
    parameters_of,
)
from ffisafe.frontends.c_header.scalars import canonical_name, scalar, smallest_holding, with_mode
from ffisafe.model.ctype import (
    Array,
    CType,
    Enumeration,
    FunctionType,
    Pointer,
    Record,
    RecordKind,
    Scalar,
)
from ffisafe.model.interface import Problem
from ffisafe.model.layout import Field, RecordDefinition, RecordLayout
from ffisafe.model.spelling import spell_c
from ffisafe.model.target import Encoding, Target

_MAX_DEPTH = 240
"""Declarators, typedefs and records inside one another; C promises 63 of each (C17 §5.2.4.1)."""


class Lowering:
    """Types of one translation unit on one target; ``records`` fills as types are used."""

    def __init__(self, declarations: Declarations, target: Target) -> None:
        self.records: dict[str, RecordLayout] = {}
        self.problems: list[Problem] = []
        self._declarations = declarations
        self._target = target
        self._evaluator = Evaluator(
            target=target,
            enumerator=self.enumerator,
            type_of=self.type_of,
            size_and_alignment=self._size_of_operand,
            offset_of=self._offset_of,
        )
        self._alignments = Alignments(
            target=target,
            typedefs=declarations.typedefs,
            constant=self.constant,
            size_and_alignment=self._size_of_operand,
        )
        self._record_keys: dict[int, str] = {}
        self._enumerations: dict[int, Enumeration] = {}
        self._defined: set[str] = set()  # or being defined: records may refer to themselves
        self._typedef_types: dict[str, CType] = {}
        self._depth = 0
        self._in_prototype = False
        for name, node in declarations.typedefs.items():
            self._name_untagged(node.type, name)

    # -- names ------------------------------------------------------------------------------

    def enumerator(self, name: str) -> int:
        """Return an enumerator's value.

        Raises:
            UnsupportedTypeError: No enumerator has this name.
        """
        if name not in self._declarations.enumerators:
            raise UnsupportedTypeError(f"{name} is not an enumerator")
        node, index = self._declarations.enumerators[name]
        return self._enumeration(node).constants[index][1]

    def typedef(self, name: str) -> CType:
        """Return the type that a typedef stands for; a scalar keeps the typedef's name."""
        if name not in self._typedef_types:
            if name not in self._declarations.typedefs:
                raise UnsupportedTypeError(f"`{name}` is not understood")
            node = self._declarations.typedefs[name]
            ctype = self.type_of(node)
            if isinstance(ctype, Scalar) and ctype.encoding is not Encoding.VOID:
                align = self._alignments.of_type(_named_type(name), ctype.size_bytes)
                ctype = replace(ctype, name=name, align_bytes=align or ctype.align_bytes)
            self._typedef_types[name] = ctype
        return self._typedef_types[name]

    def _name_untagged(self, node: c_ast.Node, name: str) -> None:
        while isinstance(node, c_ast.TypeDecl | c_ast.AttributedType):
            node = node.type
        if isinstance(node, c_ast.Struct | c_ast.Union) and not node.name:
            self._record_keys.setdefault(id(node), name)

    # -- types ------------------------------------------------------------------------------

    def type_of(self, node: c_ast.Node) -> CType:
        """Return the type that a declaration, declarator or specifier denotes.

        Raises:
            UnsupportedTypeError: It uses something that ffisafe does not understand.
        """
        if self._depth >= _MAX_DEPTH:
            raise UnsupportedTypeError("its type is nested too deeply")
        self._depth += 1
        try:
            return self._type_of(node)
        finally:
            self._depth -= 1

    def _type_of(self, node: c_ast.Node) -> CType:
        match node:
            case c_ast.Decl(type=of) | c_ast.Typename(type=of) | c_ast.Typedef(type=of):
                return self._with_mode(self.type_of(of), node)
            case c_ast.TypeDecl(type=of) | c_ast.AttributedType(type=of):
                return self.type_of(of)
            case c_ast.PtrDecl(type=of):
                return self._pointer(self.type_of(of), const=self._is_const(of))
            case c_ast.ArrayDecl(type=of, dim=dim):
                return Array(element=self.type_of(of), count=self._count(dim))
            case c_ast.FuncDecl():
                return self._function(node)
            case c_ast.Struct() | c_ast.Union():
                return self._record(node)
            case c_ast.Enum():
                return self._enumeration(node)
            case c_ast.IdentifierType(names=names):
                return self._named(names)
            case c_ast.TypeOf(expr=c_ast.Typename() as of):
                return self.type_of(of)
        raise UnsupportedTypeError(f"{type(node).__name__} is not understood as a type")

    def _pointer(self, pointee: CType, *, const: bool) -> Pointer:
        return Pointer(pointee=pointee, const=const, size_bytes=self._target.pointer_bytes)

    def _is_const(self, node: Any) -> bool:
        """Whether the type that a pointer points to is const-qualified, typedefs looked through."""
        while True:
            if "const" in (getattr(node, "quals", None) or []):
                return True
            match node:
                case c_ast.AttributedType() | c_ast.ArrayDecl() | c_ast.TypeDecl():
                    node = node.type
                case c_ast.IdentifierType(names=[name]) if name in self._declarations.typedefs:
                    node = self._declarations.typedefs[name].type
                case _:
                    return False

    def _with_mode(self, ctype: CType, node: c_ast.Node) -> CType:
        size = mode_size(attributes_of(*declarator_chain(node)))
        return (
            ctype if size is None or not isinstance(ctype, Scalar) else with_mode(ctype, size, self._target)
        )

    def _count(self, dim: c_ast.Node | None) -> int | None:
        if dim is None:
            return None
        try:
            count = self.constant(dim)
        except UnsupportedTypeError:
            if self._in_prototype:
                return None  # a variable length, which another parameter has
            raise
        if count < 0:
            raise UnsupportedTypeError(f"array bound {count} is negative")
        return count

    def constant(self, node: c_ast.Node) -> int:
        """Return the value of an integer constant expression."""
        return self._evaluator.evaluate(node)

    def _named(self, names: Sequence[str]) -> CType:
        if len(names) == 1 and names[0] in self._declarations.typedefs:
            return self.typedef(names[0])
        if list(names) == ["__builtin_va_list"]:
            ctype, self.records[VA_LIST_TAG.key] = va_list(self._target)
            return ctype
        return scalar(canonical_name(names), self._target)

    def _function(self, node: c_ast.FuncDecl) -> FunctionType:
        parameters = parameters_of(node)
        return FunctionType(
            parameters=tuple(self.parameter_type(p) for p in parameters),
            result=self.type_of(node.type),
            variadic=is_variadic(node),
        )

    def parameter_type(self, node: Any) -> CType:
        """Return a parameter's type, arrays and functions adjusted to pointers (C17 §6.7.6.3)."""
        outer, self._in_prototype = self._in_prototype, True
        try:
            return self._adjusted(node)
        finally:
            self._in_prototype = outer

    def _adjusted(self, node: Any) -> CType:
        if isinstance(node.type, c_ast.ArrayDecl):
            element = node.type.type
            return self._pointer(self.type_of(element), const=self._is_const(element))
        match self.value_type(node):
            case Array(element=element_type):
                return self._pointer(element_type, const=self._is_const(node.type))
            case FunctionType() as function:
                return self._pointer(function, const=False)
            case ctype:
                return ctype

    def value_type(self, node: c_ast.Node) -> CType:
        """Return the type of a parameter or result, which must be complete to be passed.

        Raises:
            UnsupportedTypeError: It is not, or uses something that ffisafe does not understand.
        """
        ctype = self.type_of(node)
        if isinstance(ctype, Record) and ctype.key not in self.records:
            why = "not understood" if ctype.key in self._defined else "an incomplete type"
            raise UnsupportedTypeError(f"`{spell_c(ctype)}` is {why}")
        return ctype

    # -- enumerations -----------------------------------------------------------------------

    def _enumeration(self, node: c_ast.Enum) -> Enumeration:
        if node.values is None:
            definition = self._declarations.tags.get(f"enum {node.name}")
            if not isinstance(definition, c_ast.Enum):
                raise UnsupportedTypeError(f"enum {node.name} is not defined")
            node = definition
        if id(node) not in self._enumerations:
            self._enumerations[id(node)] = self._define_enumeration(node)
        return self._enumerations[id(node)]

    def _define_enumeration(self, node: c_ast.Enum) -> Enumeration:
        constants: list[tuple[str, int]] = []
        for enumerator in enumerators(node):
            following = constants[-1][1] + 1 if constants else 0
            value = following if enumerator.value is None else self.constant(enumerator.value)
            constants.append((enumerator.name, value))
            # What follows may refer to it.
            self._enumerations[id(node)] = Enumeration(
                name=node.name or "", underlying=scalar("int", self._target), constants=tuple(constants)
            )
        underlying = self._underlying(node, [value for _, value in constants])
        return Enumeration(name=node.name or "", underlying=underlying, constants=tuple(constants))

    def _underlying(self, node: c_ast.Enum, values: list[int]) -> Scalar:
        if node.underlying_type is not None:
            fixed = self.type_of(node.underlying_type)
            if isinstance(fixed, Scalar):
                return fixed
        return smallest_holding(values, self._target, packed=is_packed(attributes_of(node)))

    # -- records ----------------------------------------------------------------------------

    def _record(self, node: RecordNode) -> Record:
        kind = RecordKind(kind_of(node))
        key = f"{kind} {node.name}" if node.name else self._record_keys.get(id(node))
        if key is None:
            # A file that is included twice has two of them at one place.
            key = f"{kind} at {node.coord} #{len(self._record_keys)}"
            self._record_keys[id(node)] = key
        name = node.name or ("" if " at " in key else key)
        definition = self._declarations.tags.get(key, node)
        if isinstance(definition, RecordNode) and definition.decls is not None and key not in self._defined:
            self._define_record(key, name, definition)
        return Record(kind=kind, name=name, key=key)

    def _define_record(self, key: str, name: str, node: RecordNode) -> None:
        self._defined.add(key)
        try:
            self.records[key] = layout_record(self._definition(name, node), self.records)
        except UnsupportedTypeError as error:
            self.problems.append(Problem(symbol=name or key, reason=error.message, location=location(node)))

    def _definition(self, name: str, node: RecordNode) -> RecordDefinition:
        attributes = attributes_of(node)
        fields = [self._field(d) for d in node.decls if isinstance(d, c_ast.Decl)]
        return RecordDefinition(
            kind=RecordKind(kind_of(node)),
            name=name,
            fields=tuple(fields),
            packed=is_packed(attributes),
            align_bytes=self._alignments.of_record(node),
            pack_bytes=self._declarations.pack_bytes.get(id(node)),
            location=location(node),
        )

    def _field(self, node: c_ast.Decl) -> Field:
        ctype = self.type_of(node)
        size, _ = size_and_alignment(ctype, self.records)
        return Field(
            name=node.name,
            type=ctype,
            width_bits=None if node.bitsize is None else self.constant(node.bitsize),
            align_bytes=self._alignments.of_declaration(node),
            type_align_bytes=self._alignments.of_type(node.type, size),
            packed=is_packed(attributes_of(*declarator_chain(node))),
            location=location(node),
        )

    # -- what constant expressions ask -------------------------------------------------------

    def _size_of_operand(self, node: c_ast.Node) -> tuple[int, int]:
        if not isinstance(node, c_ast.Typename):
            raise UnsupportedTypeError("sizeof an expression is not evaluated")
        size, align = size_and_alignment(self.type_of(node), self.records)
        return size, self._alignments.of_type(node.type, size) or align

    def _offset_of(self, of: c_ast.Node, designator: c_ast.Node) -> int:
        record = self.type_of(of)
        if isinstance(record, Record) and isinstance(designator, c_ast.ID) and record.key in self.records:
            for member in self.records[record.key].members:
                if member.name == designator.name:
                    return member.offset_bytes
        text = c_generator.CGenerator().visit(designator)
        raise UnsupportedTypeError(f"offsetof {text} is not evaluated")


def _named_type(name: str) -> c_ast.IdentifierType:
    return c_ast.IdentifierType([name])
