"""Read a preprocessed text with little time, and in a process of its own with little memory."""

import json
import resource
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from ffisafe.abi.targets import find_target
from ffisafe.frontends.c_header.preprocessing.preprocess import Preprocessed
from ffisafe.frontends.c_header.read import read_preprocessed
from ffisafe.model.interface import Interface
from ffisafe.report.layout import list_types
from ffisafe.report.layout.json import render_layout_json
from ffisafe.report.layout.svg import render_layout_svg
from ffisafe.report.layout.text import render_layout_text
from tests.support.headers import TARGET
from tests.support.limits import cpu_seconds

MEMORY_BYTES = 3 << 30  # of addresses, of which Python uses a fraction
_TABLES = 12  # aggregates; tables of more are slow to draw
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What became of a text: sizes of types, reasons of problems by symbol, and all that is declared."""

    sizes: dict[str, int]
    problems: dict[str, str]
    declared: list[str]


def interface_of(text: str, triple: str = TARGET.triple) -> Interface:
    """Return what a preprocessed text declares, in whatever file it says it is."""
    source = Preprocessed(text=text, macros={}, system_files=frozenset())
    return read_preprocessed(source, [Path("lib.h")], find_target(triple), everything=True)


def render(interface: Interface) -> None:
    """Write a listing in each of its forms."""
    listing = list_types(interface, ["lib.h"])
    render_layout_json(listing, interface.problems).encode("ascii")
    if len(listing.aggregates) <= _TABLES:
        render_layout_text(listing, color=False, savings=True)
        render_layout_svg(listing)


def reading(text: str, *, limit_s: float) -> Reading:
    """Return what a text declares, once it has been rendered too.

    Raises:
        AssertionError: It took too long.
    """
    with cpu_seconds(limit_s):
        interface = interface_of(text)
        render(interface)
    return Reading(
        sizes={key: layout.size_bytes for key, layout in interface.records.items()},
        problems={problem.symbol: problem.reason for problem in interface.problems},
        declared=[*interface.records, *interface.functions, *interface.variables],
    )


def counted(text: str, *, limit_s: float) -> int:
    """Return how many Python functions are called while a text is read and listed.

    Raises:
        AssertionError: It took too long.
    """
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        with cpu_seconds(limit_s):
            list_types(interface_of(text), ["lib.h"])
    finally:
        sys.setprofile(before)
    return calls


def reading_apart(text: str, *, limit_s: float) -> Reading:
    """Return what a text declares, read by a process that can do no harm.

    Raises:
        AssertionError: The process died, took too long or needed too much.
    """
    process = subprocess.run(
        [sys.executable, "-m", "tests.support.reading", str(limit_s)],
        input=text,
        capture_output=True,
        text=True,
        check=False,
        cwd=_ROOT,
    )
    assert process.returncode == 0, f"exit code {process.returncode}: {process.stderr[-2000:]}"
    return Reading(**json.loads(process.stdout))


def _main(limit_s: float) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    sys.stdout.write(json.dumps(asdict(reading(sys.stdin.read(), limit_s=limit_s))))


if __name__ == "__main__":
    _main(float(sys.argv[1]))
