"""The environment that workers are started in: the sanitizer's runtime and its options."""

import os
from collections.abc import Mapping
from pathlib import Path

PRELOAD = "LD_PRELOAD"
EXIT_CODE = 77
MAX_ALLOCATION_MIB = 1024  # poisoning costs 0.25 s a GiB, and terabytes seem to succeed until then

ASAN_OPTIONS: Mapping[str, object] = {
    "exitcode": EXIT_CODE,
    "abort_on_error": 0,  # end by exit code, so that an abort of the library's own looks different
    "allocator_may_return_null": 1,  # an absurd size is then Rust's to report, not the sanitizer's
    "detect_leaks": 0,  # LeakSanitizer runs at exit, and workers live on
    "detect_stack_use_after_return": 1,
    "fast_unwind_on_malloc": 1,  # 0.1 us an allocation instead of 7; our builds have frame pointers
    "handle_abort": 1,  # a stack for SIGABRT, SIGILL and SIGFPE as there is one for SIGSEGV
    "handle_sigill": 1,
    "handle_sigfpe": 1,
    "malloc_context_size": 24,
    "max_allocation_size_mb": MAX_ALLOCATION_MIB,
    "print_legend": 0,
    "quarantine_size_mb": 64,  # a block that is used again soon costs no page fault
    "symbolize": 0,  # the parent does it, once per address: 5 ms a crash instead of 105 ms
}


def worker_environment(runtime: Path | None, *, symbolize: bool) -> dict[str, str]:
    """Return the environment of a zygote.

    Args:
        runtime: The shared library of the sanitizer's runtime; None to run without.
        symbolize: Whether the sanitizer has to name its frames itself.
    """
    environment = dict(os.environ)
    environment["RUST_BACKTRACE"] = "0"  # a panic names its place; its backtrace costs 200 ms
    if runtime is not None:
        options = {**ASAN_OPTIONS, "symbolize": int(symbolize)}
        ours = ":".join(f"{name}={value}" for name, value in options.items())
        environment["ASAN_OPTIONS"] = _joined(ours, environment.get("ASAN_OPTIONS"))
        environment[PRELOAD] = _joined(str(runtime), environment.get(PRELOAD))
    return environment


def _joined(first: str, second: str | None) -> str:
    """Return both with a colon between: of two options, the later one counts."""
    return f"{first}:{second}" if second else first
