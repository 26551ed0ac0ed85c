"""What Rust's runtime says before it gives up: panics, its own checks, failed allocations."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ffisafe.runner.sanitizer import Frame

_PANIC = re.compile(
    r"^thread '[^\n]*'(?: \(\d+\))? panicked at (?P<file>[^\n]+?):(?P<line>\d+):(?P<column>\d+):\n"
    r"(?P<message>.*?)"
    r"(?=\nnote: |\nstack backtrace:|\n+thread |\nfatal runtime error|\n=====|\nAddressSanitizer|\s*\Z)",
    re.MULTILINE | re.DOTALL,
)
_ALLOCATION = re.compile(r"^memory allocation of (?P<size>\d+) bytes failed", re.MULTILINE)
_ESCAPED = "fatal runtime error: failed to initiate panic"  # nobody further up would have caught it
ABORTING_PANIC = "aborting-panic"
ESCAPING_PANIC = "escaping-panic"

# The last words of a process that could not carry a panic any further: the panic came before.
_NO_WAY_OUT = (
    "panic in a function that cannot unwind",
    "panic in a destructor during cleanup",
)

# How messages of Rust's own checks begin (library/core/src/panicking.rs, ub_checks.rs).
_CHECKS: Mapping[str, str] = {
    "misaligned pointer dereference": "misaligned-pointer-dereference",
    "null pointer dereference occurred": "null-pointer-dereference",
    "unsafe precondition(s) violated": "unsafe-precondition",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Panic:
    """A panic that was not caught; ``kind`` is what became of it, or the check that failed."""

    kind: str
    message: str
    frame: Frame


def parse_panic(output: str) -> Panic | None:
    """Return the panic that a process died of: the last one that is not about an earlier one."""
    for match in reversed(list(_PANIC.finditer(output))):
        message = match["message"].strip()
        if not message.startswith(_NO_WAY_OUT):
            line, column = int(match["line"]), int(match["column"])
            frame = Frame(file=match["file"], line=line, column=column)
            return Panic(kind=_kind(message, output[match.end() :]), message=message, frame=frame)
    return None


def failed_allocation(output: str, limit_mib: int) -> str | None:
    """Return what Rust said when the allocator gave it nothing, and whether it may give so much."""
    found = _ALLOCATION.search(output)
    if found is None:
        return None
    is_refused = int(found["size"]) > limit_mib << 20
    return found.group() + (f" (a sanitized worker gives at most {limit_mib} MiB)" if is_refused else "")


def _kind(message: str, afterwards: str) -> str:
    """Return which check a message is of, or else whether its panic was stopped by an abort."""
    became = ESCAPING_PANIC if _ESCAPED in afterwards else ABORTING_PANIC
    return next((kind for start, kind in _CHECKS.items() if message.startswith(start)), became)
