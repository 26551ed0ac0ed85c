"""From pycparser's tree to the model: types by need, records with their layouts."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from pycparser import c_ast

from ffisafe.abi.varargs import va_list
from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.c_header.alignment import Alignments
from ffisafe.frontends.c_header.attributes import (
    attributes_of,
    convention_of,
    mode_of,
    of_declared,
    pointer_bytes,
    written,
)
from ffisafe.frontends.c_header.declarations import Declarations
from ffisafe.frontends.c_header.enums import Enumerations
from ffisafe.frontends.c_header.expressions.evaluate import Expressions
from ffisafe.frontends.c_header.grammar.tokens import Dialect
from ffisafe.frontends.c_header.nesting import MAX_DEPTH, require_bounded
from ffisafe.frontends.c_header.nodes import declarator_chain, is_variadic, parameters_of
from ffisafe.frontends.c_header.records import Records
from ffisafe.frontends.c_header.scalars import (
    bit_int,
    canonical_name,
    scalar,
    vector_of,
    with_mode,
)
from ffisafe.model.ctype import (
    Array,
    CType,
    Enumeration,
    FunctionType,
    Pointer,
    Scalar,
    Vector,
    is_void,
)
from ffisafe.model.spelling import spell_c
from ffisafe.model.target import BitFieldRules, Target

_CLANG_VECTOR = "ext_vector_type"


class Lowering:
    """Types of one translation unit on one target; records are laid out as types are used."""

    def __init__(self, declarations: Declarations, target: Target, dialect: Dialect) -> None:
        self.declarations = declarations
        self.target = target
        self._dialect = dialect
        self.expressions = Expressions(self)
        self.alignments = Alignments(
            target=target,
            dialect=dialect,
            typedefs=declarations.typedefs,
            constant=self.expressions.constant,
            size_and_alignment=self._size_and_alignment,
        )
        self.enumerations = Enumerations(
            target=target,
            declarations=declarations,
            alignments=self.alignments,
            constant=self.expressions.constant,
            type_of=self.type_of,
        )
        self.records = Records(
            declarations=declarations,
            rules=target.records,
            dialect=dialect,
            alignments=self.alignments,
            constant=self.expressions.constant,
            type_of=self.type_of,
        )
        self._typedef_types: dict[str, CType] = {}
        self._canonical: dict[str, Scalar] = {}  # scalars by the typedefs that name them
        self._depth = 0
        self._in_prototype = False

    def _size_and_alignment(self, node: c_ast.Node) -> tuple[int, int]:
        operands = self.expressions.operands
        return operands.size(node), operands.alignment(node, preferred=False)

    def canonical(self, ctype: Scalar) -> Scalar:
        """Return a scalar without the typedef's name and alignment."""
        return self._canonical.get(ctype.name, ctype)

    def declared_type(self, node: c_ast.Decl) -> CType:
        """Return the type of a variable or function, with what its attributes make of it."""
        return self.type_of(node)

    def typedef(self, name: str) -> CType:
        """Return the type that a typedef stands for; a scalar keeps the typedef's name."""
        if name not in self._typedef_types:
            node = self.declarations.typedefs[name]
            ctype = self.type_of(node)
            if isinstance(ctype, Scalar) and not is_void(ctype):
                self._canonical[name] = self.canonical(ctype)
                align = self.alignments.of_type(_named_type(name)) or ctype.align_bytes
                if self.target.records.bit_fields is BitFieldRules.MICROSOFT:
                    align = max(align, ctype.align_bytes)  # lowered in arrays only, which their elements say
                ctype = replace(ctype, name=name, align_bytes=align)
            self._typedef_types[name] = ctype
        return self._typedef_types[name]

    def type_of(self, node: c_ast.Node) -> CType:
        """Return the type that a declaration, declarator or specifier denotes.

        Raises:
            UnsupportedTypeError: It uses something that ffisafe does not understand.
        """
        if self._depth >= MAX_DEPTH:
            raise UnsupportedTypeError("its type is nested too deeply")
        self._depth += 1
        try:
            return self._type_of(node)
        finally:
            self._depth -= 1

    def _type_of(self, node: c_ast.Node) -> CType:
        match node:
            case c_ast.Decl(type=of) | c_ast.Typename(type=of) | c_ast.Typedef(type=of):
                return require_bounded(self._with_attributes(self.type_of(of), node))
            case c_ast.TypeDecl(type=of):
                return self.type_of(of)
            case c_ast.AttributedType(type=of):
                return _with_convention(self.type_of(of), attributes_of(node))
            case c_ast.PtrDecl(type=of):
                return self._declared_pointer(node, of)
            case c_ast.ArrayDecl(type=of, dim=dim):
                return Array(element=self.type_of(of), count=self._count(dim))
            case c_ast.FuncDecl():
                return self._function(node)
        return self._specified(node)

    def _specified(self, node: c_ast.Node) -> CType:
        match node:
            case c_ast.Struct() | c_ast.Union():
                return self.records.of(node)
            case c_ast.Enum():
                return self.enumerations.of(node)
            case c_ast.IdentifierType(names=names):
                return self._named(names)
            case c_ast.TypeOf(expr=c_ast.Typename() as of):
                return self.type_of(of)
            case c_ast.TypeOf(expr=of):
                return self.expressions.of(of).type
            case c_ast.BitIntType(width=width, signedness=signedness):
                return bit_int(self.expressions.constant(width), self.target, signed=signedness != "unsigned")
            case c_ast.InferredType():
                raise UnsupportedTypeError("a type that its initialiser has is not understood")
        raise UnsupportedTypeError(f"{type(node).__name__} is not understood as a type")

    def _declared_pointer(self, node: c_ast.PtrDecl, of: c_ast.Node) -> Pointer:
        attributes = attributes_of(node)
        pointer = self._pointer(_with_convention(self.type_of(of), attributes), const=self.is_const(of))
        size = pointer_bytes(attributes)
        return pointer if size is None else replace(pointer, size_bytes=size)

    def _pointer(self, pointee: CType, *, const: bool) -> Pointer:
        return Pointer(pointee=pointee, const=const, size_bytes=self.target.pointer_bytes)

    def is_const(self, node: Any) -> bool:
        """Whether the type that a pointer points to is const-qualified, typedefs looked through."""
        while True:
            if "const" in (getattr(node, "quals", None) or []):
                return True
            match node:
                case c_ast.AttributedType() | c_ast.ArrayDecl() | c_ast.TypeDecl():
                    node = node.type
                case c_ast.IdentifierType(names=[name]) if name in self.declarations.typedefs:
                    node = self.declarations.typedefs[name].type
                case c_ast.TypeOf(op="typeof_unqual"):
                    return False
                case c_ast.TypeOf(expr=c_ast.Typename() as node):
                    pass
                case c_ast.TypeOf(expr=expression):
                    return self.expressions.of(expression).const
                case _:
                    return False

    def _with_attributes(self, ctype: CType, node: c_ast.Node) -> CType:
        """Apply the attributes of a declaration that make another type of its base type."""
        attributes = attributes_of(*declarator_chain(node))
        mode = mode_of(attributes)
        if mode is not None and isinstance(ctype, Scalar):
            ctype = with_mode(ctype, mode, self.target)
        elif mode is not None and isinstance(ctype, Enumeration):
            ctype = replace(ctype, underlying=with_mode(ctype.underlying, mode, self.target))
        for attribute in attributes:
            if attribute.name == "vector_size" or (attribute.name == _CLANG_VECTOR and self._dialect.clang):
                ctype = self._vector(ctype, attribute)
        return _with_convention(ctype, of_declared(node, clang=False))

    def _vector(self, ctype: CType, attribute: c_ast.Attribute) -> CType:
        """Make a vector of the scalar at the bottom of a declarator."""
        match ctype:
            case Pointer(pointee=of):
                return replace(ctype, pointee=self._vector(of, attribute))
            case Array(element=of):
                return replace(ctype, element=self._vector(of, attribute))
            case FunctionType(result=of):
                return replace(ctype, result=self._vector(of, attribute))
            case Scalar(size_bytes=size) if size and not isinstance(ctype, Vector):
                number = self.alignments.argument(attribute.arguments or "")
                if attribute.name == _CLANG_VECTOR:  # Clang's, by elements: three take the room of four
                    number = size << (number - 1).bit_length()
                return vector_of(ctype, number, self.target)
        raise UnsupportedTypeError(f"attribute {attribute.name} on `{spell_c(ctype)}` is not understood")

    def _count(self, dim: c_ast.Node | None) -> int | None:
        if dim is None:
            return None
        try:
            count = self.expressions.constant(dim)
        except UnsupportedTypeError:
            if self._in_prototype:
                return None  # a variable length, which another parameter has
            raise
        if count < 0:
            raise UnsupportedTypeError(f"array bound {count} is negative")
        if count >> 8 * self.target.pointer_bytes:
            raise UnsupportedTypeError("an array bound is larger than all memory")
        return count

    def _named(self, names: Sequence[str]) -> CType:
        if len(names) == 1 and names[0] in self.declarations.typedefs:
            return self.typedef(names[0])
        if len(names) == 1 and names[0] in self.declarations.lost_typedefs:
            raise UnsupportedTypeError(f"type {names[0]} is not understood")
        if list(names) == ["__builtin_va_list"]:
            ctype, layouts = va_list(self.target)
            self.records.layouts.update(layouts)
            return ctype
        return scalar(canonical_name(names), self.target)

    def _function(self, node: c_ast.FuncDecl) -> FunctionType:
        parameters = tuple(self.parameter_type(p) for p in parameters_of(node))
        return FunctionType(
            parameters=() if len(parameters) == 1 and is_void(parameters[0]) else parameters,
            result=self.type_of(node.type),
            variadic=is_variadic(node),
            # That of `int *__stdcall f(void)` stands behind the star of the result.
            convention=convention_of(written(node.type)),
        )

    def parameter_type(self, node: Any) -> CType:
        """Return a parameter's type, arrays and functions adjusted to pointers (C17 §6.7.6.3)."""
        outer, self._in_prototype = self._in_prototype, True
        try:
            return self._adjusted(node)
        finally:
            self._in_prototype = outer

    def _adjusted(self, node: Any) -> CType:
        if isinstance(node, c_ast.ID):
            raise UnsupportedTypeError(f"type {node.name} is not understood")
        if isinstance(node.type, c_ast.ArrayDecl):
            element = node.type.type
            return self._pointer(self.type_of(element), const=self.is_const(element))
        match self.type_of(node):
            case Array(element=element_type):
                return self._pointer(element_type, const=self.is_const(node.type))
            case FunctionType() as function:
                return self._pointer(function, const=False)
            case ctype:
                return ctype


def _with_convention(ctype: CType, attributes: Iterable[c_ast.Attribute]) -> CType:
    """Return a function's type, or that of a pointer to one, with the convention that attributes name."""
    convention = convention_of(attributes)
    match ctype:
        case FunctionType() if convention is not None:
            return replace(ctype, convention=convention)
        case Pointer(pointee=FunctionType() as function) if convention is not None:
            return replace(ctype, pointee=replace(function, convention=convention))
    return ctype


def _named_type(name: str) -> c_ast.IdentifierType:
    return c_ast.IdentifierType([name])
