"""pycparser's parser, taught GNU C and to go on after a declaration that it cannot read."""

import re
import sys
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pycparser import c_ast
from pycparser.c_lexer import Token
from pycparser.c_parser import _TokenStream

from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.c_header.grammar.declarators import Declarator, Naming
from ffisafe.frontends.c_header.grammar.lexer import GnuLexer
from ffisafe.frontends.c_header.grammar.pragmas import PragmaState, expansion
from ffisafe.frontends.c_header.grammar.recovery import NAMES, declared_name, defined_tags, extent
from ffisafe.frontends.c_header.grammar.specifiers import Specifiers
from ffisafe.frontends.c_header.grammar.spelling import clipped
from ffisafe.frontends.c_header.grammar.tokens import Dialect
from ffisafe.frontends.c_header.preprocessing.markers import file_name
from ffisafe.model.interface import Problem
from ffisafe.model.source import SourceLocation

_NAME = re.compile(r"[^\W\d]\w*")
_PLACE = re.compile(r"^[^ ]*?(:\d+)*: ")
_MAX_FRAMES = 6000
"""Of Python, while parsing: enough for 256 brackets inside one another, which is Clang's limit."""

_STARTS = {"AUTO_TYPE", "_IMAGINARY"}  # of declarations, of which pycparser does not know


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationUnit:
    """Declarations in order, what could not be parsed, and the tags and typedefs that were defined there.

    ``symbols`` are the names that ``#pragma redefine_extname`` gives to functions and variables.
    """

    declarations: list[c_ast.Node] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()
    lost_tags: frozenset[str] = frozenset()
    lost_typedefs: frozenset[str] = frozenset()
    symbols: Mapping[str, str] = field(default_factory=dict)


def parse(
    text: str, dialect: Dialect | None = None, macros: Mapping[str, str] | None = None
) -> TranslationUnit:
    """Parse a preprocessed translation unit; a declaration that fails becomes a problem.

    ``macros`` are what a compiler may expand in pragmas.
    """
    dialect = dialect or Dialect()
    pragmas = PragmaState(clang=dialect.clang, expand=expansion(macros or {}, clang=dialect.clang))
    parser = GnuParser(dialect, pragmas)
    with deep_recursion():
        tree = parser.parse(text)
    return TranslationUnit(
        declarations=tree.ext,
        problems=tuple(parser.problems),
        lost_tags=frozenset(parser.lost_tags),
        lost_typedefs=frozenset(parser.lost_typedefs),
        symbols=pragmas.renamed,
    )


def parse_expression(text: str, typedefs: Container[str], dialect: Dialect | None = None) -> c_ast.Node:
    """Parse an expression alone; ``typedefs`` are the names that are types in it.

    Raises:
        UnsupportedTypeError: It is not an expression.
    """
    try:
        with deep_recursion():
            return GnuParser(dialect or Dialect(), PragmaState()).parse_expression(text, typedefs)
    except Exception as error:  # noqa: BLE001  # pycparser asserts too
        raise UnsupportedTypeError(f"`{clipped(text)}` is not understood: {_reason(error)}") from None


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Let Python functions call one another more deeply; they take nothing of C's stack."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _MAX_FRAMES))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


class GnuParser(Specifiers):
    """Read declarations one after the other; skip function bodies and initialisers."""

    def __init__(self, dialect: Dialect, pragmas: PragmaState) -> None:
        super().__init__(lexer=lambda **_: GnuLexer(dialect=dialect, pragmas=pragmas))
        self.problems: list[Problem] = []
        self.lost_tags: set[str] = set()
        self.lost_typedefs: set[str] = set()

    def parse_expression(self, text: str, typedefs: Container[str]) -> c_ast.Node:
        """Parse a text that is nothing but an expression."""
        self._scope_stack = [{name: True for name in _NAME.findall(text) if name in typedefs}]
        self.clex.input(text, "")
        self._tokens = _TokenStream(self.clex.token)
        node: c_ast.Node = self._parse_expression()
        if self._peek() is not None:
            self._unexpected()
        return node

    def _parse_translation_unit(self) -> list[c_ast.Node]:
        declarations: list[c_ast.Node] = []
        while self._peek() is not None:
            declarations.extend(self._parse_or_recover())
            self._forget_tokens()
        return declarations

    def _forget_tokens(self) -> None:
        """Drop what has been read: nobody goes back behind a declaration."""
        del self._tokens._buffer[: self._tokens._index]  # noqa: SLF001  # pycparser keeps all of them
        self._tokens._index = 0  # noqa: SLF001  # it cannot be rewound otherwise
        self._type_names.clear()

    def _parse_or_recover(self) -> list[c_ast.Node]:
        start = self._mark()
        try:
            return self._parse_external_declaration()
        except Exception as error:  # noqa: BLE001  # pycparser asserts too; FFI901 names it
            self._recover(start, _reason(error))
            return []

    def _recover(self, start: int, reason: str, spec: Any = None) -> bool:
        """Name what cannot be read and skip it; return whether other declarators follow.

        With the specifiers of a declaration it is one of its declarators.
        """
        del self._scope_stack[1:]
        self._reset(start)
        self._typedef_checked_token = None
        first = self._peek()
        assert first is not None
        skipped, goes_on = extent(self._tokens.next, one_declarator=spec is not None)
        if goes_on:
            self._reset(self._mark() - 1)
        name = declared_name(skipped)
        is_typedef = "typedef" in spec["storage"] if spec else any(each.type == "TYPEDEF" for each in skipped)
        if is_typedef and any(each.value == name and each.type in NAMES for each in skipped):
            self._scope_stack[0][name] = True
            self.lost_typedefs.add(name)
        self.lost_tags |= defined_tags(skipped)
        where = SourceLocation(file=file_name(first.filename), line=first.lineno, column=first.column)
        self.problems.append(Problem(symbol=name, reason=reason, location=where))
        return goes_on

    def _starts_declaration(self, tok: Token | None = None) -> bool:
        token = tok or self._peek()
        return token is not None and (token.type in _STARTS or super()._starts_declaration(token))

    # -- declarations -----------------------------------------------------------------------

    def _parse_external_declaration(self) -> list[c_ast.Node]:
        if self._accept("SEMI"):
            return []
        if self._peek_type() == "_STATIC_ASSERT":
            return [self._parse_static_assert()]
        spec, saw_type, coord = self._parse_specifiers(allow_storage_and_function=True)
        if spec is None:
            spec = {kind: [] for kind in ("qual", "storage", "type", "function", "alignment")}
            spec |= {"type_attributes": [], "entity": []}
        if self._peek_type() == "SEMI":
            self._advance()
            return [self._unnamed(spec)] if saw_type and _is_tag(spec["type"]) else []
        self._check_type(spec, saw_type, coord)
        return self._declared(spec)

    def _check_type(self, spec: Any, saw_type: bool, coord: Any) -> None:  # noqa: FBT001  # one caller
        """Supply the `int` that C once implied, unless a type is missing that should be there."""
        if saw_type:
            return
        token = self._peek()
        if token is not None and token.type == "ID" and self._peek_type(2) in {"ID", "TIMES"}:
            self._parse_error(f"`{token.value}` is not the name of a type", None)
        if "auto" in spec["storage"] or "constexpr" in spec["storage"]:
            spec["type"] = [c_ast.InferredType(coord=coord)]
        else:
            spec["type"] = [c_ast.IdentifierType(["int"], coord=coord)]

    def _declared(self, spec: Any) -> list[c_ast.Node]:
        """Parse declarators with what follows them; one that fails is named alone."""
        nodes: list[c_ast.Node] = []
        while True:
            start = self._mark()
            try:
                declarator = self._declarator(Naming.REQUIRED)
                is_definition = self._starts_body(spec, declarator)
                if not is_definition:
                    nodes.append(self._declaration_of(spec, declarator))
            except Exception as error:  # noqa: BLE001  # as above
                if not self._recover(start, _reason(error), spec):
                    return nodes
            else:
                if is_definition:
                    return [*nodes, self._definition(spec, declarator)]
            if self._accept("COMMA") is None:
                self._expect("SEMI")
                return nodes

    def _declaration_of(self, spec: Any, declarator: Declarator) -> c_ast.Node:
        init = None
        if self._accept("EQUALS"):
            init = self._parse_initializer()
        if self._peek_type() not in {"COMMA", "SEMI"}:
            self._unexpected()
        node: c_ast.Node = self._declaration(spec, declarator, init=init)
        self._scope_stack[-1][declarator.name or ""] = "typedef" in spec["storage"]
        self._typedef_checked_token = None
        return node

    def _starts_body(self, spec: Any, declarator: Declarator) -> bool:
        """Whether a function's body follows, or the declarations that K&R have before it."""
        if "typedef" in spec["storage"] or not any(
            isinstance(part, c_ast.FuncDecl) for part in declarator.parts
        ):
            return False
        token = self._peek()
        return token is not None and (token.type == "LBRACE" or self._starts_declaration(token))

    def _definition(self, spec: Any, declarator: Declarator) -> c_ast.Node:
        while self._peek_type() not in {None, "LBRACE"}:
            self._skip_to({"SEMI"})
            self._expect("SEMI")
        body = self._parse_compound_statement()
        decl = self._declaration(spec, declarator)
        self._scope_stack[-1][declarator.name or ""] = False
        self._typedef_checked_token = None
        return c_ast.FuncDef(decl=decl, param_decls=None, body=body, coord=declarator.coord)


def _is_tag(types: Sequence[Any]) -> bool:
    return len(types) == 1 and isinstance(types[0], c_ast.Struct | c_ast.Union | c_ast.Enum)


def _reason(error: Exception) -> str:
    """Return why a declaration was not parsed, in words that say something to its author."""
    if isinstance(error, RecursionError | MemoryError):
        return "it is nested too deeply"
    text = _PLACE.sub("", str(error)) or type(error).__name__
    if text.startswith("before: "):
        return f"it cannot be parsed from `{clipped(text.removeprefix('before: '))}` on"
    return text[:1].lower() + text[1:]
