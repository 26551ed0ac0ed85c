"""What reading a header costs, beside plain pycparser's own work on it, and as headers grow."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pycparser.c_parser import CParser

from benchmarks.conftest import Record
from benchmarks.headers import MADE, VULKAN, unit, vulkan
from benchmarks.pairs import Pairs, Program
from ffisafe.abi.targets import find_target
from ffisafe.frontends.c_header import HeaderOptions, read, read_headers
from ffisafe.frontends.c_header.grammar.parse import parse
from ffisafe.frontends.garbage import no_garbage

TARGET = find_target("x86_64-unknown-linux-gnu")
COMMAND = [str(Path(sys.executable).with_name("ffisafe"))]
SMALL, LARGE = 1_000, 20_000
# Of a process that has no other children.
PEAK = (
    "import resource, subprocess, sys\n"
    "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)\n"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
)


def measure(benchmark: Any, over: Program, under: Program, *, rounds: int) -> Pairs:
    """Time two programs in turn."""
    pairs = Pairs(over, under)
    benchmark.pedantic(pairs.time, rounds=rounds)
    return pairs


def run(*command: str) -> Program:
    """Return a program that runs a command to its end."""
    return lambda: subprocess.run(command, check=True, capture_output=True)


def test_lowering_and_layout(benchmark: Any, record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that comes after the parser, beside plain pycparser's parsing of the same header."""
    source, plain = vulkan(), vulkan(without_gnu_c=True).text
    parsed = parse(source.text)
    monkeypatch.setattr(read, "parse", lambda *_: parsed)
    pairs = measure(
        benchmark,
        lambda: read.read_preprocessed(source, [VULKAN], TARGET),
        lambda: CParser().parse(plain),
        rounds=7,
    )
    record("lowering and layout / pycparser's parsing, vulkan_core.h", pairs, 0.5)


def test_parsing(benchmark: Any, record: Record) -> None:
    """Our parser, which knows GNU C, beside plain pycparser."""
    text, plain = vulkan().text, vulkan(without_gnu_c=True).text
    pairs = measure(benchmark, lambda: parse(text), lambda: CParser().parse(plain), rounds=7)
    record("our parsing / pycparser's parsing, vulkan_core.h", pairs, 1.5)


@pytest.mark.parametrize("kind", MADE)
def test_twenty_times_as_much(benchmark: Any, record: Record, kind: str) -> None:
    """Linear: twenty times the declarations take twenty times as long."""

    def reading(count: int) -> Program:
        source = unit(MADE[kind](count))

        def read_once() -> None:
            with no_garbage():  # as the commands do
                read.read_preprocessed(source, [Path("made.h")], TARGET)

        return read_once

    pairs = measure(benchmark, reading(LARGE), reading(SMALL), rounds=2)
    record(f"{LARGE} {kind} / {SMALL}", pairs, 24)


def test_the_second_time(benchmark: Any, record: Record, tmp_path: Path) -> None:
    """A header that has not changed, beside reading it anew; preprocessing is part of both."""

    def reading(options: HeaderOptions) -> Program:
        return lambda: read_headers([VULKAN], options, TARGET)

    cached = HeaderOptions(cache=tmp_path / "headers")
    pairs = measure(benchmark, reading(cached), reading(HeaderOptions()), rounds=7)
    record("vulkan_core.h from the cache / read anew", pairs, 0.3)


def test_help(benchmark: Any, record: Record) -> None:
    """The command's own start, beside Python's."""
    pairs = measure(benchmark, run(*COMMAND, "--help"), run(sys.executable, "-c", "pass"), rounds=40)
    record("ffisafe --help / python -c pass", pairs, 2.5)


def test_memory(benchmark: Any, record: Record) -> None:
    """The largest process of `ffisafe layout` on vulkan_core.h, in megabytes."""
    process = benchmark.pedantic(
        subprocess.run,
        args=([sys.executable, "-c", PEAK, *COMMAND, "layout", "--all", "--no-cache", str(VULKAN)],),
        kwargs={"check": True, "capture_output": True, "text": True},
        rounds=1,
    )
    record("peak memory of ffisafe layout vulkan_core.h, MB", int(process.stdout) / 1024, 400)
