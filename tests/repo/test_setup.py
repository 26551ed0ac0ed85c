"""On a machine where something is missing, the set-up says what, and stops."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
NEEDED_BY_THE_SCRIPT = ("bash", "cat", "cut", "dirname", "env", "head", "id", "make", "sed")


def set_up(machine: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the set-up where PATH has only what is linked into a folder, and nothing may be installed."""
    machine.mkdir()
    for name in NEEDED_BY_THE_SCRIPT:
        program = shutil.which(name)
        assert program is not None
        machine.joinpath(name).symlink_to(program)
    machine.joinpath("python3").symlink_to(Path(sys.executable).resolve())
    return subprocess.run(
        [machine / "bash", ROOT / "scripts/setup.sh"],
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
        "setup: missing: a C compiler (cc) with the C library's headers, zlib.h, a cross compiler "
        "(aarch64-linux-gnu-gcc); install first (on Debian: apt-get install gcc libc6-dev zlib1g-dev "
        "gcc-aarch64-linux-gnu libc6-dev-arm64-cross)\n"
    )


def test_a_python_that_was_asked_for_is_not_replaced(tmp_path: Path) -> None:
    """`PYTHON` is taken or refused, even where another Python would do."""
    result = set_up(tmp_path / "bin", PYTHON="python2")
    assert "Python 3.11 or newer with venv and ensurepip (PYTHON=python2 is not)" in result.stderr
    assert result.returncode == 1
