"""From pycparser's tree to the model: types by need, records with their layouts."""

from collections.abc import Sequence
from dataclasses import replace

from pycparser import c_ast, c_generator
from pycparser.c_parser import CParser

from ffisafe.abi.layout import layout_record, size_and_alignment
from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.c_header.attributes import attributes_of, is_packed, mode_size
from ffisafe.frontends.c_header.constants import Evaluator
from ffisafe.frontends.c_header.declarations import (
    Declarations,
    RecordNode,
    enumerators,
    kind_of,
)
from ffisafe.model.ctype import (
    VOID,
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
from ffisafe.model.source import SourceLocation
from ffisafe.model.target import Encoding, Target

# The multiset of specifiers of each arithmetic type (C17 §6.7.2), as canonical spelling.
_SIGNED_DEFAULT = {"short", "long", "long long", "__int128"}
_SAME_AS = {
    "_Float32": "float",
    "_Float64": "double",
    "_Float32x": "double",
    "_Float64x": "long double",
    "__float128": "_Float128",
    "__int128_t": "__int128",
    "__uint128_t": "unsigned __int128",
}


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
        self._record_keys: dict[int, str] = {}
        self._enumerations: dict[int, Enumeration] = {}
        self._in_progress: set[str] = set()
        self._typedef_align: dict[str, int] = {}
        self._typedef_types: dict[str, CType] = {}

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
                raise UnsupportedTypeError(f"{name} is not declared")
            node = self._declarations.typedefs[name]
            self._name_untagged(node.type, name)
            ctype = self.type_of(node)
            align = self._requested_alignment(node, node.type)
            if isinstance(ctype, Scalar) and ctype.encoding is not Encoding.VOID:
                ctype = replace(ctype, name=name, align_bytes=align or ctype.align_bytes)
            elif align:
                self._typedef_align[name] = align
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
        match node:
            case c_ast.Decl(type=of) | c_ast.Typename(type=of) | c_ast.Typedef(type=of):
                return self._with_mode(self.type_of(of), node, of)
            case c_ast.TypeDecl(type=of):
                return self.type_of(of)
            case c_ast.AttributedType(type=of):
                return self._with_mode(self.type_of(of), node)
            case c_ast.PtrDecl(type=of):
                return self._pointer(self.type_of(of), const=_is_const(of))
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

    def _with_mode(self, ctype: CType, *nodes: c_ast.Node) -> CType:
        size = mode_size(attributes_of(*nodes))
        if size is None or not isinstance(ctype, Scalar):
            return ctype
        for name, fact in self._target.scalars.items():
            if (fact.encoding, fact.size_bytes) == (ctype.encoding, size):
                return self._scalar(name)
        raise UnsupportedTypeError(f"no {ctype.encoding} type of {size} bytes for a mode attribute")

    def _count(self, dim: c_ast.Node | None) -> int | None:
        if dim is None:
            return None
        count = self.constant(dim)
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
            raise UnsupportedTypeError("va_list has no counterpart outside of C")
        return self._scalar(canonical_name(names))

    def _scalar(self, name: str) -> Scalar:
        if name == "void":
            return VOID
        if name not in self._target.scalars:
            raise UnsupportedTypeError(f"type {name} is not understood")
        fact = self._target.scalars[name]
        return Scalar(
            name=name,
            encoding=fact.encoding,
            size_bytes=fact.size_bytes,
            align_bytes=fact.align_bytes,
        )

    def _function(self, node: c_ast.FuncDecl) -> FunctionType:
        parameters = parameters_of(node)
        return FunctionType(
            parameters=tuple(self.parameter_type(p) for p in parameters),
            result=self.type_of(node.type),
            variadic=is_variadic(node),
        )

    def parameter_type(self, node: c_ast.Node) -> CType:
        """Return a parameter's type, arrays and functions adjusted to pointers (C17 §6.7.6.3)."""
        if isinstance(node.type, c_ast.ArrayDecl):
            element = node.type.type
            return self._pointer(self.type_of(element), const=_is_const(element))
        match self.type_of(node):
            case Array(element=element_type):
                return self._pointer(element_type, const=_is_const(node.type))
            case FunctionType() as function:
                return self._pointer(function, const=False)
            case ctype:
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
            partial = Enumeration(
                name=node.name or "", underlying=self._scalar("int"), constants=tuple(constants)
            )
            self._enumerations[id(node)] = partial
        packed = is_packed(attributes_of(node))
        underlying = self._underlying(node, [value for _, value in constants], packed=packed)
        return Enumeration(name=node.name or "", underlying=underlying, constants=tuple(constants))

    def _underlying(self, node: c_ast.Enum, values: list[int], *, packed: bool) -> Scalar:
        """Return the smallest type that holds all values, from int up unless packed."""
        if node.underlying_type is not None:
            fixed = self.type_of(node.underlying_type)
            if isinstance(fixed, Scalar):
                return fixed
        signed = min(values, default=0) < 0
        needed = max(
            (value.bit_length() if value >= 0 else (~value).bit_length()) + signed
            for value in values or [0]
        )
        names = ["int", "long", "long long"]
        for name in (["char", "short", *names] if packed else names):
            prefix = "unsigned " if not signed else "signed " if name == "char" else ""
            scalar = self._scalar(prefix + name)
            if needed <= scalar.size_bytes * 8:
                return scalar
        raise UnsupportedTypeError("an enumerator fits no integer type")

    # -- records ----------------------------------------------------------------------------

    def _record(self, node: RecordNode) -> Record:
        kind = RecordKind(kind_of(node))
        key = f"{kind} {node.name}" if node.name else self._record_keys.get(id(node))
        if key is None:
            key = f"{kind} at {node.coord}"
            self._record_keys[id(node)] = key
        name = node.name or ("" if " at " in key else key)
        definition = self._declarations.tags.get(key, node if node.decls is not None else None)
        if definition is not None and key not in self.records:
            self._define_record(key, name, definition)
        return Record(kind=kind, name=name, key=key)

    def _define_record(self, key: str, name: str, node: RecordNode) -> None:
        if key in self._in_progress:
            return
        self._in_progress.add(key)
        try:
            self.records[key] = layout_record(self._definition(name, node), self.records)
        except UnsupportedTypeError as error:
            self.problems.append(
                Problem(symbol=name or key, reason=error.message, location=location(node))
            )
        finally:
            self._in_progress.discard(key)

    def _definition(self, name: str, node: RecordNode) -> RecordDefinition:
        attributes = attributes_of(node)
        fields = [self._field(d) for d in node.decls if isinstance(d, c_ast.Decl)]
        return RecordDefinition(
            kind=RecordKind(kind_of(node)),
            name=name,
            fields=tuple(fields),
            packed=is_packed(attributes),
            align_bytes=self._requested_alignment(node),
            pack_bytes=self._declarations.pack_bytes.get(id(node)),
            location=location(node),
        )

    def _field(self, node: c_ast.Decl) -> Field:
        ctype = self.type_of(node)
        width = None if node.bitsize is None else self.constant(node.bitsize)
        align = self._requested_alignment(node, node.type, *(node.align or []))
        return Field(
            name=node.name,
            type=ctype,
            width_bits=width,
            align_bytes=align or self._typedef_alignment(node.type),
            packed=is_packed(attributes_of(node, node.type)),
            location=location(node),
        )

    def _typedef_alignment(self, node: c_ast.Node) -> int | None:
        while isinstance(node, c_ast.TypeDecl | c_ast.AttributedType | c_ast.ArrayDecl):
            node = node.type
        if isinstance(node, c_ast.IdentifierType):
            return self._typedef_align.get(node.names[0])
        return None

    def _requested_alignment(self, *nodes: c_ast.Node) -> int | None:
        """Return the strictest of the ``aligned`` attributes and ``_Alignas`` on nodes."""
        asked = []
        for node in nodes:
            if isinstance(node, c_ast.Alignas):
                asked.append(self._alignas(node))
            inner = node.type if isinstance(node, c_ast.TypeDecl) else None
            for attribute in attributes_of(node, inner):
                if attribute.name == "aligned":
                    asked.append(self._aligned(attribute.arguments))
        return max(asked, default=None)

    def _alignas(self, node: c_ast.Alignas) -> int:
        if isinstance(node.alignment, c_ast.Typename):
            return size_and_alignment(self.type_of(node.alignment), self.records)[1]
        return self.constant(node.alignment)

    def _aligned(self, arguments: str | None) -> int:
        """Evaluate the argument of ``aligned``; without one it is the target's largest."""
        if not arguments or not arguments.strip():
            return 16
        return self.constant(parse_expression(arguments))

    # -- what constant expressions ask -------------------------------------------------------

    def _size_of_operand(self, node: c_ast.Node) -> tuple[int, int]:
        if isinstance(node, c_ast.Typename):
            return size_and_alignment(self.type_of(node), self.records)
        raise UnsupportedTypeError("sizeof an expression is not evaluated")

    def _offset_of(self, of: c_ast.Node, designator: c_ast.Node) -> int:
        record = self.type_of(of)
        if isinstance(record, Record) and isinstance(designator, c_ast.ID):
            for member in self.records[record.key].members:
                if member.name == designator.name:
                    return member.offset_bytes
        text = c_generator.CGenerator().visit(designator)
        raise UnsupportedTypeError(f"offsetof {text} is not evaluated")


def canonical_name(names: Sequence[str]) -> str:
    """Return the canonical spelling of arithmetic specifiers, ``unsigned long`` for example."""
    words = [{"__int128_t": "__int128"}.get(name, name) for name in names]
    if len(words) == 1 and words[0] in _SAME_AS:
        return _SAME_AS[words[0]]
    longs, unsigned, signed = words.count("long"), "unsigned" in words, "signed" in words
    rest = [w for w in words if w not in {"long", "unsigned", "signed", "int"}]
    base = " ".join([*rest, *["long"] * longs]) if rest != ["double"] else "long " * longs + "double"
    base = base or "int"
    if base == "char" and signed:
        return "signed char"
    return f"unsigned {base}" if unsigned else base


def parameters_of(node: c_ast.FuncDecl) -> list[c_ast.Node]:
    """Return the parameters of a function, ``(void)`` and ``...`` left out."""
    parameters = node.args.params if node.args else []
    kept = [p for p in parameters if not isinstance(p, c_ast.EllipsisParam)]
    return [] if len(kept) == 1 and _is_void(kept[0]) else kept


def is_variadic(node: c_ast.FuncDecl) -> bool:
    """Whether the parameter list ends in ``...``."""
    parameters = node.args.params if node.args else []
    return any(isinstance(p, c_ast.EllipsisParam) for p in parameters)


def location(node: c_ast.Node) -> SourceLocation | None:
    """Return where a node was written."""
    coord = node.coord
    if coord is None or not coord.file:
        return None
    return SourceLocation(file=coord.file, line=coord.line, column=coord.column)


def parse_expression(text: str) -> c_ast.Node:
    """Parse the text of an attribute's argument as a C expression."""
    tree = CParser().parse(f"int value = ({text});")
    return tree.ext[0].init


def _is_const(node: c_ast.Node) -> bool:
    """Whether the type that a pointer points to is const-qualified."""
    while isinstance(node, c_ast.AttributedType | c_ast.ArrayDecl):
        node = node.type
    return "const" in (getattr(node, "quals", None) or [])


def _is_void(node: c_ast.Node) -> bool:
    match node:
        case c_ast.Typename(name=None, type=c_ast.TypeDecl(type=c_ast.IdentifierType(names=["void"]))):
            return True
    return False
