"""Defects found in a call, as exceptions that property tests can shrink.

Hypothesis tells two bugs apart by exception class and by the line that raised. All failures
are raised on one line of ours, so each kind of report, at each place of the user's code, has
a class of its own.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ffisafe.runner.diagnosis import HANG, Sources, code_of, user_frame
from ffisafe.runner.panics import ABORTING_PANIC, ESCAPING_PANIC
from ffisafe.runner.sanitizer import Frame, SanitizerReport

_WORD = re.compile(r"\W+")
_OUTCOMES = {
    ABORTING_PANIC: "it could not unwind out of the function: the process aborted",
    ESCAPING_PANIC: "it unwound out of the function, and the contract does not say `unwind = true`",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """What a failure says: a report with the call that ended in it."""

    function: str  # the C function that was called, or what we did with memory
    call: str  # as text
    report: SanitizerReport
    sources: Sources
    program: tuple[str, ...] = ()  # the calls before it in the same worker

    @property
    def code(self) -> str:
        """The rule that is broken."""
        return code_of(self.report.kind)

    @property
    def frame(self) -> Frame | None:
        """The top frame in the user's own code."""
        return user_frame(self.report.frames, self.sources)


class FFIFailure(AssertionError):  # noqa: N818 -- a failed assertion about the library
    """A defect of the library under test; its subclasses stand for distinct bugs."""

    def __init__(self, defect: Defect) -> None:
        super().__init__(defect)
        self.defect = defect

    @property
    def code(self) -> str:
        """The rule that is broken, for example ``FFI703``."""
        return self.defect.code

    @property
    def report(self) -> SanitizerReport:
        """What the sanitizer, or Rust's runtime, said."""
        return self.defect.report

    @property
    def function(self) -> str:
        """The C function whose call failed."""
        return self.defect.function

    @property
    def call(self) -> str:
        """The call as text."""
        return self.defect.call

    @property
    def frame(self) -> Frame | None:
        """The top frame in the user's own code."""
        return self.defect.frame

    def __str__(self) -> str:
        return describe(self.defect)

    def __reduce__(self) -> tuple[Any, ...]:
        return failure, (self.defect,)


class ForeignPanic(Exception):  # noqa: N818 -- what the contract allows is no error
    """A panic unwound out of a function that the contract allows to unwind."""

    def __init__(self, function: str, message: str, frame: Frame | None) -> None:
        super().__init__(function, message, frame)
        self.function = function
        self.message = message
        self.frame = frame

    def __str__(self) -> str:
        place = f" at {_place(self.frame)}" if self.frame else ""
        return f"{self.function} panicked{place}: {self.message}"


def failure(defect: Defect) -> FFIFailure:
    """Return the exception for a defect, of the class that belongs to it.

    A hang is caught wherever it happens to be, so that it is known by its function alone.
    """
    frame = None if defect.report.kind == HANG else defect.frame
    place = (frame.file, frame.line) if frame else (None, None)
    function = (frame.function if frame else None) or defect.function
    return failure_class(defect.code, defect.report.kind, function, *place)(defect)


@cache
def failure_class(
    code: str, kind: str, function: str, file: str | None = None, line: int | None = None
) -> type[FFIFailure]:
    """Return the exception class of one kind of report at one place."""
    words = [word.title() for word in _WORD.split(kind)] + ["_in_", function]
    if file is not None:
        words += ["_at_", Path(file).name, f"_{line}"]
    name = _WORD.sub("_", "".join(words))
    return type(name, (FFIFailure,), {"__module__": __name__, "__doc__": f"{code}: {kind}."})


def describe(defect: Defect) -> str:
    """Return a failure as text: headline, then one line for each fact."""
    report, frame = defect.report, defect.frame
    where = (
        f" in {frame.function or defect.function} ({_place(frame)})" if frame else f" in {defect.function}"
    )
    rows = [("call", defect.call), *_facts(report, defect.sources)]
    lines = [f"{defect.code} {report.kind}{where}"]
    lines += [f"  {label:<16} {text}" for label, text in rows]
    if defect.program:
        lines += ["  after"] + [f"    {call}" for call in defect.program]
    return "\n".join(lines)


def _facts(report: SanitizerReport, sources: Sources) -> Iterable[tuple[str, str]]:
    if report.access:
        size = f" of {_bytes(report.size_bytes)}" if report.size_bytes else ""
        yield "access", f"{report.access.lower()}{size}"
    if report.block:
        yield "block", report.block
    if not report.access and not report.block and report.message:
        yield "message", " ".join(report.message.split())
    if outcome := _OUTCOMES.get(report.kind):
        yield "outcome", outcome
    released_twice = report.kind == "double-free"
    labels = ("freed" if released_twice else "at", "first freed" if released_twice else "freed", "allocated")
    for label, frames in zip(labels, (report.frames, report.freed, report.allocated), strict=True):
        if frame := user_frame(frames, sources):
            yield label, f"{_place(frame)} {frame.function or ''}".rstrip()


def _bytes(count: int) -> str:
    return "1 byte" if count == 1 else f"{count} bytes"


def _place(frame: Frame) -> str:
    """Return a place in the source, relative to where we are if it lies below."""
    if frame.file is None:
        return str(frame)
    path = Path(frame.file)
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return f"{path}:{frame.line}" if frame.line else str(path)
