"""What the source says about panics at the boundary.

A panic that finds no handler up to the end of the stack ends the process before anything is
unwound, whether the exported function would have let it pass or not: then its ABI decides, and
debug information has no ABIs.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from ffisafe.runner.panics import ABORTING_PANIC, ESCAPING_PANIC
from ffisafe.runner.sanitizer import Frame, SanitizerReport

_DECLARATION = r'\bextern\s*(?:"(?P<abi>[^"]*)"\s*)?fn\s+{name}\b'


def judged(report: SanitizerReport, function: str, roots: Sequence[Path]) -> SanitizerReport:
    """Return the report of a panic as one that aborts, if the function's ABI does not unwind."""
    if report.kind != ESCAPING_PANIC:
        return report
    abi = _declared_abi(function, _sources(report.frames, roots))
    may_unwind = abi is None or abi.endswith("-unwind")
    return report if may_unwind else replace(report, kind=ABORTING_PANIC)


def _declared_abi(function: str, sources: Iterable[Path]) -> str | None:
    """Return the ABI that a function is defined with; None where that cannot be seen."""
    declaration = re.compile(_DECLARATION.format(name=re.escape(function)))
    for source in sources:
        if found := declaration.search(source.read_text(encoding="utf-8", errors="replace")):
            return found["abi"] or "C"
    return None


def _sources(frames: Iterable[Frame], roots: Sequence[Path]) -> Iterable[Path]:
    """Return the Rust files of a stack that are here, each once."""
    names = dict.fromkeys(frame.file for frame in frames if frame.file and frame.file.endswith(".rs"))
    paths = (folder / name for name in names for folder in (*roots, Path()))
    return dict.fromkeys(path for path in paths if path.is_absolute() and path.is_file())
