"""Declarators of GNU C: attributes and qualifiers wherever GCC and Clang take them."""

from enum import Enum, auto
from typing import Any, NoReturn

from pycparser import c_ast

from ffisafe.frontends.c_header.grammar.attribute_syntax import linked, specifier
from ffisafe.frontends.c_header.grammar.skipping import Skipping
from ffisafe.frontends.c_header.grammar.tokens import ATTRIBUTE

_QUALIFIERS = {"CONST", "RESTRICT", "VOLATILE", "_ATOMIC"}
_NAMES = {"ID", "TYPEID"}
_MAX_PARTS = 1000
"""Pointers, arrays and functions of one declarator; C promises 12 (C17 §5.2.4.1)."""


class Naming(Enum):
    """Whether a declarator has a name: a declaration's, a parameter's or a type name's."""

    REQUIRED = auto()
    OPTIONAL = auto()
    NONE = auto()


class Declarator:
    """What a declarator is made of: the outermost part, which the name has, comes first."""

    __slots__ = ("attributes", "coord", "name", "parts")

    def __init__(self) -> None:
        self.name: str | None = None
        self.coord: Any = None
        self.parts: list[Any] = []
        self.attributes: list[c_ast.AttributeSpecifier] = []  # of what is declared

    def as_node(self) -> Any:
        """Return it as pycparser has declarators."""
        of = c_ast.TypeDecl(declname=self.name, quals=None, align=None, type=None, coord=self.coord)
        return linked(self.parts, of)


class Declarators(Skipping):
    """Declarators, abstract ones too, as lists of parts rather than pycparser's spliced chains."""

    def _parse_attribute_specifier_sequence(self) -> list[c_ast.AttributeSpecifier]:
        groups = []
        while self._peek_type() == ATTRIBUTE:
            groups += self._one_attribute_specifier()
        return groups

    def _one_attribute_specifier(self) -> list[c_ast.AttributeSpecifier]:
        token: Any = self._advance()
        return [specifier(token, self._tok_coord(token))]

    def _declarator(self, naming: Naming) -> Declarator:
        """Parse a declarator with the attributes before and behind it."""
        before = self._parse_attribute_specifier_sequence()
        found = self._nested_declarator(naming)
        found.attributes = [*before, *found.attributes]
        if len(found.parts) > _MAX_PARTS:
            self._parse_error("its type is nested too deeply", found.coord)
        return found

    def _nested_declarator(self, naming: Naming) -> Declarator:
        pointers = self._pointers()
        token = self._peek()
        if token is not None and token.type == "LPAREN" and self._nests(naming):
            self._advance()
            outside = self._parse_attribute_specifier_sequence()
            found = self._nested_declarator(naming)
            self._expect("RPAREN")
        else:
            outside = []
            found = Declarator()
            self._name(found, naming)
        found.coord = found.coord or (self._tok_coord(token) if token is not None else None)
        self._suffixes(found)
        if outside:
            # They belong to the type that the parentheses' declarator is derived from.
            found.parts.append(c_ast.AttributedType(None, outside, outside[0].coord))
        found.parts += reversed(pointers)
        return found

    def _name(self, found: Declarator, naming: Naming) -> None:
        token = self._peek()
        if naming is not Naming.NONE and token is not None and token.type in _NAMES:
            self._advance()
            found.name, found.coord = token.value, self._tok_coord(token)
        elif naming is Naming.REQUIRED:
            self._unexpected()

    def _unexpected(self) -> NoReturn:
        """Say that the next token cannot stand where it stands."""
        token = self._peek()
        self._parse_error(f"before: {token.value}" if token else "it ends too early", None)

    def _pointers(self) -> list[c_ast.PtrDecl]:
        """Parse ``*``, and Clang's ``^`` of blocks, which are pointers too."""
        found = []
        while (token := self._peek()) is not None and token.type in {"TIMES", "XOR"}:
            self._advance()
            quals: list[str] = []
            attributes: list[c_ast.AttributeSpecifier] = []
            while (kind := self._peek_type()) == ATTRIBUTE or kind in _QUALIFIERS:
                if kind == ATTRIBUTE:
                    attributes += self._parse_attribute_specifier_sequence()
                else:
                    quals.append(self._advance().value)
            coord = self._tok_coord(token)
            found.append(c_ast.PtrDecl(quals=quals, type=None, coord=coord, attributes=attributes))
        return found

    def _nests(self, naming: Naming) -> bool:
        """Whether a parenthesis before any name holds a declarator; else it holds parameters."""
        if naming is Naming.REQUIRED:
            return True
        ahead = 2
        while self._peek_type(ahead) == ATTRIBUTE:
            ahead += 1
        token = self._peek(ahead)
        if token is None or token.type in {"RPAREN", "ELLIPSIS"}:
            return False
        return not self._starts_declaration(token)

    def _suffixes(self, found: Declarator) -> None:
        while True:
            match self._peek_type():
                case "LBRACKET":
                    found.parts.append(self._array(found.coord))
                case "LPAREN":
                    found.parts.append(self._function(found.coord))
                case "ATTRIBUTE_BEGIN":
                    found.attributes += self._parse_attribute_specifier_sequence()
                case _:
                    return

    def _array(self, coord: Any) -> c_ast.ArrayDecl:
        self._expect("LBRACKET")
        quals: list[str] = []
        while (kind := self._peek_type()) in _QUALIFIERS or kind in {"STATIC", ATTRIBUTE}:
            if kind == ATTRIBUTE:
                self._parse_attribute_specifier_sequence()
            else:
                quals.append(self._advance().value)
        dim: Any = None
        if self._peek_type() == "TIMES" and self._peek_type(2) == "RBRACKET":
            dim = c_ast.ID(self._advance().value)
        elif self._peek_type() != "RBRACKET":
            dim = self._parse_assignment_expression()
        self._expect("RBRACKET")
        return c_ast.ArrayDecl(type=None, dim=dim, dim_quals=quals, coord=coord)

    def _function(self, coord: Any) -> c_ast.FuncDecl:
        self._expect("LPAREN")
        self._push_scope()  # of the parameters' names, which may hide types
        try:
            args = self._parameters()
            self._expect("RPAREN")
        finally:
            self._pop_scope()
        return c_ast.FuncDecl(args=args, type=None, coord=coord)

    def _parameters(self) -> c_ast.Node | None:
        if self._peek_type() == "RPAREN":
            return None
        if self._peek_type() != "ELLIPSIS" and not self._starts_declaration():
            return self._parse_identifier_list()
        found: list[Any] = []
        while True:
            if token := self._accept("ELLIPSIS"):
                found.append(c_ast.EllipsisParam(self._tok_coord(token)))
                break
            found.append(self._parameter())
            if self._accept("SEMI"):  # what came were forward declarations of parameters
                found = []
            elif self._accept("COMMA") is None:
                break
        return c_ast.ParamList(found, found[0].coord) if found else None

    def _parameter(self) -> Any:
        """Parse a parameter: a declaration if it has a name, else a type name."""
        spec, saw_type, coord = self._parse_specifiers(allow_storage_and_function=True)
        if spec is None:
            self._unexpected()
        if not saw_type:
            spec["type"] = [c_ast.IdentifierType(["int"], coord=coord)]
        declarator = self._declarator(Naming.OPTIONAL)
        if declarator.name is None:
            return self._type_name(spec, declarator, coord)
        self._scope_stack[-1][declarator.name] = False
        self._typedef_checked_token = None
        return self._declaration(spec, declarator)

    def _parse_type_name(self) -> Any:
        spec, saw_type, coord = self._parse_specifiers(allow_storage_and_function=False)
        if spec is None or not saw_type:
            self._unexpected()
        return self._type_name(spec, self._declarator(Naming.NONE), coord)

    def _type_name(self, spec: Any, declarator: Declarator, coord: Any) -> Any:
        declarator.coord = declarator.coord or coord
        node: Any = self._build_type_name(spec, declarator.as_node(), coord)
        node.attributes = [*spec["entity"], *declarator.attributes]
        return node

    def _attach_type_attributes(self, decl: Any, spec: Any) -> Any:
        """Keep the specifiers' attributes at the specified type, below all declarators."""
        of = decl
        while not isinstance(of, c_ast.TypeDecl):
            of = of.type
        if spec["type_attributes"]:
            of.type = c_ast.AttributedType(of.type, spec["type_attributes"], of.type.coord)
        return decl

    def _declaration(self, spec: Any, declarator: Declarator, bitsize: Any = None, init: Any = None) -> Any:
        """Return a declaration with a name, or of a bit-field without one."""
        node: Any
        of = declarator.as_node()
        common = {"name": None, "quals": spec["qual"], "storage": spec["storage"], "type": of}
        if "typedef" in spec["storage"]:
            node = c_ast.Typedef(**common, coord=declarator.coord)
        else:
            more = {"align": spec["alignment"], "funcspec": spec["function"], "init": init}
            node = c_ast.Decl(**common, **more, bitsize=bitsize, coord=declarator.coord)
        node = self._attach_type_attributes(self._fix_decl_name_type(node, spec["type"]), spec)
        node.attributes = [*spec["entity"], *declarator.attributes]
        return node
