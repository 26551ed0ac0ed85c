"""``ffisafe init``: a contract to begin with."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.crates import FIXTURES, HEADERS, ROOT, checked, ffisafe, keys

MANIFEST = '[package]\nname = "lib"\nversion = "0.1.0"\n[lib]\ncrate-type = ["cdylib"]\n[workspace]\n'


@pytest.fixture
def crate(tmp_path: Path) -> Path:
    """A crate with a header in its usual place."""
    (tmp_path / "include").mkdir()
    (tmp_path / "include/lib.h").write_text("struct T *t_new(void);\nvoid t_free(struct T *t);\n")
    (tmp_path / "src").mkdir()
    (tmp_path / "src/lib.rs").touch()
    (tmp_path / "Cargo.toml").write_text(MANIFEST)
    return tmp_path


def test_it_writes_the_file_beside_the_crate(crate: Path) -> None:
    """The header is found, and a line says what was written."""
    process = ffisafe("init", cwd=crate)
    assert (process.returncode, process.stdout) == (0, "")
    assert process.stderr == (
        "ffisafe: wrote ffisafe.toml: 2 guesses to read, 0 questions to answer; then run `ffisafe check`\n"
    )
    text = (crate / "ffisafe.toml").read_text()
    assert '[library]\nheaders = ["include/lib.h"]\ncrate = "."\n' in text
    assert 'returns = { transfer = "full", release = "t_free" }' in text


def test_it_never_overwrites_unless_told_to(crate: Path) -> None:
    """Somebody may have worked on what is there."""
    (crate / "ffisafe.toml").write_text("[library]\nheaders = ['include/lib.h']\n# mine\n")
    process = ffisafe("init", cwd=crate)
    assert process.returncode == 2
    assert process.stderr.startswith("ffisafe: error: ffisafe.toml: exists already")
    assert "mine" in (crate / "ffisafe.toml").read_text()
    assert ffisafe("init", "--force", "-q", cwd=crate).stderr == ""
    assert "mine" not in (crate / "ffisafe.toml").read_text()


def test_a_dash_is_standard_output(crate: Path) -> None:
    """Nothing is written then."""
    process = ffisafe("init", "--output", "-", "-DX=1", "-Iinclude", "--std", "c11", cwd=crate)
    assert process.returncode == 0
    assert 'include-dirs = ["include"]\ndefines = ["X=1"]\nstd = "c11"\n' in process.stdout
    assert not (crate / "ffisafe.toml").exists()


def test_a_full_standard_output(crate: Path) -> None:
    """It is said in one line."""
    with Path("/dev/full").open("w") as full:
        process = subprocess.run(
            [sys.executable, "-m", "ffisafe", "init", "--output", "-"],
            cwd=crate,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert process.returncode == 2
    assert process.stderr == (
        "ffisafe: error: cannot write to standard output: No space left on device"
        " (hint: write to a file with --output)\n"
    )


def test_the_configuration_says_where_headers_are(crate: Path) -> None:
    """Another file's table does, too."""
    shutil.move(crate / "include/lib.h", crate / "src/other.h")
    metadata = '[package.metadata.ffisafe.library]\nheaders = ["src/other.h"]\n'
    (crate / "Cargo.toml").write_text(MANIFEST + metadata)
    process = ffisafe("init", "--output", "-", cwd=crate)
    assert 'headers = ["src/other.h"]' in process.stdout


@pytest.mark.parametrize(
    ("cbindgen", "hint"), [(False, "name one"), (True, "write one with `cbindgen --output include/")]
)
def test_without_a_header_it_says_what_to_do(crate: Path, cbindgen: bool, hint: str) -> None:  # noqa: FBT001  # parametrized
    """One line, and exit code 2."""
    (crate / "include/lib.h").unlink()
    if cbindgen:
        (crate / "cbindgen.toml").touch()
    process = ffisafe("init", cwd=crate)
    assert process.returncode == 2
    assert "no header there" in process.stderr
    assert hint in process.stderr
    assert process.stderr.count("\n") == 1


def test_the_next_check_asks_what_is_open_and_finds_nothing_else(tmp_path: Path) -> None:
    """What it guesses about a correct library contradicts neither header nor types."""
    target = tmp_path / "ffisafe.toml"
    config = FIXTURES / "buffers/ffisafe.toml"
    assert ffisafe("init", "--config", config, "--output", target, "-q").returncode == 0
    found = keys(checked("--config", target, "--select", "FFI5"))
    assert found == [("FFI501", "ByteView.data"), ("FFI501", "grow_buffer_as_ptr.return")]


def test_the_shipped_header_is_the_one_beside_the_others() -> None:
    """`c_headers/ffisafe.h` is for readers, the package's for compilers."""
    shipped = ROOT / "ffisafe/include/ffisafe.h"
    assert (HEADERS / "ffisafe.h").read_text() == shipped.read_text()
