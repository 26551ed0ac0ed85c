"""Reports of either runtime are read alike; the texts of gcc's are made while we test."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ffisafe.runner.controller import Cause, WorkerDied
from ffisafe.runner.diagnosis import Sources, code_of, diagnose, user_frame
from ffisafe.runner.panics import failed_allocation, parse_panic
from ffisafe.runner.sanitizer import Frame, parse_frame, parse_report, strip_hashes
from ffisafe.runner.symbolizer import Symbolizer

LIBRARY = Sources(library=Path("/lib/libsubject.so"))

# Calls the subject without any of our own code: what the runtime prints, as it prints it.
CALLER = """
import ctypes, sys
library = ctypes.CDLL(sys.argv[1])
library.buffer_new.restype = ctypes.c_void_p
buffer = ctypes.c_void_p(library.buffer_new(5))
exec(sys.argv[2])
"""
SAID = {
    "double-free": "library.buffer_release_parts(buffer); library.buffer_free(buffer)",
    "heap-use-after-free": "library.buffer_free(buffer); library.buffer_len(buffer)",
    "SEGV": "library.peek(None, ctypes.c_ssize_t(16))",
    "stack-buffer-overflow": "library.stack_peek(16)",
    "ABRT": "library.give_up()",
}


def spoken(library: Path, runtime: Path, call: str, *, symbolize: bool) -> str:
    """Return what gcc's runtime prints about a call."""
    environment = {
        **os.environ,
        "LD_PRELOAD": str(runtime),
        "ASAN_OPTIONS": f"detect_leaks=0:handle_abort=1:symbolize={int(symbolize)}",
    }
    command = [sys.executable, "-c", CALLER, str(library), call]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False).stderr


@pytest.mark.parametrize("symbolize", ["named", "bare"])
@pytest.mark.parametrize("kind", SAID)
def test_reports_of_gccs_runtime(
    builds: dict[str, Path], asan_runtime: Path, kind: str, symbolize: str
) -> None:
    """Kind and top frame are found whether the runtime names its frames or we do."""
    text = spoken(builds["checked"], asan_runtime, SAID[kind], symbolize=symbolize == "named")
    report = parse_report(text)
    assert report is not None, text
    assert report.kind == kind
    frames = Symbolizer().expand(report.frames)
    frame = user_frame(frames, Sources(library=builds["checked"]))
    assert frame is not None
    assert frame.file is not None
    assert frame.file.endswith("subject.rs")


STD = "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library"

# As compiler-rt's documentation shows them, and as LLVM 19 prints them.
COMPILER_RT = f"""\
=================================================================
==9442==ERROR: AddressSanitizer: heap-use-after-free on address 0x7f7ddab8c084 at pc 0x403c8c bp 0x1 sp 0x2
READ of size 4 at 0x7f7ddab8c084 thread T0
    #0 0x403c8c in demo::take::h0123456789abcdef /home/me/demo/src/lib.rs:4:5
    #1 0x7f7ddabcac4d in <alloc::vec::Vec<u8> as core::ops::Drop>::drop {STD}/alloc/src/vec/mod.rs:12:9
    #2 0x7f7ddabcac4e in __libc_start_main (/lib/libc.so.6+0x29d8f) (BuildId: a43bfc84)

0x7f7ddab8c084 is located 4 bytes inside of 400-byte region [0x7f7ddab8c080,0x7f7ddab8c210)
freed by thread T0 here:
    #0 0x404704 in free /build/llvm/compiler-rt/lib/asan/asan_malloc_linux.cpp:52:3
    #1 0x403c53 in demo_free /home/me/demo/src/lib.rs:9
previously allocated by thread T0 here:
    #0 0x404544 in malloc (/opt/llvm/lib/libclang_rt.asan-x86_64.so+0x1234) (BuildId: 00ff)
    #1 0x403c43 in demo_new /home/me/demo/src/lib.rs:2:17

SUMMARY: AddressSanitizer: heap-use-after-free /home/me/demo/src/lib.rs:4:5 in demo::take::h0123456789abcdef
==9442==ABORTING
"""


def test_reports_of_compiler_rt() -> None:
    """Columns, build ids and hashes are told apart from names and places."""
    report = parse_report(COMPILER_RT)
    assert report is not None
    assert (report.kind, report.access, report.size_bytes) == ("heap-use-after-free", "READ", 4)
    assert report.block == "4 bytes inside of 400-byte region"
    assert report.frames[0] == Frame(function="demo::take", file="/home/me/demo/src/lib.rs", line=4, column=5)
    assert report.frames[1].function == "<alloc::vec::Vec<u8> as core::ops::Drop>::drop"
    assert report.frames[2] == Frame(function="__libc_start_main", module="/lib/libc.so.6", offset=0x29D8F)
    assert user_frame(report.freed, LIBRARY) == Frame(
        function="demo_free", file="/home/me/demo/src/lib.rs", line=9
    )
    assert user_frame(report.allocated, LIBRARY) == Frame(
        function="demo_new", file="/home/me/demo/src/lib.rs", line=2, column=17
    )


BLOCKS = {
    "0x60 is located 0 bytes to the right of 80-byte region [0x10,0x60)": "0 bytes after 80-byte region",
    "0x60 is located 0 bytes after 80-byte region [0x10,0x60)": "0 bytes after 80-byte region",
    "0x0f is located 1 bytes to the left of 80-byte region [0x10,0x60)": "1 bytes before 80-byte region",
    "0x60 is located 4 bytes to the right of global variable 'T' defined in 'lib.rs' (0x50) of size 8": (
        "4 bytes after global variable 'T'"
    ),
    "    [32, 48) 'a' (line 17) <== Memory access at offset 49 overflows this variable": (
        "offset 49 overflows this variable 'a'"
    ),
}


@pytest.mark.parametrize("line", BLOCKS)
def test_the_block_is_told_in_one_wording(line: str) -> None:
    """Older and newer runtimes word it differently."""
    report = parse_report(f"==1==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x60\n{line}\n")
    assert report is not None
    assert report.block == BLOCKS[line]


CUT_SHORT = {
    "attempting double-free on 0x602 in thread T0:": "double-free",
    "attempting free on address which was not malloc()-ed: 0x602 in thread T0": "bad-free",
    "alloc-dealloc-mismatch (operator new vs free) on 0x602": "alloc-dealloc-mismatch",
    "negative-size-param: (size=-1)": "negative-size-param",
    "requested allocation size 0xffff exceeds maximum supported size": "allocation-size-too-big",
    "SEGV on unknown address 0x000000000000 (pc 0x1 bp 0x2 sp 0x3 T0)": "SEGV",
}


@pytest.mark.parametrize("header", CUT_SHORT)
def test_a_report_without_its_summary_still_has_a_kind(header: str) -> None:
    """A worker may die before it has said everything."""
    report = parse_report(f"==1==ERROR: AddressSanitizer: {header}\n")
    assert report is not None
    assert report.kind == CUT_SHORT[header]


def test_other_output_is_no_report() -> None:
    """What a library prints by itself is not taken for a report."""
    assert parse_report("ERROR: something else\n    #0 0x1 in main a.c:1\n") is None


def test_frames_in_every_form() -> None:
    """Names may hold spaces and parentheses; lines and columns may be missing."""
    assert parse_frame("(/a b/lib.so+0x1f)") == Frame(module="/a b/lib.so", offset=0x1F)
    assert parse_frame("in f (lib.so+0x10)") == Frame(function="f", module="lib.so", offset=16)
    assert parse_frame("in <T as core::fmt::Debug>::fmt src/lib.rs:3") == Frame(
        function="<T as core::fmt::Debug>::fmt", file="src/lib.rs", line=3
    )
    assert parse_frame("in raise library/std/src/panicking.rs") == Frame(
        function="raise", file="library/std/src/panicking.rs"
    )
    assert strip_hashes("<demo[e28293b1aa0f68bd]::Buffer>::new") == "<demo::Buffer>::new"


@pytest.mark.parametrize(
    "file",
    [
        "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/alloc/src/vec/mod.rs",
        "library/std/src/panicking.rs",
        "/home/me/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/libc-0.2/src/lib.rs",
        "/home/me/.rustup/toolchains/stable/lib/rustlib/src/rust/library/core/src/ptr/mod.rs",
        "../../../../src/libsanitizer/asan/asan_malloc_linux.cpp",
        "../sysdeps/unix/raise.c",
    ],
)
def test_code_of_others_is_not_the_users(file: str) -> None:
    """Neither the standard library nor dependencies nor the C library are blamed."""
    mine = Frame(function="mine", file="/home/me/library/src/lib.rs", line=1)
    assert user_frame([Frame(function="f", file=file, line=1), mine], LIBRARY) == mine


def test_source_roots_come_first(tmp_path: Path) -> None:
    """Where the user's folders are known, a path dependency elsewhere is passed over."""
    mine = Frame(function="mine", file=str(tmp_path / "src/lib.rs"), line=1)
    other = Frame(function="other", file="/elsewhere/lib.rs", line=1)
    assert user_frame([other, mine], Sources(library=LIBRARY.library, roots=[tmp_path])) == mine
    assert user_frame([other], Sources(library=LIBRARY.library, roots=[tmp_path])) == other


PANIC = """
thread '<unnamed>' (77) panicked at src/lib.rs:8:64:
boom
and more
note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace

thread '<unnamed>' panicked at library/core/src/panicking.rs:225:5:
panic in a function that cannot unwind
stack backtrace:
   0:     0x7ffaf3fe61fa - std
thread caused non-unwinding panic. aborting.
"""


def test_the_panic_before_the_last_words_counts() -> None:
    """A panic that may not unwind is followed by one that says so; the first is the cause."""
    panic = parse_panic(PANIC)
    assert panic is not None
    assert (panic.kind, panic.message) == ("aborting-panic", "boom\nand more")
    assert panic.frame == Frame(file="src/lib.rs", line=8, column=64)


def test_checks_of_rust_are_told_from_panics() -> None:
    """Undefined behaviour that Rust itself caught has kinds of its own."""
    text = "thread 'main' panicked at src/lib.rs:1:1:\n{}\n"
    kinds = {
        "misaligned pointer dereference: address must be a multiple of 0x4": "misaligned-pointer-dereference",
        "null pointer dereference occurred": "null-pointer-dereference",
        "unsafe precondition(s) violated: slice::from_raw_parts": "unsafe-precondition",
        "called `Option::unwrap()` on a `None` value": "aborting-panic",
        "boom\nfatal runtime error: failed to initiate panic, error 5, aborting": "escaping-panic",
    }
    for message, kind in kinds.items():
        panic = parse_panic(text.format(message))
        assert panic is not None
        assert panic.kind == kind


def test_an_allocation_that_the_worker_refuses_says_so() -> None:
    """Up to the limit it was memory that ran out, beyond it the worker's rule."""
    text = "x\nmemory allocation of 1048577 bytes failed\n"
    assert failed_allocation(text, 2) == "memory allocation of 1048577 bytes failed"
    assert failed_allocation(text, 1) == (
        "memory allocation of 1048577 bytes failed (a sanitized worker gives at most 1 MiB)"
    )
    assert failed_allocation("fine", 1) is None


def died(output: str = "", status: int = 0, cause: Cause = Cause.ENDED) -> WorkerDied:
    """Return a death as the controller reports it."""
    return WorkerDied(status, output, cause, cause.value)


def test_the_closest_diagnosis_wins() -> None:
    """A report beats a panic that was survived; an abort's report does not beat the panic."""
    symbolizer = Symbolizer()
    assert diagnose(died(PANIC + COMPILER_RT), symbolizer).kind == "heap-use-after-free"
    abort = re.sub("heap-use-after-free", "ABRT", COMPILER_RT)
    assert diagnose(died(PANIC + abort), symbolizer).kind == "aborting-panic"
    assert diagnose(died(abort), symbolizer).kind == "abort"
    assert diagnose(died(PANIC, status=0), symbolizer).kind == "exit"
    assert diagnose(died(PANIC, status=9, cause=Cause.DOOMED), symbolizer).kind == "aborting-panic"
    assert diagnose(died(status=11), symbolizer).kind == "SIGSEGV"
    assert diagnose(died(abort, status=9, cause=Cause.HANG), symbolizer).kind == "hang"
    assert diagnose(died(status=9, cause=Cause.GARBLED), symbolizer).kind == "garbled-answer"


def test_a_crash_of_the_allocator_while_it_frees_is_a_bad_free() -> None:
    """What the allocator chokes on was no block: the runtime only sees its own crash."""
    text = """==1==ERROR: AddressSanitizer: SEGV on unknown address 0x000001234558 (pc 0x1 bp 0x2 sp 0x3 T0)
    #0 0x1 in __asan::Allocator::Deallocate ../../../../src/libsanitizer/asan/asan_allocator.cpp:696
    #1 0x2 in __interceptor_free ../../../../src/libsanitizer/asan/asan_malloc_linux.cpp:53
    #2 0x3 in demo_free /home/me/demo/src/lib.rs:9:5
SUMMARY: AddressSanitizer: SEGV
"""
    report = diagnose(died(text), Symbolizer())
    assert (report.kind, code_of(report.kind)) == ("bad-free", "FFI704")


def test_a_symbolizer_without_a_tool_leaves_frames_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the runtime has to name its frames itself."""
    monkeypatch.setenv("PATH", "")
    symbolizer = Symbolizer()
    frame = Frame(module=sys.executable, offset=1)
    assert not symbolizer.is_available
    assert symbolizer.expand([frame]) == (frame,)


@pytest.mark.parametrize("tool", ["llvm-symbolizer", "addr2line"])
def test_either_tool_finds_names_and_inlined_functions(
    tool: str, tmp_path: Path, builds: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Inlined functions come before those that they were inlined into."""
    found = subprocess.check_output(["which", tool], text=True).strip()
    (tmp_path / tool).symlink_to(found)
    monkeypatch.setenv("PATH", str(tmp_path))
    library = builds["sanitized"]
    symbols = subprocess.check_output(["/usr/bin/nm", library], text=True)
    address = next(int(line.split()[0], 16) for line in symbols.splitlines() if line.endswith(" T peek"))
    frames = Symbolizer().expand([Frame(module=str(library), offset=address)])
    assert frames[-1].function == "peek"
    assert frames[-1].file is not None
    assert frames[-1].file.endswith("subject.rs")
