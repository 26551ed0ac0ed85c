"""What of a declaration is passed over: bodies, and what is read twice is read once."""

from typing import Any

from pycparser import c_ast
from pycparser.c_lexer import Token

from ffisafe.frontends.c_header.grammar.expression_grammar import ExpressionGrammar

_DEPTH = {"LBRACE": 1, "LPAREN": 1, "LBRACKET": 1, "RBRACE": -1, "RPAREN": -1, "RBRACKET": -1}


class Skipping(ExpressionGrammar):
    """Expressions of GNU C whose time is linear, and bodies that are never looked into."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        # Attributes and the other syntax of C23.
        self._dialect = "c23"
        # What stands in parentheses may have to be looked at again; without a memory of it the
        # time doubles with each level.
        self._type_names: dict[int, tuple[Any, int]] = {}

    def _try_parse_paren_type_name(self) -> Any:
        start = self._mark()
        if start in self._type_names:
            result, end = self._type_names[start]
            self._reset(end)
            return result
        result = super()._try_parse_paren_type_name()
        self._type_names[start] = (result, self._mark())
        return result

    def _parse_unary_expression(self) -> Any:
        match self._peek_type():
            case "UNARY":  # `__real__` and `__imag__`
                token = self._advance()
                return c_ast.UnaryOp(token.value, self._parse_cast_expression(), self._tok_coord(token))
            case "LAND":  # a label's address
                token = self._advance()
                return c_ast.UnaryOp("&&", self._parse_identifier_or_typeid(), self._tok_coord(token))
        return super()._parse_unary_expression()

    def _parse_compound_statement(self, *, new_scope: bool = True) -> c_ast.Node:  # noqa: ARG002  # pycparser's signature
        """Skip a balanced ``{...}``, whatever is in it."""
        opening = self._expect("LBRACE")
        depth = 1
        while depth:
            depth += {"LBRACE": 1, "RBRACE": -1}.get(self._advance_blindly().type, 0)
        return c_ast.Compound(None, self._tok_coord(opening))

    def _skip_to(self, ends: set[str]) -> None:
        """Skip to the first of some tokens that is in no brackets."""
        depth = 0
        while self._peek() is not None and (depth > 0 or self._peek_type() not in ends):
            depth += _DEPTH.get(self._advance().type, 0)

    def _advance_blindly(self) -> Token:
        """Return the next token, whatever an identifier may mean."""
        token = self._tokens.next()
        if token is None:
            self._parse_error("it ends too early", self.clex.filename)
        return token
