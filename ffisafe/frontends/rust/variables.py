"""Variable DIEs as global variables (DWARF 5 §4.1)."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from elftools.dwarf.die import DIE

from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.rust.dies import flag, inherited, lineage, path, symbol_name
from ffisafe.frontends.rust.dwarf import Unit
from ffisafe.frontends.rust.lines import SourceLines
from ffisafe.frontends.rust.types import TypeReader
from ffisafe.frontends.rust.units import DebugPart
from ffisafe.model.interface import Problem, Variable

_DECL_FILE = "DW_AT_decl_file"
_SCOPES = frozenset({"DW_TAG_compile_unit", "DW_TAG_namespace", "DW_TAG_module"})
_THREAD_LOCAL = frozenset({0x9B, 0xE0})  # DW_OP_form_tls_address, DW_OP_GNU_push_tls_address


def find_variables(parts: Sequence[DebugPart]) -> dict[str, DIE]:
    """Return the DIE of each exported variable that has one; what a body declares is passed over."""
    found: dict[str, DIE] = {}
    for part in parts:
        found = {**_of_part(part), **found}
    return found


def _of_part(part: DebugPart) -> dict[str, DIE]:
    wanted = {name: symbol for name, symbol in part.symbols.items() if not symbol.is_function}
    near = part.units_at(wanted.values())
    found = _find(part.whole(near), wanted.keys())
    missing = wanted.keys() - found.keys()
    if any(part.may_name(name) for name in missing):
        seen = {unit.cu_offset for unit in near}
        found |= _find(part.whole(unit for unit in part.own_units() if unit.cu_offset not in seen), missing)
    return found


def _find(units: Iterable[Unit], wanted: Collection[str]) -> dict[str, DIE]:
    found: dict[str, DIE] = {}
    for unit in units:
        for die in _globals(unit.get_top_DIE()):
            if flag(inherited(die, "DW_AT_external"), "DW_AT_external"):
                name = symbol_name(die)
                if name in wanted:
                    found.setdefault(name, die)
    return found


def _globals(top: DIE) -> Iterator[DIE]:
    pending = [top]
    while pending:
        for die in pending.pop().iter_children():
            if die.tag == "DW_TAG_variable" and "DW_AT_location" in die.attributes:
                yield die
            elif die.tag in _SCOPES:
                pending.append(die)


class VariableReader:
    """Turns variable DIEs into variables under their symbols' names."""

    def __init__(self, types: TypeReader, lines: SourceLines) -> None:
        self._types = types
        self._lines = lines

    def read(self, found: Mapping[str, DIE]) -> tuple[dict[str, Variable], list[Problem]]:
        """Return the variables by symbol, and the symbols whose type is not understood."""
        variables, problems = {}, []
        for name, die in sorted(found.items()):
            location = self._lines.locate(inherited(die, _DECL_FILE))
            try:
                ctype = self._types.of(inherited(die, "DW_AT_type"))
            except UnsupportedTypeError as error:
                problems.append(Problem(symbol=name, reason=error.message, location=location))
                continue
            variables[name] = Variable(
                name=name,
                type=ctype,
                location=location,
                thread_local=_is_thread_local(die),
                path="::".join(path(list(lineage(die))[-1])),
            )
        return variables, problems


def _is_thread_local(die: DIE) -> bool:
    expression = die.attributes["DW_AT_location"].value
    # The operation is the last one, after the offset; the block is a list of bytes.
    return isinstance(expression, list | bytes) and bool(expression) and expression[-1] in _THREAD_LOCAL
