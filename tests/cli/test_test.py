"""``ffisafe test`` from the outside."""

import json
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ZOO = Path(__file__).parents[1] / "data" / "zoo"
COMMAND = (sys.executable, "-m", "ffisafe", "test")

PLANTED = {
    ("FFI403", "list_get"),
    ("FFI403", "scale"),
    ("FFI701", "clear"),
    ("FFI701", "sum"),
    ("FFI702", "dup"),
    ("FFI706", "table"),
    ("FFI801", "mirror"),
    ("FFI801", "text_len"),
}


@pytest.fixture(scope="module")
def zoo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zoo's crate in a folder of its own, so that nothing is built among the sources."""
    return Path(shutil.copytree(ZOO, tmp_path_factory.mktemp("zoo") / "zoo"))


@pytest.fixture(scope="module")
def report(zoo: Path) -> dict[str, Any]:
    """What one run over the zoo reports."""
    process = run("--config", str(zoo / "ffisafe.toml"), "--format", "json", "--seed", "8")
    assert process.returncode == 1, process.stderr
    document: dict[str, Any] = json.loads(process.stdout)
    return document


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run ``ffisafe test``."""
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False)


def calls_of(report: dict[str, Any], symbol: str) -> list[str]:
    """Return the minimal program of a function's failure."""
    found = [f for f in report["findings"] if f["symbol"] == symbol]
    calls: list[str] = found[0]["details"]["calls"]
    return calls


def test_every_fault_of_a_library_is_found_in_one_run(report: dict[str, Any]) -> None:
    """Distinct bugs are distinct findings, each reported once, and none hides another."""
    found = Counter((f["code"], f["symbol"]) for f in report["findings"])
    assert found == Counter(PLANTED)


def test_minimal_programs_are_what_a_person_would_write(report: dict[str, Any]) -> None:
    """Shrinking leaves the fewest calls with the simplest arguments."""
    assert calls_of(report, "list_get") == [
        "list_new() -> <struct List * #1>",
        "list_get(<struct List * #1>, 3)",
    ]
    assert calls_of(report, "table") == ["table(4)"]
    assert calls_of(report, "sum") == ["sum(float64[0][], 0)"]
    assert calls_of(report, "clear") == ["clear(uint8[1][1], 1)"]


def test_findings_have_both_lines_and_the_build(report: dict[str, Any], zoo: Path) -> None:
    """A finding names header and Rust source, and the builds that it was seen in."""
    found = next(f for f in report["findings"] if f["symbol"] == "scale")
    assert Path(found["c"]["file"]).resolve() == (zoo / "zoo.h").resolve()
    assert Path(found["rust"]["file"]).resolve() == (zoo / "src" / "lib.rs").resolve()
    assert "a * b" in (zoo / "src" / "lib.rs").read_text().splitlines()[found["rust"]["line"] - 1]
    assert found["details"]["builds"] == ["checked"]


def test_one_function_is_tested_with_what_it_needs(zoo: Path) -> None:
    """``--function`` leaves out the others, but not those that make and free its resources."""
    process = run(
        *("--config", str(zoo / "ffisafe.toml"), "--format", "json", "--seed", "8"),
        *("--function", "list_get"),
    )
    found = [(f["code"], f["symbol"]) for f in json.loads(process.stdout)["findings"]]
    assert found == [("FFI403", "list_get")]


def test_call_that_never_returns_is_found(zoo: Path) -> None:
    """A hang is a finding, with the call that hangs, and the run ends."""
    contract = zoo / "hang.toml"
    contract.write_text('[library]\nheaders = ["zoo.h"]\n')
    process = run(
        *("--config", str(contract), "--format", "json", "--seed", "8"),
        *("--function", "spin"),
    )
    found = json.loads(process.stdout)["findings"]
    assert [(f["code"], f["symbol"]) for f in found] == [("FFI710", "spin")]
    assert found[0]["details"]["calls"] == ["spin(1001)"]


def test_seed_makes_a_run_repeatable(zoo: Path) -> None:
    """The same seed gives the same findings, figures and all, but for the time."""
    arguments = (
        *("--config", str(zoo / "ffisafe.toml"), "--format", "json", "--seed", "3"),
        *("--function", "twice", "--max-examples", "50"),
    )
    first, second = (json.loads(run(*arguments).stdout) for _ in range(2))
    del first["summary"]["seconds"], second["summary"]["seconds"]
    assert first == second
    assert first["summary"]["calls"] > 0


def test_other_forms_of_the_report_are_written(zoo: Path, tmp_path: Path) -> None:
    """As `ffisafe check` writes them: what failed at run time has its rule and its place."""
    target = tmp_path / "report.sarif"
    arguments = ("--config", str(zoo / "ffisafe.toml"), "--seed", "8", "--max-examples", "20")
    form = ("-q", "--function", "list_get", "--format", "sarif", "--output", str(target))
    process = run(*arguments, *form)
    assert (process.returncode, process.stdout) == (1, "")
    (result,) = json.loads(target.read_text())["runs"][0]["results"]
    assert (result["ruleId"], result["level"]) == ("FFI403", "error")
    (other,) = result["relatedLocations"]
    assert other["physicalLocation"]["artifactLocation"]["uri"].endswith("lib.rs")


def test_time_budget_ends_the_run(zoo: Path) -> None:
    """No more programs are generated once the time is up."""
    process = run(
        *("--config", str(zoo / "ffisafe.toml"), "--format", "json", "--function", "twice"),
        *("--max-examples", "1000000", "--time-budget", "2s"),
    )
    assert process.returncode == 0, process.stderr
    assert json.loads(process.stdout)["summary"]["examples"] < 1000000


def test_interrupt_leaves_no_worker_behind(zoo: Path) -> None:
    """Ctrl-C ends the run at once, with every process that it started and no traceback."""
    arguments = ("--config", str(zoo / "ffisafe.toml"), "--function", "twice")
    process = subprocess.Popen(
        # A shell's background jobs, and what they start, ignore SIGINT: this one must not.
        ["env", "--default-signal=INT", *COMMAND, *arguments, "--max-examples", "1000000"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        workers = wait_for_workers(process.pid)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 130
    assert output == ""
    assert "Traceback" not in errors
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))


def wait_for_workers(pid: int) -> set[int]:
    """Return the processes below a run, once zygote and worker of the library are among them."""
    found: set[int] = set()

    def has_both() -> bool:
        found.update(below(pid))
        return sum("ffisafe.runner" in command_line(each) for each in found) >= 2

    wait_until(has_both)
    return found


def below(pid: int) -> list[int]:
    """Return the process ids of a process's descendants."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:  # it has ended
        return []
    return [each for child in map(int, children) for each in (child, *below(child))]


def command_line(pid: int) -> str:
    """Return what a process was started as; nothing once it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def wait_until(is_true: Callable[[], bool]) -> None:
    """Return once a condition holds, or fail."""
    deadline = time.monotonic() + 120
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_finished_library_is_refused_with_the_remedy(tmp_path: Path) -> None:
    """What needs a crate says so, on one line, with exit code 2."""
    header = tmp_path / "empty.h"
    header.write_text("int nothing(void);\n")
    process = run(str(header), "--lib", "libfoo.so")
    assert process.returncode == 2
    assert process.stderr == (
        "ffisafe: error: libfoo.so: `ffisafe test` builds a crate under a sanitizer (hint: name "
        "the crate with --crate; `ffisafe check` takes a finished library)\n"
    )
