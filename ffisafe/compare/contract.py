"""FFI5xx: what the contract says against what the header declares."""

from collections.abc import Iterable, Iterator

from ffisafe.contracts import ContractProblem
from ffisafe.model.finding import Finding
from ffisafe.model.rules import finding


def contract_findings(problems: Iterable[ContractProblem]) -> Iterator[Finding]:
    """Yield a finding for each thing that a contract says and the header does not bear out."""
    for problem in problems:
        yield finding(problem.code, problem.symbol, problem.message, help=problem.help, c=problem.location)
