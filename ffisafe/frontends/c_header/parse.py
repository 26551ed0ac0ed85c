"""pycparser's parser, taught GNU C and to go on after a declaration that it cannot read."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from typing import Any

from pycparser import c_ast
from pycparser.c_lexer import Token
from pycparser.c_parser import ParseError, _TokenStream

from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.c_header.expression_grammar import ExpressionGrammar
from ffisafe.frontends.c_header.lexer import GNU_ATTRIBUTES, GnuLexer
from ffisafe.frontends.c_header.nodes import file_name
from ffisafe.frontends.c_header.spelling import clipped
from ffisafe.model.interface import Problem
from ffisafe.model.source import SourceLocation

_ATTRIBUTE = re.compile(r"\s*([A-Za-z_]\w*(?:\s*::\s*\w+)?)\s*")

_DEPTH = {"LBRACE": 1, "LPAREN": 1, "LBRACKET": 1, "RBRACE": -1, "RPAREN": -1, "RBRACKET": -1}
_NAME = re.compile(r"[A-Za-z_]\w*")
_PLACE = re.compile(r"^[^ ]*?(:\d+)*: ")
_BRACKETS = re.compile(r"""[()]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'""")


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationUnit:
    """Declarations in order, and what could not be parsed."""

    declarations: list[c_ast.Node] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()


def parse(text: str) -> TranslationUnit:
    """Parse a preprocessed translation unit; a declaration that fails becomes a problem."""
    parser = GnuParser()
    tree = parser.parse(text)
    return TranslationUnit(declarations=tree.ext, problems=tuple(parser.problems))


def parse_expression(text: str, typedefs: Container[str]) -> c_ast.Node:
    """Parse an expression alone; ``typedefs`` are the names that are types in it.

    Raises:
        UnsupportedTypeError: It is not an expression.
    """
    try:
        return GnuParser().parse_expression(text, typedefs)
    except Exception as error:  # noqa: BLE001  # pycparser asserts too
        raise UnsupportedTypeError(f"`{clipped(text)}` is not understood: {_reason(error)}") from None


class GnuParser(ExpressionGrammar):
    """Accept GNU attributes where GCC does; keep declarations, skip function bodies.

    pycparser's own grammar accepts C23 attribute lists after declarators, pointers, tags and
    enumerators. GCC also has them among the specifiers, after a closing brace and inside a
    parenthesised declarator (GCC manual, "Attribute Syntax").
    """

    def __init__(self) -> None:
        super().__init__(lexer=GnuLexer)
        self.problems: list[Problem] = []
        self._lex_problem: str | None = None
        # Attributes and the other syntax of C23, with the keywords of C17.
        self._dialect = "c23"

    def _lex_error_func(self, msg: str, line: int, column: int) -> None:  # noqa: ARG002  # pycparser's signature
        self._lex_problem = msg[:1].lower() + msg[1:]

    def parse_expression(self, text: str, typedefs: Container[str]) -> c_ast.Node:
        """Parse a text that is nothing but an expression."""
        self._scope_stack = [{name: True for name in _NAME.findall(text) if name in typedefs}]
        self.clex.input(text, "")
        self._tokens = _TokenStream(self.clex.token)
        node = self._parse_expression()
        rest = self._peek()
        if self._lex_problem or rest is not None:
            raise ParseError(self._lex_problem or f"before: {rest.value if rest else ''}")
        return node

    # -- recovery ---------------------------------------------------------------------------

    def _parse_translation_unit(self) -> list[c_ast.Node]:
        declarations: list[c_ast.Node] = []
        while self._peek() is not None:
            declarations.extend(self._parse_or_recover())
        return declarations

    def _parse_or_recover(self) -> list[c_ast.Node]:
        start = self._mark()
        nodes: list[c_ast.Node] = []
        try:
            nodes = self._parse_external_declaration()
        except Exception as error:  # noqa: BLE001  # pycparser asserts too; FFI901 names it
            self._recover(start, self._lex_problem or _reason(error))
            return []
        if self._lex_problem:
            self._recover(start, self._lex_problem)
            return []
        return nodes

    def _recover(self, start: int, reason: str) -> None:
        """Go back to the start of a declaration and skip to its end."""
        del self._scope_stack[1:]
        self._lex_problem = None
        self._reset(start)
        first = self._peek()
        assert first is not None
        skipped: list[Token] = []
        depth = 0
        has_body = False
        while (tok := self._peek()) is not None:
            self._advance()
            skipped.append(tok)
            depth += _DEPTH.get(tok.type, 0)
            # Braces behind a list of parameters are a body, and nothing follows a body.
            has_body = has_body or (depth == 0 and tok.type == "RPAREN" and self._peek_type() != "LPAREN")
            if depth <= 0 and (tok.type == "SEMI" or (tok.type == "RBRACE" and has_body)):
                break
        name = _declared_name(skipped)
        if first.type == "TYPEDEF":
            self._scope_stack[0][name] = True
        where = SourceLocation(file=file_name(first.filename), line=first.lineno, column=first.column)
        self.problems.append(Problem(symbol=name, reason=reason, location=where))

    # -- GNU C ------------------------------------------------------------------------------

    def _parse_attribute_specifier_sequence(self) -> list[c_ast.AttributeSpecifier]:
        groups = []
        while (tok := self._peek()) is not None and tok.type == GNU_ATTRIBUTES:
            if not tok.value.startswith("(("):
                groups += super()._parse_attribute_specifier_sequence()
                continue
            self._advance()
            coord = self._tok_coord(tok)
            groups.append(c_ast.AttributeSpecifier(split_attributes(tok.value[2:-2], coord), coord))
        return groups

    def _parse_specifiers(self, *, allow_storage_and_function: bool) -> tuple[Any, bool, Any]:
        attributes = self._parse_attribute_specifier_sequence()
        spec: Any
        more: Any
        spec, saw_type, coord = super()._parse_specifiers(
            allow_storage_and_function=allow_storage_and_function
        )
        while spec is not None and spec["type_attributes"]:
            attributes += spec["type_attributes"]
            spec["type_attributes"] = []
            if saw_type and self._peek_type() in {"ID", "TYPEID"}:
                break
            more, saw_more, _ = super()._parse_specifiers(
                allow_storage_and_function=allow_storage_and_function
            )
            if more is None:
                break
            saw_type = saw_type or saw_more
            for kind, words in more.items():
                spec[kind] += words
        if spec is not None:
            spec["type_attributes"] = attributes
        return spec, saw_type, coord

    def _parse_struct_or_union_specifier(self) -> Any:
        node: Any = super()._parse_struct_or_union_specifier()
        if node.decls is not None:
            node.attributes = [*node.attributes, *self._parse_attribute_specifier_sequence()]
        return node

    def _parse_enum_specifier(self) -> Any:
        node: Any = super()._parse_enum_specifier()
        if node.values is not None:
            node.attributes = [*node.attributes, *self._parse_attribute_specifier_sequence()]
        return node

    def _parse_direct_declarator(self, kind: str, allow_paren: bool = True) -> Any:  # noqa: FBT001, FBT002  # pycparser's signature
        attributes = self._parse_attribute_specifier_sequence()
        node: Any = super()._parse_direct_declarator(kind, allow_paren=allow_paren)
        if attributes:
            node.attributes = [*attributes, *(node.attributes or [])]
        return node

    def _parse_struct_declarator(self) -> Any:
        info: Any = super()._parse_struct_declarator()
        attributes = self._parse_attribute_specifier_sequence()
        if attributes:
            info["decl"].attributes = [*(info["decl"].attributes or []), *attributes]
        return info

    def _parse_static_assert(self) -> Any:
        """Skip an assertion: checking it is the compiler's work."""
        start = self._advance()
        self._skip_to({"SEMI"})
        self._expect("SEMI")
        return c_ast.StaticAssert(None, None, self._tok_coord(start))

    def _skip_to(self, ends: set[str]) -> None:
        """Skip to the first of some tokens that is in no brackets."""
        depth = 0
        while self._peek() is not None and (depth or self._peek_type() not in ends):
            depth += _DEPTH.get(self._advance().type, 0)

    def _parse_compound_statement(self, *, new_scope: bool = True) -> c_ast.Node:  # noqa: ARG002  # pycparser's signature
        opening = self._expect("LBRACE")
        depth = 1
        while depth:
            tok = self._advance()
            depth += _DEPTH.get(tok.type, 0)
        return c_ast.Compound(None, self._tok_coord(opening))


def _reason(error: Exception) -> str:
    """Return why a declaration was not parsed, in words that say something to its author."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    text = _PLACE.sub("", str(error)) or type(error).__name__
    if text.startswith("before: "):
        return f"it cannot be parsed from `{text.removeprefix('before: ')}` on"
    return text[:1].lower() + text[1:]


def _declared_name(tokens: Sequence[Token]) -> str:
    """Return what a declaration most likely declares: a function, else the last name outside of braces."""
    depth = 0
    outside: list[str] = []
    inside: list[str] = []
    for tok, following in zip(tokens, [*tokens[1:], None], strict=True):
        depth -= tok.type in {"RBRACE", "RPAREN"}
        if tok.type in {"ID", "TYPEID"}:
            if depth == 0 and following is not None and following.type == "LPAREN":
                return str(tok.value)
            (inside if depth else outside).append(tok.value)
        depth += tok.type in {"LBRACE", "LPAREN"}
    return [tokens[0].value, *inside[:1], *outside][-1]


def split_attributes(text: str, coord: Any) -> list[c_ast.Attribute]:
    """Split ``a, b(c, d)`` into attributes; ``__a__`` is the same attribute as ``a``."""
    attributes, position = [], 0
    while (found := _ATTRIBUTE.match(text, position)) is not None:
        name, position, arguments = found[1], found.end(), None
        if text[position : position + 1] == "(":
            end = _closing(text, position)
            arguments, position = text[position + 1 : end], end + 1
        attributes.append(c_ast.Attribute(plain_name(name), None, arguments, coord))
        position = _after_comma(text, position)
    return attributes


def plain_name(name: str) -> str:
    """Return an attribute's name without the underscores that hide it from macros."""
    return name[2:-2] if name.startswith("__") and name.endswith("__") else name


def _closing(text: str, opening: int) -> int:
    depth = 0
    for found in _BRACKETS.finditer(text, opening):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if depth == 0:
            return found.start()
    return len(text)


def _after_comma(text: str, position: int) -> int:
    while position < len(text) and (text[position].isspace() or text[position] == ","):
        position += 1
    return position
