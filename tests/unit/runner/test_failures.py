"""Every planted fault is found at the very call, named, and filed under its rule."""

import pickle
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ffisafe.model.contract import Contract, FunctionContract
from ffisafe.model.interface import Interface
from ffisafe.runner.library import FFIFailure, ForeignPanic, Library, Out

Action = Callable[[Library], object]


def freed_twice(library: Library) -> None:
    """Release a buffer whose memory is gone already."""
    buffer = library.buffer_new(5)
    library.buffer_release_parts(buffer)
    library.buffer_free(buffer)


def used_after_free(library: Library) -> None:
    """Use a buffer that was released."""
    buffer = library.buffer_new(5)
    library.buffer_free(buffer)
    library.buffer_len(buffer)


def read_after_free(library: Library) -> None:
    """Read memory that the library has released, by ourselves."""
    buffer = library.buffer_new(5)
    data = library.buffer_data(buffer)
    library.buffer_free(buffer)
    data.read(1)


def read_too_far(library: Library) -> None:
    """Read more than the library has allocated, by ourselves."""
    library.buffer_data(library.buffer_new(5)).read(6)


# What is done; code, kind, function, and a part of the text.
FAULTS: dict[str, tuple[Action, str, str, str, str]] = {
    "read behind": (
        lambda lib: lib.peek(b"abc", 3),
        "FFI701",
        "heap-buffer-overflow",
        "peek",
        "0 bytes after 3-byte region",
    ),
    "read before": (
        lambda lib: lib.peek(b"abc", -1),
        "FFI701",
        "heap-buffer-overflow",
        "peek",
        "1 bytes before 3-byte region",
    ),
    "write behind": (
        lambda lib: lib.poke(bytearray(8), 8),
        "FFI701",
        "heap-buffer-overflow",
        "poke",
        "write of 1 byte",
    ),
    "write before": (
        lambda lib: lib.poke(bytearray(8), -1),
        "FFI701",
        "heap-buffer-overflow",
        "poke",
        "1 bytes before 8-byte",
    ),
    "behind an element": (
        lambda lib: lib.sum(np.ones(3), 4),
        "FFI701",
        "heap-buffer-overflow",
        "sum",
        "read of 8 bytes",
    ),
    "behind out memory": (
        lambda lib: lib.fill(Out(3), 4, 0),
        "FFI701",
        "heap-buffer-overflow",
        "fill",
        "fill(Out(3), 4, 0)",
    ),
    "no bytes, read": (
        lambda lib: lib.peek(b"", 0),
        "FFI701",
        "heap-buffer-overflow",
        "peek",
        "peek(b'', 0)",
    ),
    "no bytes, before": (
        lambda lib: lib.peek(b"", -1),
        "FFI701",
        "heap-buffer-overflow",
        "peek",
        "read of 1 byte",
    ),
    "no bytes, written": (
        lambda lib: lib.poke(bytearray(), 0),
        "FFI701",
        "heap-buffer-overflow",
        "poke",
        "write of 1 byte",
    ),
    "no terminator": (
        lambda lib: lib.text_length(b"abc"),
        "FFI701",
        "heap-buffer-overflow",
        "text_length",
        "3-byte region",
    ),
    "use after free": (used_after_free, "FFI702", "heap-use-after-free", "buffer_len", "24-byte region"),
    "read after free": (read_after_free, "FFI702", "heap-use-after-free", "read", "read(<uint8_t * #2>, 1)"),
    "read too far": (read_too_far, "FFI701", "heap-buffer-overflow", "read", "0 bytes after 5-byte region"),
    "double free": (freed_twice, "FFI703", "double-free", "buffer_free", "first freed"),
    "bad free": (
        lambda lib: lib.free_inside(bytearray(4)),
        "FFI704",
        "bad-free",
        "free_inside",
        "1 bytes inside of 4-byte region",
    ),
    "stack": (
        lambda lib: lib.stack_peek(16),
        "FFI706",
        "stack-buffer-overflow",
        "stack_peek",
        "overflows this variable",
    ),
    "null": (lambda lib: lib.norm(None), "FFI710", "SEGV", "norm", "norm(NULL)"),
    "panic": (lambda lib: lib.panic_if(5), "FFI403", "aborting-panic", "panic_if", "the process aborted"),
    "panic through": (
        lambda lib: lib.panic_through(5),
        "FFI403",
        "escaping-panic",
        "panic_through",
        "it unwound out of the function",
    ),
    "index": (
        lambda lib: lib.checked_index(7),
        "FFI403",
        "aborting-panic",
        "checked_index",
        "the len is 3 but the index is 7",
    ),
    "abort": (lambda lib: lib.give_up(), "FFI710", "abort", "give_up", "give_up()"),
    "exit": (lambda lib: lib.leave(3), "FFI710", "exit", "leave", "the process left with exit code 3"),
    "no memory": (
        lambda lib: lib.make_huge(1 << 60),
        "FFI710",
        "allocation-failure",
        "make_huge",
        "memory allocation of 1152921504606846976 bytes failed (a sanitized worker gives at most 1024 MiB)",
    ),
    "descriptors": (
        lambda lib: lib.close_everything(),
        "FFI710",
        "closed-descriptors",
        "close_everything",
        "the library closed file descriptors",
    ),
    "nonsense": (
        lambda lib: lib.talk_nonsense(),
        "FFI710",
        "garbled-answer",
        "talk_nonsense",
        "what it sent is no answer",
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_is_found_at_its_call(library: Library, case: str) -> None:
    """The failure names rule, kind and function, and the next call works."""
    action, code, kind, function, text = FAULTS[case]
    with pytest.raises(FFIFailure) as caught:
        action(library)
    failure = caught.value
    assert (failure.code, failure.report.kind, failure.function) == (code, kind, function)
    assert text in str(failure)
    assert library.add_i32(1, 2) == 3


# Where a fault is seen in the user's own source, by what the line holds.
PLACES: dict[str, tuple[Action, str]] = {
    "read": (lambda lib: lib.peek(b"abc", 3), "*data.offset(index)"),
    "std on top": (used_after_free, "(*b).bytes.len()"),
    "released": (freed_twice, "drop(Box::from_raw(b));"),
    "panic": (lambda lib: lib.panic_if(5), 'assert!(x < 3, "not below three: {x}");'),
    "index": (lambda lib: lib.checked_index(7), "black_box(vec![1, 2, 3])[i]"),
    "abort": (lambda lib: lib.give_up(), "std::process::abort();"),
}


@pytest.mark.parametrize("case", PLACES)
def test_the_top_frame_is_the_users_own(library: Library, case: str) -> None:
    """Frames of the runtime and of Rust's standard library are passed over."""
    action, source = PLACES[case]
    with pytest.raises(FFIFailure) as caught:
        action(library)
    frame = caught.value.frame
    assert frame is not None
    assert frame.file is not None
    assert frame.line is not None
    lines = Path(frame.file).read_text(encoding="utf-8").splitlines()
    assert lines[frame.line - 1].strip() == source


def test_the_text_tells_the_whole_story(library: Library) -> None:
    """A double free shows the call, both releases, the allocation, and the calls before."""
    with pytest.raises(FFIFailure) as caught:
        freed_twice(library)
    labels = [line.split("  ")[1] for line in str(caught.value).splitlines()[1:]]
    assert labels[:5] == ["call", "block", "freed", "first freed", "allocated"]
    assert caught.value.defect.program == (
        "buffer_new(5) -> <struct Buffer * #1>",
        "buffer_release_parts(<struct Buffer * #1>)",
    )


def test_rusts_own_checks_have_kinds_of_their_own(checked: Library) -> None:
    """With debug assertions, misaligned and null dereferences are told from other panics."""
    with pytest.raises(FFIFailure) as misaligned:
        checked.read_u32(b"12345678", 1)
    assert (misaligned.value.code, misaligned.value.report.kind) == (
        "FFI709",
        "misaligned-pointer-dereference",
    )
    with pytest.raises(FFIFailure) as null:
        checked.read_u32(None, 0)
    assert (null.value.code, null.value.report.kind) == ("FFI710", "null-pointer-dereference")


def test_a_panic_that_the_contract_allows_is_no_failure(plain: Library, interface: Interface) -> None:
    """With ``unwind = true`` a panic is an exception of its own, with place and message."""
    contract = Contract(functions={"panic_through": FunctionContract(unwind=True)})
    with Library(plain.path, interface, contract=contract) as library:
        with pytest.raises(ForeignPanic, match=r"panic_through panicked at .*subject\.rs:\d+: two lines:\n5"):
            library.panic_through(5)
        assert library.panic_through(1) == 1


@pytest.mark.parametrize("function", ["panic_if", "checked_index"])
@pytest.mark.parametrize("build", ["plain", "sanitized"])
def test_a_panic_that_aborts_is_a_failure_whatever_the_contract_says(
    builds: dict[str, Path], interface: Interface, asan_runtime: Path, function: str, build: str
) -> None:
    """A plain ``extern "C"`` function cannot unwind, so that ``unwind = true`` allows nothing."""
    contract = Contract(functions={function: FunctionContract(unwind=True)})
    runtime = asan_runtime if build == "sanitized" else None
    with (
        Library(builds[build], interface, contract=contract, runtime=runtime) as library,
        pytest.raises(FFIFailure, match=r"(below three: 5|the index is 5)\n") as caught,
    ):
        library.call(function, 5)
    assert (caught.value.code, caught.value.report.kind) == ("FFI403", "aborting-panic")


def test_a_huge_allocation_fails_quickly(library: Library) -> None:
    """Memory that no worker has is refused, before the sanitizer poisons all of it."""
    started = time.monotonic()
    for size in (1 << 31, 1 << 36, 1 << 44):
        with pytest.raises(FFIFailure, match=f"memory allocation of {size} bytes failed"):
            library.make_huge(size)
    assert time.monotonic() - started < 5


def test_signals_without_a_sanitizer_are_named(plain: Library) -> None:
    """Without a runtime, what is left is the signal."""
    with pytest.raises(FFIFailure, match="FFI710 SIGSEGV in norm") as caught:
        plain.norm(None)
    assert caught.value.report.kind == "SIGSEGV"
    with pytest.raises(FFIFailure, match="FFI710 SIGABRT in give_up"):
        plain.give_up()
    with pytest.raises(FFIFailure, match="FFI403 aborting-panic in panic_if"):
        plain.panic_if(5)


def test_a_panic_that_was_survived_is_not_blamed_later(library: Library) -> None:
    """Only what a worker writes during the call that kills it counts."""
    library.print_line(1)
    with pytest.raises(FFIFailure) as caught:
        library.leave(0)
    assert caught.value.report.text == ""


def test_each_bug_is_a_class_of_its_own(library: Library) -> None:
    """Kind and place decide; the same bug is the same class again."""
    classes = []
    for function, size in (("peek", 1), ("peek", 2), ("poke", 1)):
        with pytest.raises(FFIFailure) as caught:
            library.call(function, bytes(size), size)
        classes.append(type(caught.value))
    assert classes[0] is classes[1]
    assert classes[0] is not classes[2]


def test_a_failure_survives_pickling(library: Library) -> None:
    """Failures go from process to process, class and text included."""
    with pytest.raises(FFIFailure) as caught:
        library.peek(b"a", 1)
    copy = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 -- our own
    assert type(copy) is type(caught.value)
    assert str(copy) == str(caught.value)


def test_hypothesis_reports_both_of_two_faults(library: Library) -> None:
    """Two planted faults behind one property are two bugs, each shrunk by itself."""

    @settings(max_examples=300, database=None, derandomize=True, phases=(Phase.generate, Phase.shrink))
    @given(size=st.integers(0, 6), index=st.integers(-1, 6))
    def property_of_peek_and_poke(size: int, index: int) -> None:
        (library.peek if index % 2 else library.poke)(bytearray(size), index)

    with pytest.raises(ExceptionGroup) as caught:
        property_of_peek_and_poke()
    found = {
        (error.function, error.code) for error in caught.value.exceptions if isinstance(error, FFIFailure)
    }
    assert {("peek", "FFI701"), ("poke", "FFI701")} <= found
