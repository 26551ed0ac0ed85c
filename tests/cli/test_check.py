"""``ffisafe check`` from the outside: reports, options, exit codes."""

import json
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

import jsonschema
import pytest

from tests.support.crates import FIXTURES, HEADERS, ROOT, checked, ffisafe, keys, library

REORDERED = FIXTURES / "faulty/reordered_field/ffisafe.toml"
MATRIX = FIXTURES / "matrix/ffisafe.toml"
SCHEMA = json.loads((ROOT / "ffisafe/report/report.schema.json").read_text())
HELP = (
    "     = help: declare the fields in the same order, with the same `packed` and alignment, "
    "and `#[repr(C)]` on the Rust side"
)
TEXT = f"""\
error[FFI104]: field `channel` of `Sample` is at byte 8 in C and at byte 16 in Rust
   C --> c_headers/faulty/reordered_field.h:9:14
     |
   9 |     uint32_t channel;
     |              ^^^^^^^ at byte 8
Rust --> rust_fixtures/faulty/reordered_field/src/lib.rs:18:9
     |
  18 |     pub channel: u32,
     |         ^^^^^^^ at byte 16
     |
     | 0               8       12      16      20      24
   C | |time_ns        |channel|flags  |value          |
Rust | |time_ns        |value          |channel|flags  |
     |                 ^
     | first difference, at byte 8: `channel` in C, `value` in Rust
     |
{HELP}

error[FFI104]: field `flags` of `Sample` is at byte 12 in C and at byte 20 in Rust
   C --> c_headers/faulty/reordered_field.h:10:14
     |
  10 |     uint32_t flags;
     |              ^^^^^ at byte 12
Rust --> rust_fixtures/faulty/reordered_field/src/lib.rs:20:9
     |
  20 |     pub flags: u32,
     |         ^^^^^ at byte 20
     |
{HELP}

error[FFI104]: field `value` of `Sample` is at byte 16 in C and at byte 8 in Rust
   C --> c_headers/faulty/reordered_field.h:11:12
     |
  11 |     double value;
     |            ^^^^^ at byte 16
Rust --> rust_fixtures/faulty/reordered_field/src/lib.rs:16:9
     |
  16 |     pub value: f64,
     |         ^^^^^ at byte 8
     |
{HELP}

3 errors (1 function, 1 type, # s)
"""


@pytest.fixture(scope="module")
def stripped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The matrix library without debug information."""
    copy = tmp_path_factory.mktemp("stripped") / "libmatrix.so"
    shutil.copy(library(FIXTURES / "matrix"), copy)
    subprocess.run(["strip", copy], check=True)
    return copy


def without_seconds(text: str) -> str:
    """Return a text report without the one thing that changes from run to run."""
    head, _, _ = text.rpartition(", ")
    return f"{head}, # s)\n"


def test_both_source_lines_are_shown() -> None:
    """The text report has what is wrong, the line in C, the line in Rust, and what to do."""
    process = ffisafe("check", "--quiet", "--config", REORDERED, cwd=ROOT)
    assert without_seconds(process.stdout) == TEXT
    assert (process.returncode, process.stderr) == (1, "")


def test_a_correct_library_is_a_success() -> None:
    """No findings: exit code 0 and one line that says what was looked at."""
    process = ffisafe("check", "--config", MATRIX, cwd=ROOT)
    assert without_seconds(process.stdout) == "no findings (5 functions, 1 type, # s)\n"
    assert process.stderr.startswith("ffisafe: building matrix (rust_fixtures/matrix/Cargo.toml) as check\n")
    assert process.returncode == 0


@pytest.mark.parametrize("config", [REORDERED, MATRIX], ids=["findings", "none"])
def test_json_has_the_promised_shape(config: Path) -> None:
    """The report is valid against the schema that ships with the package."""
    report = checked("--config", config)
    jsonschema.validate(report, SCHEMA)
    assert report["version"] == version("ffisafe")
    assert report["target"] == "x86_64-unknown-linux-gnu"


def test_json_has_both_places_and_the_figures() -> None:
    """A finding carries file and line of both sides, and the offsets behind its message."""
    found = checked("--config", REORDERED)["findings"][0]
    header = HEADERS / "faulty/reordered_field.h"
    source = FIXTURES / "faulty/reordered_field/src/lib.rs"
    assert Path(found["c"]["file"]).resolve() == header
    assert Path(found["rust"]["file"]).resolve() == source
    assert (found["c"]["line"], found["rust"]["line"]) == (9, 18)
    assert found["details"] == {"c": 8, "rust": 16, "rust_type": "reordered_field::Sample"}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--select", "FFI104"], 3),
        (["--select", "FFI1"], 3),
        (["--select", "ffi1,FFI3"], 3),
        (["--select", "FFI2"], 0),
        (["--ignore", "FFI104"], 0),
        (["--ignore", "FFI3"], 3),
        (["--select", "FFI1", "--ignore", "FFI104"], 0),
    ],
)
def test_rules_can_be_chosen(options: list[str], expected: int) -> None:
    """Codes and their beginnings select and ignore; the exit code follows what is left."""
    assert len(checked("--config", REORDERED, *options)["findings"]) == expected


def test_warnings_alone_are_a_success(tmp_path: Path) -> None:
    """Only errors decide the exit code."""
    header = tmp_path / "part.h"
    declarations = (HEADERS / "matrix.h").read_text().split("/* Frees a product.")[0]
    header.write_text(f"{declarations}\n#endif\n#ifdef __cplusplus\n}}\n#endif\n")
    report = checked(header, "--lib", library(FIXTURES / "matrix"), cwd=tmp_path)
    assert report["summary"]["errors"] == 0
    unseen = [("FFI302", name) for name in ("matmul_colmajor", "matmul_into", "matrix_free")]
    assert keys(report) == [*unseen, ("FFI501", "MatrixResult.data"), ("FFI903", "libmatrix.so")]


def test_a_report_can_be_written_to_a_file(tmp_path: Path) -> None:
    """`--output` has the whole report, nothing goes to stdout, and nothing else is left behind."""
    target = tmp_path / "report.json"
    target.write_text("old")
    process = ffisafe("check", "-q", "--config", REORDERED, "--format", "json", "--output", target)
    assert (process.returncode, process.stdout, process.stderr) == (1, "", "")
    jsonschema.validate(json.loads(target.read_text()), SCHEMA)
    assert list(tmp_path.iterdir()) == [target]


def test_a_failed_run_leaves_the_old_report(tmp_path: Path) -> None:
    """What cannot be checked does not overwrite what was there."""
    target = tmp_path / "report.json"
    target.write_text("old")
    process = ffisafe("check", tmp_path / "none.h", "--config", MATRIX, "--output", target)
    assert (process.returncode, target.read_text(), list(tmp_path.iterdir())) == (2, "old", [target])


def test_a_stripped_library_is_checked_for_linkage_only(stripped: Path, tmp_path: Path) -> None:
    """FFI902 says so; what is missing is still found."""
    header = tmp_path / "matrix.h"
    header.write_text(f"{(HEADERS / 'matrix.h').read_text()}\nvoid matrix_gone(char *wrong);\n")
    report = checked(header, "--lib", stripped, cwd=tmp_path)
    assert keys(report) == [
        ("FFI301", "matrix_gone"),
        ("FFI902", "libmatrix.so"),
        ("FFI903", "libmatrix.so"),
    ]
    assert report["summary"]["types_checked"] == 0


def test_a_library_is_read_and_never_loaded(tmp_path: Path) -> None:
    """The constructor of a `--lib` does not run."""
    source, built, trace = tmp_path / "lib.c", tmp_path / "lib.so", tmp_path / "ran"
    source.write_text(
        "#include <fcntl.h>\n"
        f'__attribute__((constructor)) static void run(void) {{ open("{trace}", O_CREAT, 0600); }}\n'
        "int answer(void) { return 42; }\n"
    )
    subprocess.run(["gcc", "-g", "-shared", "-fPIC", source, "-o", built], check=True)
    header = tmp_path / "answer.h"
    header.write_text("long answer(void);\n")
    assert keys(checked(header, "--lib", built, "--ignore", "FFI903", cwd=tmp_path)) == [
        ("FFI203", "answer.return")
    ]
    assert not trace.exists()


def test_options_reach_the_preprocessor(tmp_path: Path) -> None:
    """`-I` finds included headers and `-D` defines what they ask for."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/size.h").write_text("typedef SIZE size_type;\n")
    header = tmp_path / "b.h"
    header.write_text("#include <size.h>\nunsigned char *create_buffer(size_type size);\n")
    where = (
        "-I",
        tmp_path / "sub",
        "--lib",
        library(FIXTURES / "buffers"),
        "--ignore",
        "FFI302,FFI501,FFI903",
    )
    assert keys(checked(header, *where, "-D", "SIZE=unsigned long", cwd=tmp_path)) == []
    wrong = checked(header, *where, "-D", "SIZE=int", cwd=tmp_path)
    assert keys(wrong) == [("FFI202", "create_buffer.size")]


def test_several_headers_are_one_interface(tmp_path: Path) -> None:
    """Headers that are named together are checked together, one named twice included."""
    library_file = library(FIXTURES / "buffers")
    (tmp_path / "a.h").write_text("#include <stdint.h>\nint32_t may_panic(int64_t value);\n")
    (tmp_path / "b.h").write_text('#pragma once\n#include "a.h"\nvoid gone(void);\n')
    names = ["b.h", "./a.h", "b.h"]
    report = checked(*names, "--lib", library_file, "--ignore", "FFI302", cwd=tmp_path)
    assert keys(report) == [
        ("FFI202", "may_panic.value"),
        ("FFI301", "gone"),
        ("FFI903", "libbuffers.so"),
    ]
