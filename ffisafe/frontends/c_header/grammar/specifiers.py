"""Declaration specifiers, structs, unions and enums, with attributes in every place."""

from typing import Any

from pycparser import c_ast
from pycparser.c_lexer import Token

from ffisafe.frontends.c_header.grammar.attribute_syntax import (
    DeclspecSpecifier,
    PragmasHere,
    StandardSpecifier,
)
from ffisafe.frontends.c_header.grammar.declarators import Declarator, Declarators, Naming
from ffisafe.frontends.c_header.grammar.pragmas import NO_PRAGMAS, LayoutPragmas
from ffisafe.frontends.c_header.grammar.tokens import ATTRIBUTE

_QUALIFIERS = {"CONST", "RESTRICT", "VOLATILE", "_ATOMIC"}
_FUNCTION_SPECIFIERS = {"INLINE", "_NORETURN"}
_STORAGE = {"AUTO", "CONSTEXPR", "REGISTER", "STATIC", "EXTERN", "TYPEDEF", "_THREAD_LOCAL"}
_SIMPLE_TYPES = {
    *("VOID", "_BOOL", "CHAR", "SHORT", "INT", "LONG", "FLOAT", "DOUBLE", "SIGNED", "UNSIGNED"),
    *("_COMPLEX", "_IMAGINARY", "__INT128"),
}


class Specifiers(Declarators):
    """What stands before a declarator."""

    def _parse_specifiers(self, *, allow_storage_and_function: bool) -> tuple[Any, bool, Any]:
        """Parse specifiers in any order, with attributes among them.

        ``type_attributes`` are those of all that is declared and of its type; ``entity`` are
        those that stand first in C23's brackets, and belong to each thing declared alone.
        """
        spec: dict[str, list[Any]] = {
            **{"qual": [], "storage": [], "type": [], "function": [], "alignment": []},
            **{"type_attributes": [], "entity": []},
        }
        saw_type, first = False, None
        while (token := self._peek()) is not None:
            if token.type == ATTRIBUTE:
                for group in self._parse_attribute_specifier_sequence():
                    is_entity = isinstance(group, StandardSpecifier) and not any(spec.values())
                    spec["entity" if is_entity else "type_attributes"].append(group)
            elif (kind := self._specifier_kind(token, saw_type, allow_storage_and_function)) is None:
                break
            else:
                spec[kind].append(self._one_specifier(token, kind))
                saw_type = saw_type or kind == "type"
            first = first or self._tok_coord(token)
        self._give_declspecs(spec)
        return (spec if first is not None else None), saw_type, first

    def _give_declspecs(self, spec: Any) -> None:
        """Give Microsoft's attributes to the struct that is defined there, even before its keyword."""
        for of in spec["type"]:
            if getattr(of, "decls", None) is not None:
                given = [each for each in spec["type_attributes"] if isinstance(each, DeclspecSpecifier)]
                of.attributes = [*of.attributes, *given]

    def _specifier_kind(self, token: Token, saw_type: bool, allow_all: bool) -> str | None:  # noqa: FBT001  # one caller
        kind = token.type
        if kind == "TYPEID":
            return None if saw_type else "type"
        if kind in _SIMPLE_TYPES or kind in {"STRUCT", "UNION", "ENUM", "TYPEOF", "TYPEOF_UNQUAL", "_BITINT"}:
            return "type"
        if kind == "_ATOMIC" and self._peek_type(2) == "LPAREN":
            return "type"
        if kind in _QUALIFIERS:
            return "qual"
        if kind == "_ALIGNAS":
            return "alignment"
        if kind == "AUTO_TYPE":
            return "type"
        if allow_all and kind in _STORAGE:
            return "storage"
        return "function" if allow_all and kind in _FUNCTION_SPECIFIERS else None

    def _one_specifier(self, token: Token, kind: str) -> Any:
        match token.type:
            case "STRUCT" | "UNION":
                return self._parse_struct_or_union_specifier()
            case "ENUM":
                return self._parse_enum_specifier()
            case "TYPEOF" | "TYPEOF_UNQUAL":
                return self._parse_typeof_specifier()
            case "_BITINT":
                return self._parse_bitint_specifier()
            case "_ALIGNAS":
                return self._parse_alignment_specifier()
            case "_ATOMIC" if kind == "type":
                return self._parse_atomic_specifier()
        self._advance()
        if token.type == "AUTO_TYPE":
            return c_ast.InferredType(coord=self._tok_coord(token))
        if kind == "type":
            return c_ast.IdentifierType([token.value], coord=self._tok_coord(token))
        return token.value

    # -- structs and unions -----------------------------------------------------------------

    def _parse_struct_or_union_specifier(self) -> Any:
        keyword = self._advance()
        attributes = self._parse_attribute_specifier_sequence()
        name, coord = None, self._tok_coord(keyword)
        if self._peek_type() in {"ID", "TYPEID"}:
            tag = self._advance()
            name, coord = tag.value, self._tok_coord(tag)
            attributes += self._gnu_attributes_before({"LBRACE"})
        decls = None
        if self._peek_type() == "LBRACE":
            decls = self._members()
            attributes += self._gnu_attributes()
        elif name is None:
            self._unexpected()
        node = self._select_struct_union_class(keyword.value)
        return node(name=name, decls=decls, attributes=attributes, coord=coord)

    def _members(self) -> list[Any]:
        opening = self._expect("LBRACE")
        members: list[Any] = []
        while self._peek_type() not in {None, "RBRACE"}:
            if self._accept("SEMI"):
                continue
            if self._peek_type() == "_STATIC_ASSERT":
                self._parse_static_assert()
            else:
                members += self._member_declaration()
        closing = self._expect("RBRACE")
        opened, closed = _in_force(opening), _in_force(closing)
        if opened is not NO_PRAGMAS or closed is not NO_PRAGMAS:
            members.insert(0, PragmasHere(opened, closed))
        return members

    def _member_declaration(self) -> list[Any]:
        spec, saw_type, _ = self._parse_specifiers(allow_storage_and_function=False)
        if spec is None or not saw_type:
            self._unexpected()
        members = []
        if self._peek_type() in {"SEMI", "RBRACE"}:
            members.append(self._unnamed(spec))
        else:
            members.append(self._member(spec))
            while self._accept("COMMA"):
                members.append(self._member(spec))
        if self._peek_type() != "RBRACE":  # GCC does without the last semicolon
            self._expect("SEMI")
        return members

    def _unnamed(self, spec: Any) -> Any:
        """Return a declaration without declarator: an anonymous member, or of a tag alone."""
        of = spec["type"][0]
        node = c_ast.Decl(
            name=None, quals=spec["qual"], align=spec["alignment"], storage=spec["storage"],
            funcspec=spec["function"], type=of, init=None, bitsize=None, coord=of.coord,
        )  # fmt: skip
        node.attributes = [*spec["entity"], *spec["type_attributes"]]
        return node

    def _member(self, spec: Any) -> Any:
        if self._peek_type() == "COLON":
            declarator = Declarator()
            token = self._peek()
            declarator.coord = self._tok_coord(token) if token else None
        else:
            declarator = self._declarator(Naming.REQUIRED)
        bitsize = None
        if self._accept("COLON"):
            bitsize = self._parse_constant_expression()
            declarator.attributes += self._parse_attribute_specifier_sequence()
        return self._declaration(spec, declarator, bitsize=bitsize)

    # -- enums ------------------------------------------------------------------------------

    def _parse_enum_specifier(self) -> Any:
        keyword = self._expect("ENUM")
        attributes = self._parse_attribute_specifier_sequence()
        name, coord = None, self._tok_coord(keyword)
        if self._peek_type() in {"ID", "TYPEID"}:
            tag = self._advance()
            name, coord = tag.value, self._tok_coord(tag)
            attributes += self._gnu_attributes_before({"LBRACE", "COLON"})
        underlying = None
        # A colon before an expression is that of a bit-field without a name.
        if self._peek_type() == "COLON" and self._starts_declaration(self._peek(2)):
            self._advance()
            underlying = self._underlying_type()
        values = None
        if (brace := self._peek()) is not None and brace.type == "LBRACE":
            coord = coord if name else self._tok_coord(brace)  # where compilers say that it is
            values = self._enumerators()
            attributes += self._gnu_attributes()
        elif name is None:
            self._unexpected()
        return c_ast.Enum(name, values, underlying, coord, attributes=attributes)

    def _underlying_type(self) -> Any:
        spec, saw_type, coord = self._parse_specifiers(allow_storage_and_function=False)
        if not saw_type:
            self._unexpected()
        return self._type_name(spec, Declarator(), coord)

    def _enumerators(self) -> c_ast.EnumeratorList:
        opening = self._expect("LBRACE")
        found: list[Any] = []
        while self._peek_type() in {"ID", "TYPEID"}:
            token = self._advance()
            attributes = self._parse_attribute_specifier_sequence()
            value = self._parse_constant_expression() if self._accept("EQUALS") else None
            attributes += self._parse_attribute_specifier_sequence()
            coord = self._tok_coord(token)
            found.append(c_ast.Enumerator(token.value, value, coord, attributes=attributes))
            self._scope_stack[-1][token.value] = False
            self._typedef_checked_token = None
            if self._accept("COMMA") is None:
                break
        self._expect("RBRACE")
        return c_ast.EnumeratorList(found, self._tok_coord(opening))

    # -- small things -----------------------------------------------------------------------

    def _gnu_attributes(self) -> list[c_ast.AttributeSpecifier]:
        """Parse attributes behind a closing brace; C23's there belong to what is declared."""
        found: list[c_ast.AttributeSpecifier] = []
        while (token := self._peek()) is not None and token.type == ATTRIBUTE:
            start = self._mark()
            (group,) = self._one_attribute_specifier()
            if isinstance(group, StandardSpecifier):
                self._reset(start)
                break
            found.append(group)
        return found

    def _gnu_attributes_before(self, followed_by: set[str]) -> list[c_ast.AttributeSpecifier]:
        """Parse attributes behind a tag, if its definition comes behind them."""
        ahead = 1
        while self._peek_type(ahead) == ATTRIBUTE:
            ahead += 1
        if self._peek_type(ahead) not in followed_by:
            return []
        return self._parse_attribute_specifier_sequence()

    def _parse_static_assert(self) -> Any:
        """Skip an assertion: checking it is the compiler's work."""
        start = self._advance()
        self._skip_to({"SEMI"})
        self._expect("SEMI")
        return c_ast.StaticAssert(None, None, self._tok_coord(start))


def _in_force(brace: Token) -> LayoutPragmas:
    return getattr(brace, "pragmas", None) or NO_PRAGMAS
