"""From a preprocessed translation unit to an interface."""

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

from pycparser import c_ast

from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.c_header.attributes import attributes_of, to_model
from ffisafe.frontends.c_header.catalogue import declared_enums
from ffisafe.frontends.c_header.declarations import Declarations, collect
from ffisafe.frontends.c_header.files import EveryFile, Files, OwnFiles
from ffisafe.frontends.c_header.lower import Lowering
from ffisafe.frontends.c_header.macros import Constants
from ffisafe.frontends.c_header.nodes import declarator_chain, file_name, is_variadic, location, parameters_of
from ffisafe.frontends.c_header.parse import parse
from ffisafe.frontends.c_header.preprocess import Preprocessed
from ffisafe.frontends.c_header.syntax import SyntaxCheck
from ffisafe.model.ctype import CType, FunctionType
from ffisafe.model.interface import Attribute, DeclaredEnum, Function, Interface, Parameter, Problem, Variable
from ffisafe.model.target import Target


def read_preprocessed(
    source: Preprocessed,
    headers: Sequence[Path],
    target: Target,
    *,
    everything: bool = False,
    check: SyntaxCheck | None = None,
) -> Interface:
    """Return what headers declare once the preprocessor is through with them.

    Raises:
        HeaderError: The compiler, if there is one to check them, rejects them.
    """
    unit = parse(source.text)
    files = EveryFile() if everything else OwnFiles(headers, source)
    reader = _Reader(collect(unit.declarations), target, files)
    interface = reader.read(unit.problems, source)
    if check is not None:
        starts = (start for node in unit.declarations if (start := location(node)))
        check.require_accepted((*unit.problems, *interface.problems), starts)
    return interface


class _Reader:
    def __init__(self, declarations: Declarations, target: Target, own: Files) -> None:
        self._declarations = declarations
        self._target = target
        self._own = own
        self._lowering = Lowering(declarations, target)
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
            constants=Constants(
                list(self._declarations.enumerators),
                self._lowering.enumerations.value,
                source.macros,
                self._lowering.expressions.evaluate,
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
            result=self._complete(self._lowering.result_type(node, declarator)),
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

    def _own_types(self) -> dict[str, CType]:
        """Lay out the records that the headers define, used by a function or not; return the typedefs."""
        typedefs = {}
        tagged = list(self._declarations.tags.values())
        for node in (*tagged, *self._declarations.typedefs.values()):
            if _file(node) in self._own:
                try:
                    if isinstance(node, c_ast.Typedef):
                        typedefs[node.name] = self._lowering.typedef(node.name)
                    else:
                        self._lowering.type_of(node)
                except UnsupportedTypeError as error:
                    self._problem(node.name or "", error, node)
        return typedefs

    def _enums(self, *declared: Iterable[CType]) -> tuple[DeclaredEnum, ...]:
        """Return the enums that the headers define, and those that what they declare refers to."""
        layouts = self._lowering.records.layouts.values()
        members = (member.type for layout in layouts for member in layout.members)
        enums, problems = declared_enums(
            self._declarations, self._lowering.enumerations, self._own, chain(members, *declared)
        )
        self._problems += problems
        return tuple(enums)

    def _problem(self, symbol: str, error: UnsupportedTypeError, node: c_ast.Node) -> None:
        self._problems.append(Problem(symbol=symbol, reason=error.message, location=location(node)))


def _symbol(name: str, attributes: Sequence[Attribute]) -> str:
    """Return the symbol that a name stands for: an asm label's, if there is one."""
    labels = [attribute.arguments or "" for attribute in attributes if attribute.name == "asm"]
    return "".join(re.findall(r'"([^"]*)"', labels[0])) if labels else name


def _file(node: c_ast.Node) -> str:
    """Return the file that a node was written in, as the compiler names it."""
    return file_name(node.coord.file or "") if node.coord else ""
