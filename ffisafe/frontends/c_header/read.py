"""From headers to an interface."""

import re
from collections.abc import Sequence
from pathlib import Path

from pycparser import c_ast

from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.c_header.attributes import attributes_of, to_model
from ffisafe.frontends.c_header.declarations import Declarations, collect
from ffisafe.frontends.c_header.lower import Lowering
from ffisafe.frontends.c_header.macros import Constants
from ffisafe.frontends.c_header.nodes import declarator_chain, file_name, is_variadic, location, parameters_of
from ffisafe.frontends.c_header.parse import parse
from ffisafe.frontends.c_header.preprocess import (
    HeaderOptions,
    Preprocessed,
    check_syntax,
    preprocess,
)
from ffisafe.model.ctype import FunctionType
from ffisafe.model.interface import Attribute, Function, Interface, Parameter, Problem, Variable
from ffisafe.model.target import Target


def read_headers(headers: Sequence[Path], options: HeaderOptions, target: Target) -> Interface:
    """Return what headers declare, with every record laid out for the target.

    Functions and records are those of the headers themselves and of the files that they
    include from their own folders; what they take from elsewhere appears only where it is used.

    Raises:
        HeaderError: A header is missing, or is not C.
        MissingToolError: There is no C compiler.
    """
    source = preprocess(headers, options)
    check_syntax(headers, options)
    return read_preprocessed(source, headers, target)


def read_preprocessed(source: Preprocessed, headers: Sequence[Path], target: Target) -> Interface:
    """Return what headers declare once the preprocessor is through with them."""
    unit = parse(source.text)
    reader = _Reader(collect(unit.declarations), target, _OwnFiles(headers, source))
    return reader.read(unit.problems, source)


class _OwnFiles:
    """Which files belong to the headers that the user named."""

    def __init__(self, headers: Sequence[Path], source: Preprocessed) -> None:
        self._system = {file_name(file) for file in source.system_files}
        self._headers = {str(path) for header in headers for path in (header, header.resolve())}
        self._folders = {header.resolve().parent for header in headers}

    def __contains__(self, file: str) -> bool:
        if file in self._headers:
            return True
        if file in self._system or file.startswith("<"):
            return False
        path = Path(file).resolve()
        return any(path.is_relative_to(folder) for folder in self._folders)


class _Reader:
    def __init__(self, declarations: Declarations, target: Target, own: _OwnFiles) -> None:
        self._declarations = declarations
        self._target = target
        self._own = own
        self._lowering = Lowering(declarations, target)
        self._complete = self._lowering.records.require_complete
        self._problems: list[Problem] = []

    def read(self, parse_problems: Sequence[Problem], source: Preprocessed) -> Interface:
        functions = self._functions()
        self._own_records()
        own_problems = [p for p in parse_problems if p.location and p.location.file in self._own]
        return Interface(
            target=self._target,
            functions=functions,
            variables=self._variables(),
            records=self._lowering.records.layouts,
            constants=Constants(
                list(self._declarations.enumerators), self._lowering.enumerations.value, source.macros
            ),
            problems=(*own_problems, *self._lowering.records.problems, *self._problems),
        )

    def _functions(self) -> dict[str, Function]:
        found = {}
        for name, node in self._declarations.functions.items():
            if _file(node) in self._own:
                try:
                    function = self._function(name, node)
                except UnsupportedTypeError as error:
                    self._problem(name, error, node)
                    continue
                found[function.name] = function
        return found

    def _function(self, name: str, node: c_ast.Decl) -> Function:
        declarator = node.type
        while isinstance(declarator, c_ast.AttributedType):
            declarator = declarator.type
        attributes = to_model(attributes_of(*declarator_chain(node)))
        if not isinstance(declarator, c_ast.FuncDecl):
            return self._function_of_typedef(name, node, attributes)
        return Function(
            name=_symbol(name, attributes),
            parameters=tuple(
                Parameter(
                    name=getattr(parameter, "name", None),
                    type=self._complete(self._lowering.parameter_type(parameter)),
                    location=location(parameter),
                )
                for parameter in parameters_of(declarator)
            ),
            result=self._complete(self._lowering.type_of(declarator.type)),
            variadic=is_variadic(declarator),
            attributes=attributes,
            location=location(node),
        )

    def _function_of_typedef(
        self, name: str, node: c_ast.Decl, attributes: tuple[Attribute, ...]
    ) -> Function:
        ctype = self._lowering.type_of(node)
        assert isinstance(ctype, FunctionType)
        return Function(
            name=_symbol(name, attributes),
            parameters=tuple(Parameter(name=None, type=each) for each in ctype.parameters),
            result=ctype.result,
            variadic=ctype.variadic,
            attributes=attributes,
            location=location(node),
        )

    def _variables(self) -> dict[str, Variable]:
        found = {}
        for name, node in self._declarations.variables.items():
            if _file(node) in self._own:
                try:
                    attributes = to_model(attributes_of(*declarator_chain(node)))
                    ctype = self._lowering.type_of(node)
                except UnsupportedTypeError as error:
                    self._problem(name, error, node)
                    continue
                symbol = _symbol(name, attributes)
                found[symbol] = Variable(name=symbol, type=ctype, location=location(node))
        return found

    def _own_records(self) -> None:
        """Lay out the records that the headers define, used by a function or not."""
        tagged = list(self._declarations.tags.values())
        for node in (*tagged, *self._declarations.typedefs.values()):
            if _file(node) in self._own:
                try:
                    if isinstance(node, c_ast.Typedef):
                        self._lowering.typedef(node.name)
                    else:
                        self._lowering.type_of(node)
                except UnsupportedTypeError as error:
                    self._problem(node.name or "", error, node)

    def _problem(self, symbol: str, error: UnsupportedTypeError, node: c_ast.Node) -> None:
        self._problems.append(Problem(symbol=symbol, reason=error.message, location=location(node)))


def _symbol(name: str, attributes: Sequence[Attribute]) -> str:
    """Return the symbol that a name stands for: an asm label's, if there is one."""
    labels = [attribute.arguments or "" for attribute in attributes if attribute.name == "asm"]
    return "".join(re.findall(r'"([^"]*)"', labels[0])) if labels else name


def _file(node: c_ast.Node) -> str:
    """Return the file that a node was written in, as the compiler names it."""
    return file_name(node.coord.file or "") if node.coord else ""
