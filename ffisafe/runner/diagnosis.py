"""From a dead worker to a report: what happened, in whose code, and which rule it breaks."""

import re
import signal
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ffisafe.runner.controller import Cause, WorkerDied
from ffisafe.runner.environment import MAX_ALLOCATION_MIB
from ffisafe.runner.panics import ABORTING_PANIC, ESCAPING_PANIC, failed_allocation, parse_panic
from ffisafe.runner.sanitizer import Frame, SanitizerReport, parse_report
from ffisafe.runner.symbolizer import Symbolizer

HANG = "hang"
COMMUTATION = "commutation"
_POISONED = "use-after-poison"

NO_CLOSER_DIAGNOSIS = "FFI710"
CODES: Mapping[str, str] = {
    ABORTING_PANIC: "FFI403",
    ESCAPING_PANIC: "FFI403",
    "container-overflow": "FFI701",
    "heap-buffer-overflow": "FFI701",
    "negative-size-param": "FFI701",
    "use-after-poison": "FFI701",
    "heap-use-after-free": "FFI702",
    "double-free": "FFI703",
    "alloc-dealloc-mismatch": "FFI704",
    "bad-__sanitizer_get_allocated_size": "FFI704",
    "bad-free": "FFI704",
    "bad-malloc_usable_size": "FFI704",
    "dynamic-stack-buffer-overflow": "FFI706",
    "global-buffer-overflow": "FFI706",
    "stack-buffer-overflow": "FFI706",
    "stack-buffer-underflow": "FFI706",
    "stack-use-after-return": "FFI706",
    "stack-use-after-scope": "FFI706",
    "misaligned-pointer-dereference": "FFI709",
    "new-delete-type-mismatch": "FFI711",
    COMMUTATION: "FFI801",
}
"""The rule of each kind of report; every other kind is a crash with no closer diagnosis."""

_CALLER = re.compile(r"(^|/)(libffi|_cffi_backend|libpython|python\d)[^/]*$")
_RUNTIME = re.compile(r"(^|/)lib(clang_rt\.)?[atlu]b?san[^/]*$|(^|/)libclang_rt\.")
_RELEASES = frozenset({"free", "cfree", "realloc", "reallocarray"})
_NOT_THE_USERS = re.compile(
    r"^/rustc/[0-9a-f]+/|(^|/)library/(alloc|core|std|panic_unwind|panic_abort|backtrace|test)/"
    r"|/lib/rustlib/src/|/\.?cargo/(registry|git)/|/(registry/src|git/checkouts)/"
    r"|libsanitizer/|compiler-rt/|sysdeps/|^(nptl|stdlib|string|malloc|csu)/"
)
_RUSTS_OWN = re.compile(r"<*(&|mut |dyn )*_*(alloc|core|std|rust|gimli|addr2line|object|hashbrown)\b")
_ABORTS = frozenset({"ABRT", "abort"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Whose code is looked for: the library's, and under which folders."""

    library: Path
    roots: Sequence[Path] = ()


def code_of(kind: str) -> str:
    """Return the rule that a kind of report breaks."""
    return CODES.get(kind, NO_CLOSER_DIAGNOSIS)


def diagnose(died: WorkerDied, symbolizer: Symbolizer) -> SanitizerReport:
    """Return the report of a dead worker, its frames named; ends where the library was called."""
    report = _kind_of_death(died)
    report = replace(
        report,
        frames=_named(report.frames, symbolizer),
        freed=_named(report.freed, symbolizer),
        allocated=_named(report.allocated, symbolizer),
    )
    if _died_releasing(report):
        return replace(report, kind="bad-free")
    return _of_empty_block(report) if report.kind == _POISONED else report


def _of_empty_block(report: SanitizerReport) -> SanitizerReport:
    """Return a report on memory without a byte as what it is: an access out of bounds.

    The worker lends a poisoned byte where an extent is empty, for malloc has no smaller block.
    """
    block = "0 bytes after 0-byte region" if "1-byte region" in report.block else report.block
    return replace(report, kind="heap-buffer-overflow", block=block)


def _kind_of_death(died: WorkerDied) -> SanitizerReport:
    """Return what the worker died of: the closest diagnosis first."""
    report = parse_report(died.output)
    is_abort = report is None or report.kind in _ABORTS
    if died.cause is Cause.HANG:
        frames = report.frames if report and is_abort else ()
        return SanitizerReport(kind=HANG, message=died.reason, frames=frames, text=died.output)
    if report is not None and not is_abort:
        return report
    frames = report.frames if report else ()
    panic = parse_panic(died.output)
    if panic is not None and not _left_by_exit(died, report):
        frames = (panic.frame, *frames)
        return SanitizerReport(kind=panic.kind, message=panic.message, frames=frames, text=died.output)
    if message := failed_allocation(died.output, MAX_ALLOCATION_MIB):
        return SanitizerReport(kind="allocation-failure", message=message, frames=frames, text=died.output)
    if report is not None:
        return replace(report, kind="abort", message="")
    return SanitizerReport(kind=_status_kind(died), message=died.reason, text=died.output)


def _left_by_exit(died: WorkerDied, report: SanitizerReport | None) -> bool:
    """Return whether the library called ``exit``: its panics, if any, had been caught."""
    return died.exit_code is not None and report is None


def _status_kind(died: WorkerDied) -> str:
    if died.cause is Cause.GARBLED:
        return "garbled-answer"
    if died.cause is Cause.CUT_OFF:
        return "closed-descriptors"
    if died.exit_code is not None:
        return "exit"
    return signal.Signals(died.signal).name if died.signal else "unknown"


def _named(frames: tuple[Frame, ...], symbolizer: Symbolizer) -> tuple[Frame, ...]:
    """Return the frames that the call has of its own, named."""
    return symbolizer.expand(_without_caller(frames))


def _without_caller(frames: tuple[Frame, ...]) -> Iterable[Frame]:
    for frame in frames:
        if frame.module and _CALLER.search(frame.module):
            return
        yield frame


def _died_releasing(report: SanitizerReport) -> bool:
    """Return whether the allocator itself crashed on what it was given to release."""
    if report.kind != "SEGV":
        return False
    inner = [frame for frame in report.frames if _is_runtime(frame)]
    names = {(frame.function or "").removeprefix("__interceptor_") for frame in inner}
    return report.frames[: len(inner)] == tuple(inner) and not names.isdisjoint(_RELEASES)


def _is_runtime(frame: Frame) -> bool:
    in_module = bool(frame.module and _RUNTIME.search(frame.module))
    return in_module or bool(frame.file and "libsanitizer/" in frame.file)


def user_frame(frames: Iterable[Frame], sources: Sources) -> Frame | None:
    """Return the top frame in the user's own code, or None.

    Frames below one of the source roots come first; without any, the first frame of the
    library that is neither Rust's standard library nor a dependency out of a registry.
    """
    candidates = [frame for frame in frames if _may_be_the_users(frame, sources)]
    rooted = (frame for frame in candidates if _is_below(frame, sources.roots))
    found = next(rooted, candidates[0] if candidates else None)
    return _located(found, sources.roots) if found else None


def _located(frame: Frame, roots: Sequence[Path]) -> Frame:
    """Return a frame with its whole path: rustc names files from the workspace's root."""
    if frame.file is None or Path(frame.file).is_absolute():
        return frame
    whole = (root / frame.file for root in roots)
    found = next((path for path in whole if path.exists()), None)
    return replace(frame, file=str(found)) if found else frame


def _may_be_the_users(frame: Frame, sources: Sources) -> bool:
    if frame.module is not None and frame.module != str(sources.library):
        return False
    if frame.line is None or frame.file is None:
        return frame.module is not None and _is_users_function(frame.function)
    return _NOT_THE_USERS.search(frame.file) is None


def _is_users_function(name: str | None) -> bool:
    """Return whether a function of the library, its source line unknown, is not Rust's own."""
    return name is not None and _RUSTS_OWN.match(name) is None


def _is_below(frame: Frame, roots: Sequence[Path]) -> bool:
    if frame.file is None:
        return False
    path = Path(frame.file)
    if not path.is_absolute():
        return any((root / path).exists() for root in roots)
    return any(path.is_relative_to(root) for root in roots)
