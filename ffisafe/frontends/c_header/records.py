"""Structs and unions of a header, laid out when they are first used."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from pycparser import c_ast

from ffisafe.abi.atomics import atomic
from ffisafe.abi.layout import layout_record, size_and_alignment
from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.c_header.alignment import Alignments
from ffisafe.frontends.c_header.attributes import (
    bit_field_rules,
    is_packed,
    of_declaration,
    of_declared,
    storage_order,
    to_model,
    understood,
    written,
)
from ffisafe.frontends.c_header.declarations import Declarations, RecordNode, kind_of
from ffisafe.frontends.c_header.grammar.attribute_syntax import pragmas_of
from ffisafe.frontends.c_header.grammar.pragmas import LayoutPragmas
from ffisafe.frontends.c_header.grammar.tokens import Dialect
from ffisafe.frontends.c_header.nesting import MAX_RECORDS
from ffisafe.frontends.c_header.nodes import location
from ffisafe.model.ctype import Array, CType, Enumeration, Record, RecordKind, Scalar, innermost
from ffisafe.model.interface import Problem
from ffisafe.model.layout import Field, RecordDefinition, RecordLayout
from ffisafe.model.spelling import spell_c
from ffisafe.model.target import BitFieldRules, Encoding, Endianness, RecordRules, RulesOf

_INTEGERS = {Encoding.SIGNED, Encoding.UNSIGNED, Encoding.CHAR, Encoding.BOOLEAN}


@dataclass(slots=True, kw_only=True)
class Records:
    """The records of a translation unit: ``layouts`` by key, ``problems`` for those not understood."""

    declarations: Declarations
    rules: RecordRules
    dialect: Dialect
    alignments: Alignments
    constant: Callable[[c_ast.Node], int]
    type_of: Callable[[c_ast.Node], CType]
    layouts: dict[str, RecordLayout] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _keys: dict[int, str] = field(default_factory=dict)  # of those without a tag, by their node
    _begun: set[str] = field(default_factory=set)  # a record may refer to itself
    _waiting: dict[str, tuple[str, RecordNode]] = field(default_factory=dict)  # known, not yet needed
    _depth: int = 0  # definitions inside one another

    def __post_init__(self) -> None:
        """Name the records that have a typedef and no tag."""
        for name, typedef in self.declarations.typedefs.items():
            node = typedef.type
            while isinstance(node, c_ast.TypeDecl | c_ast.AttributedType):
                node = node.type
            if isinstance(node, c_ast.Struct | c_ast.Union) and not node.name:
                self._keys.setdefault(id(node), name)

    def of(self, node: RecordNode) -> Record:
        """Return the type that a specifier denotes, and lay it out if it is defined anywhere.

        Inside another record it waits until its size is asked for, or else until that record is
        laid out: behind a pointer there may be one that contains the record just begun.
        """
        kind = RecordKind(kind_of(node))
        key = f"{kind} {node.name}" if node.name else self._keys.get(id(node))
        if key is None:
            # A file that is included twice has two of them at one place.
            key = f"{kind} at {node.coord} #{len(self._keys)}"
            self._keys[id(node)] = key
        name = node.name or ("" if " at " in key else key)
        definition = self.declarations.tags.get(key, node)
        if isinstance(definition, RecordNode) and definition.decls is not None and key not in self._begun:
            self._waiting[key] = (name, definition)
            if self._depth == 0:
                self._define_waiting()
        return Record(kind=kind, name=name, key=key)

    def require_complete(self, ctype: CType) -> CType:
        """Return a type if it can be passed by value.

        Raises:
            UnsupportedTypeError: It is a record whose layout is not known.
        """
        if isinstance(ctype, Record):
            self._define(ctype.key)
            if ctype.key not in self.layouts:
                lost = ctype.key in self._begun or ctype.key in self.declarations.lost_tags
                why = "not understood" if lost else "an incomplete type"
                raise UnsupportedTypeError(f"`{spell_c(ctype)}` is {why}")
        return ctype

    def size_and_alignment(self, ctype: CType) -> tuple[int, int]:
        """Return size and alignment of a type in bytes, its records laid out first.

        Raises:
            UnsupportedTypeError: The type is incomplete or a function.
        """
        element = innermost(ctype)
        if isinstance(element, Record):
            self._define(element.key)
        size, align = size_and_alignment(ctype, self.layouts)
        self._require_memory(size)
        return size, align

    def _require_memory(self, size_bytes: int) -> None:
        """Compilers take no type whose size is no ``ptrdiff_t``."""
        if size_bytes >> (8 * self.alignments.target.pointer_bytes - 1):
            raise UnsupportedTypeError("its size is larger than all memory")

    def atomic(self, ctype: CType) -> CType:
        """Return the ``_Atomic`` variant of a type, or an array of it: a record may have another size."""
        size, align = self.size_and_alignment(ctype)
        match ctype:
            case Array(element=element):
                return replace(ctype, element=self.atomic(element))
            case Scalar():
                size, align = atomic(size, align, self.alignments.target)
                return replace(ctype, size_bytes=size, align_bytes=align)
            case Enumeration(underlying=underlying):
                _, align = atomic(size, align, self.alignments.target)
                return replace(ctype, underlying=replace(underlying, align_bytes=align))
            case Record():
                return self._atomic_record(ctype, *atomic(size, align, self.alignments.target))
        return ctype

    def _atomic_record(self, plain: Record, size_bytes: int, align_bytes: int) -> Record:
        layout = self.layouts[plain.key]
        # What Microsoft's rules require of a record they do not require of its atomic variant.
        changed = replace(
            layout,
            size_bytes=size_bytes,
            align_bytes=align_bytes,
            required_align_bytes=1,
            is_user_aligned=layout.is_user_aligned and self.rules.of is RulesOf.GCC,
        )
        if changed == layout:
            return plain
        name = f"_Atomic({plain.key})"
        self.layouts[name] = replace(changed, name=name)
        return Record(kind=plain.kind, name=name, key=name)

    def _define_waiting(self) -> None:
        while self._waiting:
            self._define(next(iter(self._waiting)))

    def _define(self, key: str) -> None:
        """Lay out a record, unless that is done or under way."""
        if key not in self._waiting:
            return
        if self._depth >= MAX_RECORDS:
            raise UnsupportedTypeError("its records are nested too deeply")
        name, node = self._waiting.pop(key)
        self._begun.add(key)
        self._depth += 1
        try:
            layout = self._layout(name, node)
            self.layouts[key] = layout if node.name else self._as_named(key, layout)
        except UnsupportedTypeError as error:
            self.problems.append(Problem(symbol=name or key, reason=error.message, location=location(node)))
        finally:
            self._depth -= 1

    def _as_named(self, typedef: str, layout: RecordLayout) -> RecordLayout:
        """Return the layout of a record that only a typedef names, with the alignment of that."""
        align = self.alignments.of_type(c_ast.IdentifierType([typedef]))
        if align is None:
            return layout
        member_align = layout.member_align_bytes or layout.align_bytes
        return replace(layout, align_bytes=align, member_align_bytes=member_align)

    def _layout(self, name: str, node: RecordNode) -> RecordLayout:
        pragmas = pragmas_of(node, at_opening=self.dialect.clang)
        if pragmas.problem:
            raise UnsupportedTypeError(f"`{pragmas.problem}` is not understood")
        attributes = understood([*self._declared_before(node), *written(node)])
        definition = RecordDefinition(
            kind=RecordKind(kind_of(node)),
            name=name,
            fields=tuple(self._field(each) for each in node.decls if self._is_member(each)),
            packed=is_packed(attributes),
            align_bytes=self.alignments.of_record(attributes),
            pack_bytes=pragmas.pack_bytes,
            location=location(node),
            attributes=to_model(attributes),
            storage_order=self._storage_order(attributes, pragmas),
        )
        chosen = bit_field_rules(attributes) or (BitFieldRules.MS_STRUCT if pragmas.ms_struct else None)
        layout = layout_record(definition, self.layouts, self._rules(chosen))
        self._require_memory(layout.size_bytes)
        return layout

    def _rules(self, chosen: BitFieldRules | None) -> RecordRules:
        """Return the target's rules, or those of the family that is asked for."""
        known = self.rules.attributes
        if self.dialect.clang and self.rules.bit_fields is BitFieldRules.SYSTEM_V:
            known = known | {BitFieldRules.MS_STRUCT}  # on every processor
        return replace(self.rules, bit_fields=chosen) if chosen in known else self.rules

    def _declared_before(self, node: RecordNode) -> list[c_ast.Attribute]:
        """Return the attributes of a tag's earlier declarations, which only Clang keeps."""
        key = f"{kind_of(node)} {node.name}"
        earlier = self.declarations.forward.get(key, []) if self.dialect.clang else []
        return [attribute for each in earlier for attribute in written(each)]

    def _storage_order(self, attributes: list[c_ast.Attribute], pragmas: LayoutPragmas) -> Endianness | None:
        """Return a byte order that is not the target's; Clang knows none."""
        if self.dialect.clang:
            return None
        asked = storage_order(attributes) or pragmas.storage_order
        return None if asked is self.alignments.target.endianness else asked

    def _is_member(self, node: c_ast.Node) -> bool:
        """Whether a declaration declares a member; one of a tag alone does so only for Microsoft."""
        if not isinstance(node, c_ast.Decl):
            return False
        if node.name is not None or node.bitsize is not None:
            return True
        match node.type:
            case c_ast.Struct(name=None) | c_ast.Union(name=None):
                return True
            case c_ast.Struct() | c_ast.Union():
                return self.dialect.microsoft
            case c_ast.IdentifierType(names=[name]) if self.dialect.microsoft:
                return isinstance(self._named(name), RecordNode)
        return False

    def _named(self, name: str) -> c_ast.Node | None:
        """Return the specifier that a typedef's name stands for, if no declarator comes between."""
        node = self.declarations.typedefs.get(name)
        while isinstance(node, c_ast.Typedef | c_ast.TypeDecl | c_ast.AttributedType):
            node = node.type
            if isinstance(node, c_ast.IdentifierType):
                node = self.declarations.typedefs.get(node.names[0])
        return node

    def _field(self, node: c_ast.Decl) -> Field:
        ctype = self.require_complete(self.type_of(node))
        if self.alignments.is_atomic(node.type):
            ctype = self.atomic(ctype)
        self.size_and_alignment(ctype)
        return Field(
            name=node.name,
            type=ctype,
            width_bits=None if node.bitsize is None else self._width(node, ctype),
            align_bytes=self.alignments.of_declaration(node),
            type_align_bytes=self.alignments.of_outer_type(node) or self.alignments.of_type(node.type),
            element_align_bytes=self.alignments.of_elements(node.type),
            packed=is_packed(of_declared(node, clang=self.dialect.clang)),
            location=location(node),
            attributes=of_declaration(node),
        )

    def _width(self, node: c_ast.Decl, ctype: CType) -> int:
        """Return the width of a bit-field, which is at most that of its type (C17 §6.7.2.1)."""
        width = self.constant(node.bitsize)
        widest = _bits(ctype)
        if width < 0 or (width == 0 and node.name is not None):
            raise UnsupportedTypeError(f"bit-field `{node.name or ''}` has width {width}")
        if width > widest:
            raise UnsupportedTypeError(
                f"bit-field `{node.name or ''}` has {width} bits, and `{spell_c(ctype)}` only {widest}"
            )
        return width


def _bits(ctype: CType) -> int:
    """Return how many bits a bit-field of a type may have.

    Raises:
        UnsupportedTypeError: It may be of no bit-field's.
    """
    of = ctype.underlying if isinstance(ctype, Enumeration) else ctype
    if not isinstance(of, Scalar) or of.encoding not in _INTEGERS:
        raise UnsupportedTypeError(f"a bit-field cannot have type `{spell_c(ctype)}`")
    return 1 if of.encoding is Encoding.BOOLEAN else 8 * of.size_bytes
