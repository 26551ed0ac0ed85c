"""How large the memory of a call must be at least, where that is a product of its arguments.

Most extents are: ``rows * cols`` elements. Such a call is checked without a look at expressions;
one that does not pass, or that says more, is left to :func:`ffisafe.contracts.call_extents`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ffisafe.contracts.extent import factors, unit_bytes
from ffisafe.model.contract import FunctionContract, ValueContract
from ffisafe.model.interface import Function, Interface


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimum:
    """What the memory of a parameter must have: the unit times what the factors are given."""

    parameter: int
    unit_bytes: int
    factors: tuple[int, ...]  # parameters


def minima(
    function: Function, contract: FunctionContract, interface: Interface
) -> tuple[Minimum, ...] | None:
    """Return the minima of a function's pointers; None where one of them is no product."""
    names = [parameter.name for parameter in function.parameters]
    found = []
    for index, parameter in enumerate(function.parameters):
        unit = unit_bytes(parameter.type, interface)
        if unit is None:
            continue
        words = factors(contract.params.get(parameter.name or "", ValueContract()))
        if words is None or not set(words) <= set(names):
            return None
        places = tuple(map(names.index, words))
        found.append(Minimum(parameter=index, unit_bytes=unit, factors=places))
    return tuple(found)


def are_kept(wanted: Sequence[Minimum], wires: Sequence[Any]) -> bool:
    """Return whether the memory of a call is certainly large enough."""
    for minimum in wanted:
        size = minimum.unit_bytes
        for index in minimum.factors:
            factor = wires[index]
            if type(factor) is not int or factor < 0:
                return False
            size *= factor
        memory = wires[minimum.parameter]
        if type(memory) is tuple and memory[0] < size:
            return False
    return True
