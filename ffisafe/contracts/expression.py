"""The parser of expressions: C's integer and comparison operators (C11 §6.5).

A parser of our own, because the language is our own: ``return`` is a name in it, and
nothing of C's types, assignments and calls is. It climbs C's levels of precedence.
"""

from ffisafe.contracts.lexer import Token, TokenKind, syntax_error, tokenize
from ffisafe.contracts.messages import did_you_mean
from ffisafe.errors import ExpressionError
from ffisafe.model.expression import (
    Apply,
    Binary,
    Conditional,
    Expression,
    Name,
    Node,
    Number,
    Unary,
)
from ffisafe.model.source import SourceLocation

PRECEDENCE = {
    operator: level
    for level, operators in enumerate(
        ("||", "&&", "|", "^", "&", "== !=", "< > <= >=", "<< >>", "+ -", "* / %"), start=1
    )
    for operator in operators.split()
}
UNARY = frozenset("-+!~")
CONSTANTS = {"true": 1, "false": 0, "NULL": 0}
FUNCTIONS = {"old": 1, "min": 2, "max": 2, "strlen": 1}  # how many arguments each one takes

MAX_NESTING = 63  # what C11 §5.2.4.1 asks of a compiler for parentheses


def parse(text: str, location: SourceLocation | None = None) -> Expression:
    """Parse an expression.

    Args:
        text: The expression.
        location: Where it is written, for those who report about it.

    Raises:
        ExpressionError: It is malformed; the message names the column and what stands there.
    """
    return Expression(text, _Parser(text).parse(), location)


class _Parser:
    """A recursive-descent parser over the tokens of one expression."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokenize(text)
        self._next = 0
        self._nesting = 0

    def parse(self) -> Node:
        node = self._conditional()
        if self._peek().kind is not TokenKind.END:
            raise self._unexpected("an operator")
        return node

    def _conditional(self) -> Node:
        condition = self._binary(1)
        if not self._accept("?"):
            return condition
        then = self._conditional()
        self._expect(":")
        return Conditional(condition, then, self._conditional())

    def _binary(self, lowest: int) -> Node:
        """Parse operators that bind at least as tightly as ``lowest``; all group to the left."""
        left = self._operand()
        while (level := PRECEDENCE.get(self._peek().text, 0)) >= lowest:
            operator = self._take().text
            left = Binary(operator, left, self._binary(level + 1))
        return left

    def _operand(self) -> Node:
        self._nesting += 1
        if self._nesting > MAX_NESTING:
            raise self._error(self._peek(), f"nested deeper than {MAX_NESTING} levels")
        node = self._prefixed() if self._peek().kind is TokenKind.OPERATOR else self._primary()
        self._nesting -= 1
        return node

    def _prefixed(self) -> Node:
        token = self._peek()
        if token.text in UNARY:
            return Unary(self._take().text, self._operand())
        if token.text != "*":
            return self._primary()
        self._take()
        target = self._operand()
        if not isinstance(target, Name):
            raise self._error(token, "`*` takes a parameter, `return` or a field")
        return Name((*target.path, "*"))

    def _primary(self) -> Node:
        if self._accept("("):
            node = self._conditional()
            self._expect(")")
            return self._fields(node) if isinstance(node, Name) else node
        if self._peek().kind is TokenKind.NUMBER:
            return Number(self._take().value)
        name = self._name("a value")
        if self._accept("("):
            return self._apply(name)
        if name.text in CONSTANTS:
            return Number(CONSTANTS[name.text])
        return self._fields(Name((name.text,)))

    def _fields(self, name: Name) -> Name:
        while self._accept(".") or self._accept("->"):
            name = Name((*name.path, self._name("a field").text))
        return name

    def _apply(self, function: Token) -> Apply:
        arity = FUNCTIONS.get(function.text)
        if arity is None:
            hint = did_you_mean(function.text, FUNCTIONS, "the functions are")
            raise self._error(function, f"unknown function `{function.text}`", hint)
        arguments = [self._conditional()]
        while self._accept(","):
            arguments.append(self._conditional())
        self._expect(")")
        if len(arguments) != arity:
            expected = "1 argument" if arity == 1 else f"{arity} arguments"
            raise self._error(function, f"`{function.text}` takes {expected}, not {len(arguments)}")
        if function.text == "strlen" and not isinstance(arguments[0], Name):
            raise self._error(function, "`strlen` takes a parameter, `return` or a field")
        return Apply(function.text, tuple(arguments))

    def _name(self, wanted: str) -> Token:
        if self._peek().kind is not TokenKind.NAME:
            raise self._unexpected(wanted)
        return self._take()

    def _peek(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        self._next += 1
        return self._tokens[self._next - 1]

    def _accept(self, operator: str) -> bool:
        token = self._peek()
        found = token.kind is TokenKind.OPERATOR and token.text == operator
        self._next += found
        return found

    def _expect(self, operator: str) -> None:
        if not self._accept(operator):
            raise self._unexpected(f"`{operator}`")

    def _unexpected(self, wanted: str) -> ExpressionError:
        token = self._peek()
        hint = "`==` compares" if token.text == "=" else ""
        return self._error(token, f"expected {wanted}, found {token}", hint)

    def _error(self, token: Token, reason: str, hint: str = "") -> ExpressionError:
        return syntax_error(self._text, token.column, reason, hint)
