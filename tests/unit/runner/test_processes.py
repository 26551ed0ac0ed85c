"""Processes come, hang, are killed and go; none is left behind."""

import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ffisafe.model.interface import Interface
from ffisafe.runner.library import FFIFailure, Library

PATIENCE_S = 20.0


@pytest.fixture(params=["plain", "sanitized"])
def fresh(
    request: pytest.FixtureRequest, builds: dict[str, Path], interface: Interface, asan_runtime: Path
) -> Iterator[Library]:
    """A library with processes of its own, with and without a sanitizer."""
    runtime = asan_runtime if request.param == "sanitized" else None
    with Library(builds[request.param], interface, runtime=runtime, timeout_s=0.5) as library:
        yield library


def worker_pid(library: Library) -> int:
    """Return the worker's process id, starting one if need be."""
    return library._controller.start()


def zygote_pid(library: Library) -> int:
    """Return the zygote's process id."""
    zygote = library._controller._processes.zygote
    assert zygote is not None
    return zygote._process.pid


def is_running(pid: int) -> bool:
    """Return whether a process exists and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def eventually(condition: Callable[[], bool]) -> bool:
    """Return whether something becomes true before we lose patience."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def group_of(pid: int) -> list[int]:
    """Return the processes of a process group."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            state, _, group = stat.read_text().rpartition(")")[2].split()[:3]
            if int(group) == pid and state != "Z":
                found.append(int(stat.parent.name))
    return found


def test_a_hang_is_ended_and_reported(fresh: Library) -> None:
    """A call over its time limit is a failure; the next call works, in another process."""
    pid = worker_pid(fresh)
    with pytest.raises(FFIFailure, match="FFI710 hang in hang") as caught:
        fresh.hang()
    assert caught.value.report.message == "no answer within 0.5 s"
    assert not is_running(pid)
    assert fresh.add_i32(1, 2) == 3
    assert worker_pid(fresh) != pid


def test_the_sanitizer_says_where_it_hangs(library: Library) -> None:
    """A worker that hangs is asked for its stack before it is killed."""
    library._controller.timeout_s, before = 0.5, library._controller.timeout_s
    try:
        with pytest.raises(FFIFailure) as caught:
            library.hang()
    finally:
        library._controller.timeout_s = before
    assert caught.value.frame is not None
    assert caught.value.frame.function == "hang"


def test_a_worker_killed_from_outside_fails_that_call_only(fresh: Library) -> None:
    """SIGKILL in the middle of a call is seen at once."""
    pid = worker_pid(fresh)
    timer = threading.Timer(0.1, os.kill, (pid, signal.SIGKILL))
    timer.start()
    with pytest.raises(FFIFailure, match="FFI710 SIGKILL in wait_ms"):
        fresh.wait_ms(400)
    timer.join()
    assert fresh.add_i32(1, 2) == 3


def test_a_killed_zygote_is_replaced(fresh: Library) -> None:
    """Without its zygote a worker ends; the next call starts both anew."""
    worker, zygote = worker_pid(fresh), zygote_pid(fresh)
    os.kill(zygote, signal.SIGKILL)
    assert eventually(lambda: not is_running(worker))
    with contextlib.suppress(Exception):
        fresh.add_i32(1, 2)
    assert fresh.add_i32(1, 2) == 3


def test_closing_leaves_no_process(fresh: Library) -> None:
    """Zygote, worker and what the library started are gone; closing twice is fine."""
    pids = [worker_pid(fresh), zygote_pid(fresh)]
    fresh.spawn_sleeper()
    assert eventually(lambda: len(group_of(pids[0])) > 1)
    fresh.close()
    fresh.close()
    assert not any(map(is_running, pids))
    assert eventually(lambda: not group_of(pids[0]))


def test_dropping_the_library_leaves_no_process(builds: dict[str, Path], interface: Interface) -> None:
    """A library that nobody refers to any more ends its processes."""
    library = Library(builds["plain"], interface)
    pids = [worker_pid(library), zygote_pid(library)]
    del library
    assert eventually(lambda: not any(map(is_running, pids)))


SCRIPT = """
    import sys
    sys.path[:] = {path!r}
    from pathlib import Path
    from ffisafe.abi.targets import find_target
    from ffisafe.frontends.c_header import HeaderOptions, read_headers
    from ffisafe.runner.library import Library
    interface = read_headers([Path({header!r})], HeaderOptions(), find_target())
    runtime = {runtime!r}
    library = Library({library!r}, interface, runtime=Path(runtime) if runtime else None)
    worker = library._controller.start()
    print(worker, library._controller._processes.zygote._process.pid, flush=True)
    {last}
"""


@pytest.fixture(params=["plain", "sanitized"])
def start_program(
    request: pytest.FixtureRequest, builds: dict[str, Path], asan_runtime: Path
) -> Callable[[str], subprocess.Popen[str]]:
    """Starts a program that holds a library and then does something."""
    header = Path(__file__).parent / "subject" / "subject.h"

    def start(last: str) -> subprocess.Popen[str]:
        script = textwrap.dedent(SCRIPT).format(
            path=sys.path,
            header=str(header),
            library=str(builds[request.param]),
            runtime=str(asan_runtime) if request.param == "sanitized" else "",
            last=last,
        )
        return subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)

    return start


@pytest.mark.parametrize("last", ["library.hang()", "sys.stdin.read(1) or library.hang()"])
def test_nothing_outlives_a_killed_parent(
    start_program: Callable[[str], subprocess.Popen[str]], last: str
) -> None:
    """SIGKILL for the parent, in a call or not, ends zygote and worker too."""
    with start_program(last) as program:
        assert program.stdout is not None
        pids = [int(word) for word in program.stdout.readline().split()]
        assert all(map(is_running, pids))
        program.kill()
    assert eventually(lambda: not any(map(is_running, pids)))


def test_nothing_outlives_a_parent_that_just_ends(
    start_program: Callable[[str], subprocess.Popen[str]],
) -> None:
    """Leaving without closing is as good as closing."""
    with start_program("library.add_i32(1, 2)") as program:
        assert program.stdout is not None
        pids = [int(word) for word in program.stdout.readline().split()]
    assert program.returncode == 0
    assert not any(map(is_running, pids))


@pytest.mark.parametrize("delay_ms", [0, 1, 3, 10, 50])
def test_an_interrupt_in_a_call_loses_only_that_call(fresh: Library, delay_ms: int) -> None:
    """After KeyboardInterrupt, at whatever point, answers belong to their own calls."""
    fresh.add_i32(0, 0)
    timer = threading.Timer(delay_ms / 1000, signal.raise_signal, (signal.SIGINT,))

    def call_on() -> None:
        timer.start()
        for number in range(100_000):
            assert fresh.add_i32(number, 1) == number + 1
            fresh.wait_ms(1)

    with pytest.raises(KeyboardInterrupt):
        call_on()
    timer.join()
    assert [fresh.add_i32(number, 1) for number in range(20)] == list(range(1, 21))


def leave_again_and_again(library: Library, timer: threading.Timer) -> None:
    """End workers, until somebody interrupts."""
    timer.start()
    while True:
        with contextlib.suppress(FFIFailure):
            library.leave(0)


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # sockets left to the collector
def test_an_interrupt_while_a_worker_starts(fresh: Library) -> None:
    """An interrupt between two workers leaves nothing half started."""
    for delay_ms in range(0, 40, 4):
        timer = threading.Timer(delay_ms / 1000, signal.raise_signal, (signal.SIGINT,))
        with pytest.raises(KeyboardInterrupt):
            leave_again_and_again(fresh, timer)
        timer.join()
        assert fresh.add_i32(1, 2) == 3


def test_threads_take_turns(fresh: Library) -> None:
    """Answers go to the thread that asked."""
    wrong: list[int] = []

    def count(start: int) -> None:
        wrong.extend(n for n in range(start, start + 200) if fresh.add_i32(n, 1) != n + 1)

    threads = [threading.Thread(target=count, args=(1000 * i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_forked_parent_gets_processes_of_its_own(fresh: Library) -> None:
    """After fork, parent and child do not answer each other's calls."""
    mine = worker_pid(fresh)
    context = multiprocessing.get_context("fork")
    queue = context.SimpleQueue()

    def child() -> None:
        queue.put((fresh.add_i32(20, 22), worker_pid(fresh)))
        fresh.close()

    process = context.Process(target=child)
    process.start()
    assert fresh.add_i32(1, 2) == 3
    answer, theirs = queue.get()
    process.join()
    assert answer == 42
    assert theirs != mine
    assert worker_pid(fresh) == mine
    assert not is_running(theirs)


def test_a_crash_while_loading_is_a_failure(tmp_path: Path, interface: Interface, asan_runtime: Path) -> None:
    """A constructor that crashes is the library's fault, seen at the first call."""
    source = tmp_path / "boom.c"
    source.write_text(
        "#include <stdlib.h>\n__attribute__((constructor)) static void boom(void) { abort(); }\n"
    )
    library_path = tmp_path / "libboom.so"
    subprocess.run(["gcc", "-g", "-shared", "-fPIC", "-o", library_path, source], check=True)
    with Library(library_path, interface, runtime=asan_runtime) as library:
        with pytest.raises(FFIFailure, match=r"FFI710 abort in boom \(.*boom\.c:2\)"):
            library.add_i32(1, 2)
        with pytest.raises(FFIFailure, match=r"call +load\(\)"):
            _ = library.uncallable


def test_native_code_does_not_inherit_the_preload(
    library: Library, capfd: pytest.CaptureFixture[str]
) -> None:
    """The sanitizer's runtime is preloaded into the worker, not into what it starts."""
    environment = Path(f"/proc/{worker_pid(library)}/environ").read_bytes()
    assert b"LD_PRELOAD=" in environment  # as it was started
    library.spawn_sleeper()
    sleepers: list[int] = []

    def found() -> bool:
        sleepers[:] = [pid for pid in group_of(worker_pid(library)) if pid != worker_pid(library)]
        return bool(sleepers) and b"sleep" in Path(f"/proc/{sleepers[-1]}/cmdline").read_bytes()

    assert eventually(found)
    assert b"LD_PRELOAD=" not in Path(f"/proc/{sleepers[-1]}/environ").read_bytes()
    library.close()
    assert capfd.readouterr() == ("", "")
