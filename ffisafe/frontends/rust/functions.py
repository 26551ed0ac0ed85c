"""Subprogram DIEs as functions (DWARF 5 §3.3, §4.1)."""

from collections.abc import Mapping

from elftools.dwarf.die import DIE

from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.rust.dies import children, inherited, lineage, path, text
from ffisafe.frontends.rust.lines import SourceLines
from ffisafe.frontends.rust.subprograms import Subprograms
from ffisafe.frontends.rust.types import TypeReader
from ffisafe.model.ctype import CType, Record
from ffisafe.model.interface import Function, Parameter, Problem

_DECL_FILE = "DW_AT_decl_file"


class FunctionReader:
    """Turns subprograms into functions under their symbols' names."""

    def __init__(self, types: TypeReader, lines: SourceLines) -> None:
        self._types = types
        self._lines = lines

    def read(self, found: Subprograms) -> tuple[dict[str, Function], list[Problem]]:
        """Return the functions by symbol, and the symbols whose signature is not known."""
        functions, problems = {}, []
        for name, die in sorted(found.dies.items()):
            try:
                functions[name] = self._function(name, die)
            except UnsupportedTypeError as error:
                location = self._lines.locate(inherited(die, _DECL_FILE))
                problems.append(Problem(symbol=name, reason=error.message, location=location))
        return functions, problems + _merged(found.merged)

    def _function(self, name: str, die: DIE) -> Function:
        parameters = tuple(self._parameter(one) for one in _parameter_dies(die))
        variadic = bool(children(die, "DW_TAG_unspecified_parameters"))
        if parameters and _is_va_list(parameters[-1].type):
            # How rustc shows `...` to the body; a `va_list` by value looks the same.
            parameters, variadic = parameters[:-1], True
        return Function(
            name=name,
            parameters=parameters,
            result=self._types.of(inherited(die, "DW_AT_type")),
            variadic=variadic,
            location=self._lines.locate(inherited(die, _DECL_FILE)),
            path=_path(die),
        )

    def _parameter(self, die: DIE) -> Parameter:
        return Parameter(
            name=text(inherited(die, "DW_AT_name"), "DW_AT_name"),
            type=self._types.of(inherited(die, "DW_AT_type")),
            location=self._lines.locate(inherited(die, _DECL_FILE)),
        )


def _path(die: DIE) -> str:
    """Return a function's path; the scopes are those of the declaration."""
    return "::".join(path(list(lineage(die))[-1]))


def _parameter_dies(die: DIE) -> list[DIE]:
    """Return the parameters of the most complete DIE in a subprogram's lineage.

    Only the definition names them; only the abstract instance is sure to have them all.
    """
    return max((children(one, "DW_TAG_formal_parameter") for one in lineage(die)), key=len)


def _is_va_list(ctype: CType) -> bool:
    return isinstance(ctype, Record) and ctype.key.startswith("core::ffi::va_list::VaList")


def _merged(merged: Mapping[str, str]) -> list[Problem]:
    return [
        Problem(
            symbol=name,
            reason=f"the optimiser merged it with `{owner}`, and its signature is gone from the"
            " debug information",
        )
        for name, owner in sorted(merged.items())
    ]
