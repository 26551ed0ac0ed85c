"""The enumerated types of a translation unit that a reader is asked about, or meets in use."""

from collections.abc import Iterable, Iterator

from pycparser import c_ast

from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.c_header.attributes import to_model, written
from ffisafe.frontends.c_header.declarations import Declarations, enumerators
from ffisafe.frontends.c_header.enums import Enumerations
from ffisafe.frontends.c_header.files import Files
from ffisafe.frontends.c_header.nodes import location
from ffisafe.frontends.c_header.preprocessing.markers import file_name
from ffisafe.model.ctype import Array, CType, Enumeration, FunctionType, Pointer
from ffisafe.model.interface import DeclaredEnum, Problem


def declared_enums(
    declarations: Declarations, lowered: Enumerations, files: Files, used: Iterable[CType]
) -> tuple[list[DeclaredEnum], list[Problem]]:
    """Return the enums that the files define or that types refer to, and those not understood.

    One that has a name and is not understood is left to those who go through the names.
    """
    in_use = {enum for ctype in used for enum in _enums_in(ctype)}
    found: list[DeclaredEnum] = []
    problems: list[Problem] = []
    for node in {id(node): node for node, _ in declarations.enumerators.values()}.values():
        own = node.coord is not None and file_name(node.coord.file or "") in files
        name = node.name or lowered.typedef_names.get(id(node))
        try:
            enum = lowered.of(node)
        except UnsupportedTypeError as error:
            if own and name is None:
                problems.append(_problem(node, error))
            continue
        if own or enum in in_use:
            found.append(
                DeclaredEnum(
                    name=name,
                    type=enum,
                    location=location(node),
                    attributes=to_model(written(node)),
                    constant_attributes={
                        each.name: to_model(written(each)) for each in enumerators(node) if each.attributes
                    },
                    constant_locations={
                        each.name: where for each in enumerators(node) if (where := location(each))
                    },
                )
            )
    return found, problems


def _problem(node: c_ast.Enum, error: UnsupportedTypeError) -> Problem:
    """Return the problem of an enum without a name, filed under its first constant."""
    first = next(enumerators(node))
    return Problem(symbol=first.name, reason=error.message, location=location(node))


def _enums_in(ctype: CType) -> Iterator[Enumeration]:
    """Yield the enums that a type is made of; a record's members are asked about by themselves."""
    match ctype:
        case Enumeration():
            yield ctype
        case Pointer(pointee=inner) | Array(element=inner):
            yield from _enums_in(inner)
        case FunctionType(parameters=parameters, result=result):
            for each in (*parameters, result):
                yield from _enums_in(each)
