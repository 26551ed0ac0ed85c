"""From failures to findings: one for each bug, with the builds that it was seen in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ffisafe.model.finding import DetailValue, Finding
from ffisafe.model.interface import Interface
from ffisafe.model.rules import RULES, finding
from ffisafe.model.source import SourceLocation
from ffisafe.runner.diagnosis import COMMUTATION
from ffisafe.runner.failures import FFIFailure
from ffisafe.runner.sanitizer import Frame

_HELP = {
    "FFI403": "catch the panic at the boundary (`std::panic::catch_unwind`) and return an error, "
    'or declare `extern "C-unwind"` and say `unwind = true` in the contract',
    "FFI701": "check the bounds in Rust, or correct the extent in the contract",
    "FFI702": "keep the memory alive as long as the contract lets the caller use it",
    "FFI703": "give every allocation one owner: clear the pointer where it is freed first",
    "FFI704": "free with the allocator that allocated, and from the start of the block",
    "FFI706": "do not let pointers to locals out, and check the bounds of arrays",
    "FFI709": "use `read_unaligned`, or ask for aligned memory in the contract",
    "FFI801": "correct the function, or its reference if that is what is wrong",
}


@dataclass(slots=True)
class FailureLog:
    """Failures of several builds, told apart by rule, function and place."""

    interface: Interface
    _seen: dict[tuple[object, ...], tuple[FFIFailure, list[str]]] = field(default_factory=dict)

    def add(self, failures: Iterable[FFIFailure], build: str) -> None:
        """Note failures of a build."""
        for failure in failures:
            frame = failure.frame
            key = (failure.code, failure.function, frame and (frame.file, frame.line))
            _, builds = self._seen.setdefault(key, (failure, []))
            if build not in builds:
                builds.append(build)

    def findings(self) -> list[Finding]:
        """Return a finding for each bug, in order of rule and function."""
        found = [self._finding(failure, builds) for failure, builds in self._seen.values()]
        return sorted(found, key=lambda each: (each.code, each.symbol))

    def _finding(self, failure: FFIFailure, builds: list[str]) -> Finding:
        function = self.interface.functions.get(failure.function)
        return finding(
            failure.code,
            failure.function,
            _message(failure),
            help=_HELP.get(failure.code, ""),
            c=function.location if function else None,
            rust=_location(failure.frame),
            details=_details(failure, builds),
        )


def _message(failure: FFIFailure) -> str:
    if failure.report.kind == COMMUTATION:
        return f"`{failure.function}` differs from its reference: {failure.report.message}"
    return f"{RULES[failure.code].summary}: {failure.report.kind} in `{failure.function}`"


def _details(failure: FFIFailure, builds: list[str]) -> Mapping[str, DetailValue]:
    report = failure.report
    return {
        "kind": report.kind,
        "builds": list(builds),
        "access": report.access,
        "size_bytes": report.size_bytes,
        "block": report.block,
        "message": report.message,
        "calls": [*failure.defect.program, failure.call],
        "frames": _frames(report.frames),
        "freed": _frames(report.freed),
        "allocated": _frames(report.allocated),
        "story": [*str(failure).splitlines()[1:], f"  {'seen in':<16} {', '.join(builds)} build"],
    }


def _frames(frames: Iterable[Frame]) -> list[DetailValue]:
    return [{"function": f.function, "file": f.file, "line": f.line, "module": f.module} for f in frames]


def _location(frame: Frame | None) -> SourceLocation | None:
    if frame is None or frame.file is None or frame.line is None:
        return None
    return SourceLocation(file=str(Path(frame.file)), line=frame.line, column=frame.column)
