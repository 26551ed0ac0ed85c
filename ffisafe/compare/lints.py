"""What rustc itself says about exported signatures (`improper_ctypes_definitions`).

It is further evidence: a lint is reported where no finding speaks of the same type or function.
"""

import re
from collections.abc import Iterable, Iterator

from ffisafe.compare.foreign import readable
from ffisafe.model.finding import Finding
from ffisafe.model.interface import Function, Interface, Lint
from ffisafe.model.rules import finding

_DEFINITIONS = "improper_ctypes_definitions"
_TYPE = re.compile(r"`extern` \w+ uses type `(?P<type>.+)`, which")
_NO_LAYOUT = "unspecified layout"
_NOT_NEWS = frozenset({"char"})  # passed as C's `uint32_t`; where a value of it may be wrong, FFI603 says so
# Vectors are passed as C's are; the compiler refuses those that the target has no registers for.
_VECTOR = re.compile(r"(std|core)::arch::")
_OF_A_TYPE = ("FFI105", "FFI106", "FFI109")
_OF_A_FUNCTION = ("FFI109", "FFI202", "FFI203", "FFI207", "FFI603")


def compare_lints(c: Interface, rust: Interface, reported: Iterable[Finding]) -> Iterator[Finding]:
    """Yield FFI207, or FFI109 for a type without a layout, for what nothing was reported about."""
    of_types = [found for found in reported if found.code in _OF_A_TYPE]
    of_files = _by_file(rust.functions.values())
    done = {found.symbol.partition(".")[0] for found in reported if found.code in _OF_A_FUNCTION}
    for lint in rust.lints:
        function = _function(lint, of_files.get(lint.location.file, ()))
        match = _TYPE.search(lint.message)
        if lint.name != _DEFINITIONS or function is None or match is None or function.name not in c.functions:
            continue
        if _VECTOR.match(match["type"]):
            continue
        ctype = readable(match["type"])
        if ctype in _NOT_NEWS or function.name in done or _is_named(ctype, of_types):
            continue
        done.add(function.name)
        yield _surfaced(lint, c.functions[function.name], ctype)


def _by_file(functions: Iterable[Function]) -> dict[str, list[tuple[range, Function]]]:
    """Return the functions of each file with the lines of their signatures.

    A signature that takes several lines ends with its result, on the line after its last parameter.
    """
    found: dict[str, list[tuple[range, Function]]] = {}
    for function in functions:
        if function.location is None:
            continue
        first = function.location.line
        last = max((each.location.line for each in function.parameters if each.location), default=first)
        lines = range(first, last + 2 if last > first else first + 1)
        found.setdefault(function.location.file, []).append((lines, function))
    return found


def _function(lint: Lint, functions: Iterable[tuple[range, Function]]) -> Function | None:
    """Return the one of a file's exported functions in whose signature a lint's place lies."""
    return next((function for lines, function in functions if lint.location.line in lines), None)


def _is_named(ctype: str, of_types: Iterable[Finding]) -> bool:
    """Whether a finding about a type names this one."""
    word = re.compile(rf"(?<!\w){re.escape(ctype)}(?!\w)")
    return any(
        word.search(text)
        for found in of_types
        for text in (found.symbol, found.message, *map(str, found.details.values()))
    )


def _surfaced(lint: Lint, c: Function, ctype: str) -> Finding:
    code = "FFI109" if any(_NO_LAYOUT in note and "tuple" not in note for note in lint.notes) else "FFI207"
    reason = lint.notes[0] if lint.notes else lint.message
    return finding(
        code,
        c.name,
        f"`{c.name}` has `{ctype}` in its signature, which rustc calls not FFI-safe: {reason}",
        help="take a type that C has, or one with `#[repr(C)]`",
        c=c.location,
        rust=lint.location,
        details={"rust": ctype, "lint": lint.name, "notes": list(lint.notes)},
    )
