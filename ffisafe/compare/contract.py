"""FFI5xx: what the contract says against what the header declares."""

from collections.abc import Iterable, Iterator

from ffisafe.contracts import ContractProblem
from ffisafe.model.finding import Finding
from ffisafe.model.rules import finding


def contract_findings(problems: Iterable[ContractProblem]) -> Iterator[Finding]:
    """Yield FFI504 for each name in an expression that is no integer of the header."""
    for problem in problems:
        yield finding(problem.code, problem.symbol, problem.message, help=problem.help, c=problem.location)
