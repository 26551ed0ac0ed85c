"""``--select``, ``--ignore`` and ``--strict``."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ffisafe.contracts.codes import Codes
from ffisafe.model.finding import Finding
from ffisafe.model.rules import RULES


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What one place, the command line or the configuration, says; ``select`` is None if it is silent."""

    select: Codes | None = None
    ignore: Codes = ()


def chosen_rules(*choices: Choice) -> frozenset[str]:
    """Return the codes of the rules that are reported.

    The longer prefix wins: ``ignore`` of FFI1 and ``select`` of FFI104 leaves FFI104; of equal ones
    ``ignore`` wins. A later choice that selects starts anew, one that only ignores takes away.
    """
    chosen = frozenset(RULES)
    for choice in choices:
        base = frozenset(RULES) if choice.select is not None else chosen
        chosen = frozenset(code for code in base if _is_chosen(code, choice))
    return chosen


def _is_chosen(code: str, choice: Choice) -> bool:
    selected = _longest(code, choice.select) if choice.select is not None else 0
    return selected is not None and selected > (_longest(code, choice.ignore) or -1)


def _longest(code: str, prefixes: Codes) -> int | None:
    return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=None)


def strictly(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings with the severities that their rules have under ``--strict``."""
    return [
        replace(found, severity=RULES[found.code].strict_severity or found.severity) for found in findings
    ]
