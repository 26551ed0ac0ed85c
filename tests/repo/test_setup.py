"""On a machine where something is missing, the set-up says what, and stops."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
NEEDED_BY_THE_SCRIPT = ["bash", "cat", "comm", "cut", "dirname", "env", "head", "id", "make", "sed", "sort"]
PACKAGES = (ROOT / "tests/real/packages.txt").read_text().split()


def set_up(machine: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the set-up where PATH has only what is linked into a folder, and nothing may be installed."""
    machine.mkdir()
    for name in NEEDED_BY_THE_SCRIPT:
        program = shutil.which(name)
        assert program is not None
        machine.joinpath(name).symlink_to(program)
    machine.joinpath("python3").symlink_to(Path(sys.executable).resolve())
    return subprocess.run(
        [machine / "bash", ROOT / "scripts/setup.sh", *arguments],
        env={"PATH": str(machine), "HOME": str(machine), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_machine_without_a_compiler_is_told_what_to_install(tmp_path: Path) -> None:
    """The last line names what is missing and the packages that have it, and the run fails."""
    result = set_up(tmp_path / "bin")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == (
        "setup: missing: a C compiler (cc) with the C library's headers, "
        "packages of tests/real/packages.txt; "
        f"install first (on Debian: apt-get install gcc libc6-dev {' '.join(PACKAGES)})\n"
    )


def test_the_demo_does_not_need_what_only_the_tests_read(tmp_path: Path) -> None:
    """No cross compiler and no library's headers are asked for."""
    result = set_up(tmp_path / "bin", "demo")
    assert result.stderr == (
        "setup: missing: a C compiler (cc) with the C library's headers; "
        "install first (on Debian: apt-get install gcc libc6-dev)\n"
    )


def test_the_packages_are_named_once_and_in_order() -> None:
    """`comm` compares the list with what is installed, and needs it sorted as bytes are."""
    assert sorted(set(PACKAGES)) == PACKAGES


def test_a_python_that_was_asked_for_is_not_replaced(tmp_path: Path) -> None:
    """`PYTHON` is taken or refused, even where another Python would do."""
    result = set_up(tmp_path / "bin", PYTHON="python2")
    assert "Python 3.11 or newer with venv and ensurepip (PYTHON=python2 is not)" in result.stderr
    assert result.returncode == 1
