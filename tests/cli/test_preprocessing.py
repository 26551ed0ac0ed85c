"""What the commands say about how headers were preprocessed, and what they take to do it."""

import json
import shutil
from pathlib import Path

import pytest

from tests.support.crates import FIXTURES, HEADERS, ffisafe

NOTE = "no C compiler for wasm32-unknown-unknown was found: the headers were preprocessed by `gcc`"


@pytest.fixture
def only_gcc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with no other compiler."""
    folder = tmp_path / "bin"
    folder.mkdir()
    gcc = shutil.which("gcc")
    assert gcc is not None
    (folder / "gcc").symlink_to(gcc)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("CC", raising=False)


@pytest.mark.usefixtures("only_gcc")
def test_a_note_is_said_once_and_kept_in_the_report(tmp_path: Path) -> None:
    """On standard error, unless only the report is wanted; in JSON always."""
    header = tmp_path / "it.h"
    header.write_text("struct s { long a; };\n")
    command = ("layout", header, "--target", "wasm32-unknown-unknown", "--no-cache")
    process = ffisafe(*command)
    assert process.returncode == 0
    assert process.stderr.startswith(f"ffisafe: note: {NOTE}")
    assert process.stderr.count("\n") == 1
    quiet = ffisafe(*command, "--quiet", "--format", "json")
    assert quiet.stderr == ""
    (note,) = json.loads(quiet.stdout)["notes"]
    assert note.startswith(NOTE)


def test_check_has_notes_too() -> None:
    """Here, of a folder that is not there."""
    matrix = FIXTURES / "matrix"
    process = ffisafe(
        *("check", HEADERS / "matrix.h", "--crate", matrix, "--config", matrix / "ffisafe.toml"),
        *("-I", "/no/such/folder", "--format", "json"),
    )
    assert "ffisafe: note: `-I/no/such/folder`: there is no such folder\n" in process.stderr
    assert json.loads(process.stdout)["notes"] == ["`-I/no/such/folder`: there is no such folder"]


def test_layout_reads_the_configuration(tmp_path: Path) -> None:
    """Folders and macros of `[library]`; the command line has the last word about a macro."""
    (tmp_path / "include").mkdir()
    (tmp_path / "include/more.h").write_text("#define MORE 4\n")
    (tmp_path / "it.h").write_text("#include <more.h>\nstruct s { char a[MORE * N]; zlib_t z; };\n")
    (tmp_path / "before.h").write_text("#include <zlib.h>\ntypedef z_stream *zlib_t;\n")
    (tmp_path / "ffisafe.toml").write_text(
        '[library]\ninclude-dirs = "include"\ndefines = ["N=1"]\ninclude-files = "before.h"\n'
        'pkg-config = "zlib"\nstd = "gnu11"\n'
    )
    sizes = []
    for more in ((), ("-DN=3",)):
        process = ffisafe("layout", "it.h", "--format", "json", *more, cwd=tmp_path)
        assert process.returncode == 0, process.stderr
        types = {one["name"]: one["size"] for one in json.loads(process.stdout)["types"]}
        sizes.append(types["s"])
    assert sizes == [16, 24]


def test_a_second_run_comes_from_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says the same; `--no-cache` leaves no trace."""
    monkeypatch.setenv("FFISAFE_CACHE_DIR", str(tmp_path / "cache"))
    header = tmp_path / "it.h"
    header.write_text("struct s { int a; char b; };\nint f(struct s *s);\n")
    assert ffisafe("layout", header, "--no-cache").returncode == 0
    assert not (tmp_path / "cache").exists()
    outputs = [ffisafe("layout", header).stdout for _ in range(2)]
    assert outputs[0] == outputs[1]
    assert len(list((tmp_path / "cache/headers").iterdir())) == 1


def test_a_compiler_for_another_target_is_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its macros and our layouts would be of two machines."""
    header = tmp_path / "h.h"
    header.write_text("struct s { long l; };\n")
    monkeypatch.setenv("CC", "aarch64-linux-gnu-gcc")
    process = ffisafe("layout", header)
    assert process.returncode == 0
    assert "note: `aarch64-linux-gnu-gcc` compiles for another target than x86_64" in process.stderr
