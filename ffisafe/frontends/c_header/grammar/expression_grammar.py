"""pycparser's grammar of expressions, taught what GNU C, Clang and Microsoft add to it."""

import re
from collections.abc import Iterator
from typing import Any

from pycparser import c_ast
from pycparser.c_lexer import Token
from pycparser.c_parser import CParser

_MICROSOFT_SUFFIX = re.compile(r"[uU]?[iI](?:8|16|32|64|128)$")
_IMAGINARY_SUFFIX = re.compile(r"[iIjJ][fFlL]?$")
_OPENING = {"LBRACE", "LPAREN", "LBRACKET"}
_CLOSING = {"RBRACE", "RPAREN", "RBRACKET"}


class Initializer(c_ast.Node):
    """An initialiser, not parsed: hardly any type depends on one."""

    __slots__ = ("coord", "tokens")
    attr_names = ()

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.coord = None

    def children(self) -> tuple[()]:
        """Return nothing: it has no parts."""
        return ()

    def __iter__(self) -> Iterator[c_ast.Node]:
        """Yield nothing, as `children` has it."""
        return iter(())


class ExpressionGrammar(CParser):
    """Accept the expressions that GCC and Clang accept; skip initialisers."""

    def _parse_conditional_expression(self) -> c_ast.Node:
        """Accept ``a ?: b`` (GCC manual, "Conditionals with Omitted Operands")."""
        condition = self._parse_binary_expression()
        if not self._accept("CONDOP"):
            return condition
        then = None if self._peek_type() == "COLON" else self._parse_expression()
        self._expect("COLON")
        otherwise = self._parse_conditional_expression()
        return c_ast.TernaryOp(condition, then, otherwise, condition.coord)

    def _parse_unary_expression(self) -> c_ast.Node:
        """Accept an expression after ``__alignof__``, as after ``sizeof``."""
        if self._peek_type() != "_ALIGNOF":
            return super()._parse_unary_expression()
        tok = self._advance()
        result = self._try_parse_paren_type_name()
        if result is not None:
            if self._peek_type() != "LBRACE":
                return c_ast.UnaryOp(tok.value, result[0], self._tok_coord(tok))
            self._reset(result[1])
        return c_ast.UnaryOp(tok.value, self._parse_unary_expression(), self._tok_coord(tok))

    def _parse_argument_expression_list(self) -> c_ast.Node:
        """Accept types among arguments: some of GCC's built-in functions take them."""
        arguments = [self._parse_argument()]
        while self._accept("COMMA"):
            arguments.append(self._parse_argument())
        return c_ast.ExprList(arguments, arguments[0].coord)

    def _parse_argument(self) -> Any:
        return self._parse_type_name() if self._starts_declaration() else self._parse_assignment_expression()

    def _parse_generic_selection(self) -> c_ast.GenericSelection:
        """Accept a type to choose by (C2y, Clang's extension)."""
        tok = self._expect("_GENERIC")
        self._expect("LPAREN")
        chosen_by = self._parse_argument()
        associations = []
        while self._accept("COMMA"):
            associations.append(self._parse_generic_association())
        self._expect("RPAREN")
        return c_ast.GenericSelection(chosen_by, associations, self._tok_coord(tok))

    def _parse_constant(self) -> Any:
        """Accept Microsoft's suffixes of integers and GNU C's imaginary constants."""
        node: Any = super()._parse_constant()
        tok = self._peek()
        if tok is None or tok.type != "ID":
            return node
        if _MICROSOFT_SUFFIX.match(tok.value) and "int" in node.type:
            node.value += self._advance().value
        elif _IMAGINARY_SUFFIX.match(tok.value) and node.value[-1] not in "'\"":
            # A cast, because there is no other tree for it: its type is what counts.
            suffix = {"f": "float", "l": "long double"}.get(self._advance().value[1:].lower())
            part = suffix or {"float": "float", "long double": "long double"}.get(node.type, "double")
            of = c_ast.TypeDecl(None, [], None, c_ast.IdentifierType([*part.split(), "_Complex"]))
            return c_ast.Cast(c_ast.Typename(None, [], None, of), node, node.coord)
        return node

    def _parse_initializer(self) -> Any:
        """Keep an initialiser's words: an array may have its length from it."""
        tokens: list[str] = []
        depth = 0
        braced = self._peek_type() == "LBRACE"
        while (tok := self._peek()) is not None and not self._ends_initializer(tok, depth):
            depth += (tok.type in _OPENING) - (tok.type in _CLOSING)
            tokens.append(str(self._advance().value))
            if braced and depth == 0:
                break
        return Initializer(tokens)

    def _ends_initializer(self, tok: Token, depth: int) -> bool:
        return depth <= 0 and (tok.type in {"COMMA", "SEMI"} or tok.type in _CLOSING)
