"""Run every static rule over a header and a build."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ffisafe.compare.constness import compare_constness
from ffisafe.compare.conventions import compare_conventions, compare_unwinding
from ffisafe.compare.foreign_variables import compare_foreign_variables
from ffisafe.compare.layout import compare_layouts
from ffisafe.compare.linkage import compare_linkage
from ffisafe.compare.lints import compare_lints
from ffisafe.compare.passing import compare_passing
from ffisafe.compare.signatures import compare_signatures
from ffisafe.compare.types import TypeMatcher
from ffisafe.compare.validity import compare_fields, compare_validity
from ffisafe.compare.variables import compare_variables
from ffisafe.model.contract import Contract, FunctionContract
from ffisafe.model.finding import Finding
from ffisafe.model.interface import Function, Gap, Interface
from ffisafe.model.rules import finding

_RETYPED = frozenset({"FFI106", "FFI202", "FFI203", "FFI207", "FFI305"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Findings, with how many types and functions were compared."""

    findings: tuple[Finding, ...]
    types: int
    functions: int


def check_interfaces(
    c: Interface, rust: Interface, *, library: str, contract: Contract | None = None
) -> Checked:
    """Compare a header with a build, and both with the contract where it speaks of types.

    Without debug information only linkage is compared, and FFI902 says so.
    """
    findings = [*_not_understood(c), *_not_run(rust, library), *compare_linkage(c, rust)]
    if not rust.has_types:
        findings.append(_no_types(library, rust.gaps))
        return Checked(findings=tuple(findings), types=0, functions=0)
    matcher = TypeMatcher(c, rust)
    shared = [(c.functions[name], rust.functions[name]) for name in c.functions if name in rust.functions]
    findings += _of_functions(shared, matcher, contract or Contract())
    findings += _of_variables(matcher)
    findings += compare_layouts(matcher, {ours.name: ours for ours, _ in shared})
    findings += compare_constness(matcher)
    findings += compare_fields(matcher, contract or Contract())
    findings += compare_passing(shared, matcher, findings)
    findings += compare_lints(c, rust, findings)
    findings += _functions_not_seen(c, rust)
    findings = list(_without_echoes(findings))
    return Checked(findings=tuple(findings), types=len(matcher.pairs), functions=len(shared))


def _without_echoes(findings: list[Finding]) -> Iterator[Finding]:
    """Yield all but FFI110 about what has another type in Rust: that Rust lacks C's is why."""
    retyped = {found.symbol for found in findings if found.code in _RETYPED}
    yield from (found for found in findings if found.code != "FFI110" or found.symbol not in retyped)


def _of_functions(
    shared: Iterable[tuple[Function, Function]], matcher: TypeMatcher, contract: Contract
) -> Iterator[Finding]:
    for ours, theirs in shared:
        said = contract.functions.get(ours.name, FunctionContract())
        yield from compare_conventions(ours, theirs, matcher.c.target)
        yield from compare_unwinding(ours, theirs, said)
        yield from compare_signatures(ours, theirs, matcher)
        yield from compare_validity(ours, theirs, said, matcher)


def _of_variables(matcher: TypeMatcher) -> Iterator[Finding]:
    """Yield one finding for a variable: a type without a C ABI stands for all that differs."""
    without_abi = list(compare_foreign_variables(matcher))
    said = {found.symbol for found in without_abi}
    yield from without_abi
    yield from (found for found in compare_variables(matcher) if found.symbol not in said)


def _not_run(rust: Interface, library: str) -> Iterator[Finding]:
    for gap in rust.gaps:
        if "FFI902" in gap.rules:
            continue  # told there
        yield finding(
            "FFI903",
            Path(library).name,
            f"not checked: {', '.join(gap.rules)}, because {gap.reason}",
            help="what these rules need could not be read; the others were run",
            details={"rules": list(gap.rules), "reason": gap.reason},
        )


def _not_understood(c: Interface) -> Iterator[Finding]:
    for problem in c.problems:
        yield finding(
            "FFI901",
            problem.symbol,
            f"`{problem.symbol}` is not checked: {problem.reason}",
            help="the rest of the header is checked",
            c=problem.location,
        )


def _no_types(library: str, gaps: tuple[Gap, ...]) -> Finding:
    reasons = [gap.reason for gap in gaps if "FFI902" in gap.rules]
    why = f" ({reasons[0]})" if reasons else ""
    return finding(
        "FFI902",
        Path(library).name,
        f"`{library}` has no debug information{why}: only linkage was checked",
        help="build it with `-C debuginfo=2` and without `strip`",
    )


def _functions_not_seen(c: Interface, rust: Interface) -> Iterator[Finding]:
    reasons = {problem.symbol: problem.reason for problem in rust.problems}
    seen = rust.functions.keys() | rust.variables.keys()
    for name in sorted((rust.exports or frozenset()) & c.functions.keys() - seen):
        reason = reasons.get(name, "the build has no debug information for it")
        yield finding(
            "FFI901",
            name,
            f"the signature of `{name}` is not checked: {reason}",
            help="build every part of the library with debug information, without optimisation",
            c=c.functions[name].location,
        )
