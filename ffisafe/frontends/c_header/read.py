"""From a preprocessed translation unit to an interface."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, repeat, zip_longest
from pathlib import Path
from typing import Any

from pycparser import c_ast

from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.c_header.attributes import of_declaration
from ffisafe.frontends.c_header.catalogue import declared_enums
from ffisafe.frontends.c_header.declarations import collect
from ffisafe.frontends.c_header.files import EveryFile, Files, OwnFiles
from ffisafe.frontends.c_header.grammar.parse import deep_recursion, parse
from ffisafe.frontends.c_header.grammar.tokens import dialect_of
from ffisafe.frontends.c_header.lower import Lowering
from ffisafe.frontends.c_header.macros import Constants
from ffisafe.frontends.c_header.nodes import location, parameters_of
from ffisafe.frontends.c_header.preprocessing.markers import file_name
from ffisafe.frontends.c_header.preprocessing.preprocess import Preprocessed
from ffisafe.frontends.c_header.preprocessing.syntax import SyntaxCheck
from ffisafe.model.attribute import Attribute
from ffisafe.model.ctype import CType, FunctionType
from ffisafe.model.interface import DeclaredEnum, Function, Interface, Parameter, Problem, Variable
from ffisafe.model.source import SourceLocation
from ffisafe.model.target import Target


def read_preprocessed(  # noqa: PLR0913  # one question, with its circumstances
    source: Preprocessed,
    headers: Sequence[Path],
    target: Target,
    *,
    everything: bool = False,
    check: SyntaxCheck | None = None,
    tolerant: bool = False,
) -> Interface:
    """Return what headers declare once the preprocessor is through with them.

    Args:
        source: One translation unit.
        headers: Those that it was made of.
        target: Where its types are laid out.
        everything: Whether what is included from elsewhere counts as well.
        check: A compiler that reads the same headers.
        tolerant: Whether what the compiler rejects is a problem of its own, and the rest is used.

    Raises:
        HeaderError: The compiler rejects them, or, if tolerant, nothing in them is understood.
    """
    dialect = dialect_of(target, source.macros)
    unit = parse(source.text, dialect, source.macros)
    files = EveryFile() if everything else OwnFiles(headers, source)
    with deep_recursion():
        reader = _Reader(Lowering(collect(unit), target, dialect), files, unit.symbols)
        interface = reader.read(unit.problems, source)
    if check is not None:
        problems = (*unit.problems, *interface.problems)
        objections = check.objections(problems, _starts(unit.declarations))
        if objections.first and not (tolerant and _declares_something(interface)):
            raise objections.first.as_error()
        if objections.unseen:
            return replace(interface, problems=(*interface.problems, objections.unseen))
    return interface


def _starts(declarations: Iterable[Any]) -> Iterator[tuple[SourceLocation, str]]:
    """Yield where each declaration begins, with the name or the tag that it declares."""
    for node in declarations:
        declared = getattr(node, "decl", node)  # of a function with a body
        if start := location(declared):
            named = (declared, getattr(declared, "type", None))
            yield start, next((name for each in named if (name := getattr(each, "name", None))), "")


def _place(problem: Problem) -> tuple[str, int]:
    return (problem.location.file, problem.location.line) if problem.location else ("", 0)


def _declares_something(interface: Interface) -> bool:
    return bool(interface.records or interface.enums or interface.typedefs or interface.functions)


class _Reader:
    def __init__(self, lowering: Lowering, own: Files, symbols: Mapping[str, str]) -> None:
        self._declarations = lowering.declarations
        self._target = lowering.target
        self._own = own
        self._symbols = symbols
        self._lowering = lowering
        self._complete = self._lowering.records.require_complete
        self._problems: list[Problem] = []

    def read(self, parse_problems: Sequence[Problem], source: Preprocessed) -> Interface:
        functions = self._functions()
        typedefs = self._own_types()
        variables = self._variables()
        enums = self._enums(
            (function.type for function in functions.values()),
            (variable.type for variable in variables.values()),
            typedefs.values(),
        )
        own_problems = [p for p in parse_problems if p.location and p.location.file in self._own]
        return Interface(
            target=self._target,
            functions=functions,
            variables=variables,
            records=self._lowering.records.layouts,
            enums=enums,
            typedefs=typedefs,
            typedef_attributes=self._typedef_attributes(typedefs),
            included=self._included(),
            constants=Constants(
                list(self._declarations.enumerators),
                self._lowering.enumerations.value,
                source.macros,
                self._lowering.expressions.evaluate,
            ),
            problems=tuple(
                sorted((*own_problems, *self._lowering.records.problems, *self._problems), key=_place)
            ),
        )

    def _functions(self) -> dict[str, Function]:
        found = {}
        for name, node in self._declarations.functions.items():
            if _file(node) in self._own:
                with self._naming(name, node):
                    function = self._function(name, node)
                    found[function.name] = function
        return found

    def _function(self, name: str, node: c_ast.Decl) -> Function:
        ctype = self._lowering.type_of(node)
        assert isinstance(ctype, FunctionType)
        nodes = _parameters(node)
        attributes = self._attributes(name, node)
        again = [_parameters(each) for each in self._declarations.again.get(name, ())]
        others = chain(zip_longest(*again), repeat(()))
        return Function(
            name=self._symbol(name, attributes),
            parameters=tuple(map(self._parameter, ctype.parameters, chain(nodes, repeat(None)), others)),
            result=self._complete(ctype.result),
            variadic=ctype.variadic,
            attributes=attributes,
            location=location(node),
            convention=ctype.convention,
        )

    def _parameter(self, ctype: CType, node: Any, again: Iterable[Any]) -> Parameter:
        """Return a parameter, with the attributes of all declarations of its function."""
        if node is None:
            return Parameter(name=None, type=self._complete(ctype))
        return Parameter(
            name=node.name,
            type=self._complete(ctype),
            location=location(node),
            attributes=tuple(dict.fromkeys(_written([node, *filter(None, again)]))),
        )

    def _attributes(self, name: str, node: c_ast.Decl) -> tuple[Attribute, ...]:
        """Return the attributes of all declarations of a name."""
        return tuple(dict.fromkeys(_written([node, *self._declarations.again.get(name, ())])))

    def _variables(self) -> dict[str, Variable]:
        found = {}
        for name, node in self._declarations.variables.items():
            if _file(node) in self._own:
                with self._naming(name, node):
                    attributes = self._attributes(name, node)
                    symbol = self._symbol(name, attributes)
                    ctype = self._lowering.type_of(node)
                    found[symbol] = Variable(
                        name=symbol,
                        type=ctype,
                        const=self._lowering.is_const(node.type),
                        location=location(node),
                        attributes=attributes,
                    )
        return found

    def _included(self) -> frozenset[str]:
        """Return the symbols that are declared elsewhere, their types unread."""
        declared = (*self._declarations.functions.items(), *self._declarations.variables.items())
        others = ((name, node) for name, node in declared if _file(node) not in self._own)
        return frozenset(self._symbols.get(name, name) for name, _ in others)

    def _own_types(self) -> dict[str, CType]:
        """Lay out the records that the headers define, used by a function or not; return the typedefs."""
        typedefs = {}
        tagged = list(self._declarations.tags.values())
        for node in (*tagged, *self._declarations.typedefs.values()):
            if _file(node) in self._own:
                with self._naming(node.name or "", node):
                    if isinstance(node, c_ast.Typedef):
                        typedefs[node.name] = self._lowering.typedef(node.name)
                    else:
                        self._lowering.type_of(node)
        return typedefs

    def _typedef_attributes(self, names: Iterable[str]) -> dict[str, tuple[Attribute, ...]]:
        found = {name: _written([self._declarations.typedefs[name]]) for name in names}
        return {name: attributes for name, attributes in found.items() if attributes}

    def _enums(self, *declared: Iterable[CType]) -> tuple[DeclaredEnum, ...]:
        """Return the enums that the headers define, and those that what they declare refers to."""
        layouts = self._lowering.records.layouts.values()
        members = (member.type for layout in layouts for member in layout.members)
        enums, problems = declared_enums(
            self._declarations, self._lowering.enumerations, self._own, chain(members, *declared)
        )
        self._problems += problems
        return tuple(enums)

    @contextmanager
    def _naming(self, symbol: str, node: c_ast.Node) -> Iterator[None]:
        """Make a problem of what is found not to be understood."""
        try:
            yield
        except UnsupportedTypeError as error:
            reason = error.message
        except RecursionError:
            reason = "it is nested too deeply"
        else:
            return
        self._problems.append(Problem(symbol=symbol, reason=reason, location=location(node)))

    def _symbol(self, name: str, attributes: Sequence[Attribute]) -> str:
        """Return the symbol that a name stands for: an asm label's, or a pragma's, if there is one."""
        labels = [attribute.arguments or "" for attribute in attributes if attribute.name == "asm"]
        return "".join(re.findall(r'"([^"]*)"', labels[0])) if labels else self._symbols.get(name, name)


def _parameters(node: c_ast.Decl) -> list[c_ast.Node]:
    """Return the parameters of a function's declaration; none if a typedef has them."""
    declarator = node.type
    while isinstance(declarator, c_ast.AttributedType):
        declarator = declarator.type
    return parameters_of(declarator) if isinstance(declarator, c_ast.FuncDecl) else []


def _written(declarations: Iterable[c_ast.Node]) -> tuple[Attribute, ...]:
    """Return the attributes of declarations, wherever they stand in them."""
    return tuple(chain.from_iterable(map(of_declaration, declarations)))


def _file(node: c_ast.Node) -> str:
    """Return the file that a node was written in, as the compiler names it."""
    return file_name(node.coord.file or "") if node.coord else ""
