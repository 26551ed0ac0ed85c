"""FFI5xx: what the contract says against what the header declares."""

from collections.abc import Iterator

from ffisafe.contracts import check_names
from ffisafe.model.contract import Contract
from ffisafe.model.finding import Finding
from ffisafe.model.interface import Interface
from ffisafe.model.rules import finding


def compare_contract(contract: Contract, c: Interface) -> Iterator[Finding]:
    """Yield FFI504 for each name in an expression that is no integer of the header.

    Raises:
        ConfigError: The contract names something that the header does not declare.
    """
    for problem in check_names(contract, c):
        yield finding(
            problem.code, problem.symbol, problem.message, help=problem.help, c=problem.location
        )
