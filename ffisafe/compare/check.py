"""Run every static rule over a header and a build."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ffisafe.compare.layout import compare_layouts
from ffisafe.compare.linkage import compare_linkage
from ffisafe.compare.signatures import compare_signatures
from ffisafe.compare.types import TypeMatcher
from ffisafe.compare.variables import compare_variables
from ffisafe.model.finding import Finding
from ffisafe.model.interface import Interface
from ffisafe.model.rules import finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Findings, with how many types and functions were compared."""

    findings: tuple[Finding, ...]
    types: int
    functions: int


def check_interfaces(c: Interface, rust: Interface, *, library: str) -> Checked:
    """Compare a header with a build.

    Without debug information only linkage is compared, and FFI902 says so.
    """
    findings = [*_not_understood(c), *compare_linkage(c, rust)]
    if not rust.has_types:
        findings.append(_no_types(library))
        return Checked(findings=tuple(findings), types=0, functions=0)
    matcher = TypeMatcher(c, rust)
    shared = [name for name in c.functions if name in rust.functions]
    for name in shared:
        findings += compare_signatures(c.functions[name], rust.functions[name], matcher)
    findings += compare_variables(matcher)
    findings += compare_layouts(matcher, {name: c.functions[name] for name in shared})
    findings += _functions_not_seen(c, rust)
    return Checked(findings=tuple(findings), types=len(matcher.pairs), functions=len(shared))


def _not_understood(c: Interface) -> Iterator[Finding]:
    for problem in c.problems:
        yield finding(
            "FFI901",
            problem.symbol,
            f"`{problem.symbol}` is not checked: {problem.reason}",
            help="the rest of the header is checked",
            c=problem.location,
        )


def _no_types(library: str) -> Finding:
    return finding(
        "FFI902",
        Path(library).name,
        f"`{library}` has no debug information: only linkage was checked",
        help="build it with `-C debuginfo=2` and without `strip`",
    )


def _functions_not_seen(c: Interface, rust: Interface) -> Iterator[Finding]:
    reasons = {problem.symbol: problem.reason for problem in rust.problems}
    for name in sorted((rust.exports or frozenset()) & c.functions.keys() - rust.functions.keys()):
        reason = reasons.get(name, "the build has no debug information for it")
        yield finding(
            "FFI901",
            name,
            f"the signature of `{name}` is not checked: {reason}",
            help="build every part of the library with debug information, without optimisation",
            c=c.functions[name].location,
        )
