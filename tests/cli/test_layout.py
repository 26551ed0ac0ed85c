"""`ffisafe layout`, as a whole."""

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.support.crates import ffisafe

HEADER = """\
#include <stdint.h>
#include "inner.h"

struct sample {
    uint8_t channel;
    double value;
};
typedef struct sample sample_t;
enum mode { FAST, SLOW };
struct frame { struct inner head; };
"""
TABLE = """\
struct sample  sample.h:4
16 bytes, alignment 8, 2 fields
7 bytes of padding in 1 hole
 offset  size  align  field
      0     1      1  uint8_t channel
      1     7         (padding)
      8     8      8  double value
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a header, and one that it includes."""
    (tmp_path / "sample.h").write_text(HEADER)
    (tmp_path / "include").mkdir()
    (tmp_path / "include/inner.h").write_text("struct inner { int size; };\nstruct idle { int *p; };\n")
    return tmp_path


def names(folder: Path, *options: str) -> list[str]:
    """Return the names of the types that are listed."""
    process = ffisafe("layout", "sample.h", "-I", "include", "--format", "json", *options, cwd=folder)
    assert (process.returncode, process.stderr) == (0, "")
    return [one["name"] for one in json.loads(process.stdout)["types"]]


def test_a_table_for_a_type(folder: Path) -> None:
    """A heading with the place, then the fields with the padding between them."""
    process = ffisafe("layout", "sample.h", "-I", "include", "--type", "sample_t", cwd=folder)
    summary = "\n1 aggregate, 7 bytes of padding in 1 (x86_64-unknown-linux-gnu)\n"
    assert (process.stdout, process.stderr, process.returncode) == (TABLE + summary, "", 0)


def test_which_types_are_listed(folder: Path) -> None:
    """Those of the header, of its folders and what they use; with `--all` every one."""
    assert {"sample", "frame", "inner", "mode"} <= {*names(folder)}
    assert "max_align_t" not in names(folder)
    assert "__fsid_t" in names(folder, "--all")


@pytest.mark.parametrize("name", ["sample", "struct sample", "sample_t"])
def test_a_type_has_several_names(folder: Path, name: str) -> None:
    """Its tag, with the keyword or without, and its typedefs."""
    assert names(folder, "--type", name) == ["sample"]


def test_several_types_and_those_of_other_headers(folder: Path) -> None:
    """What is asked for by name may be the system's."""
    assert names(folder, "--type", "mode", "--type", "__fsid_t") == ["__fsid_t", "mode"]


def test_a_type_that_is_not_there(folder: Path) -> None:
    """The nearest name is proposed; exit code 2."""
    process = ffisafe("layout", "sample.h", "-I", "include", "--type", "sampel", cwd=folder)
    assert (process.returncode, process.stdout) == (2, "")
    assert process.stderr == (
        "ffisafe: error: --type sampel: the headers have no such complete struct, union or enum"
        " (hint: did you mean `sample`?)\n"
    )


def test_holes(folder: Path) -> None:
    """Only types with padding, each with what reordering would save."""
    process = ffisafe("layout", "sample.h", "-I", "include", "--holes", cwd=folder)
    assert process.stdout.startswith(
        f"{TABLE}reordering the fields by alignment saves nothing\n\n1 aggregate,"
    )


def test_a_declaration_that_is_not_understood(folder: Path) -> None:
    """It is named on standard error and in the JSON; the others are listed, and the exit code is 0."""
    text = "struct odd { _Decimal64 a; };\nstruct T { int a; };\n"
    (folder / "odd.h").write_text(text)
    process = ffisafe("layout", "odd.h", "--format", "json", "-q", cwd=folder)
    listing = json.loads(process.stdout)
    assert process.returncode == 0
    assert process.stderr == (
        "ffisafe: warning[FFI901]: odd.h:1: `odd` is not understood: type _Decimal64 is not understood\n"
    )
    assert [one["name"] for one in listing["types"]] == ["T"]
    assert [problem["symbol"] for problem in listing["problems"]] == ["odd"]


def test_a_header_that_cannot_be_read(folder: Path) -> None:
    """One line with the reason, and exit code 2."""
    process = ffisafe("layout", "gone.h", cwd=folder)
    assert (process.returncode, process.stdout) == (2, "")
    assert process.stderr == (
        "ffisafe: error: gone.h: no such header (hint: check the path, or `headers` in ffisafe.toml)\n"
    )


def test_the_drawing_and_the_listing_go_to_their_files(folder: Path) -> None:
    """Both whole, with nothing left beside them."""
    files = ("--svg", "it.svg", "--output", "it.txt")
    process = ffisafe("layout", "sample.h", "-I", "include", *files, cwd=folder)
    assert (process.returncode, process.stdout, process.stderr) == (0, "", "")
    assert TABLE in (folder / "it.txt").read_text()
    assert ET.parse(folder / "it.svg").getroot().tag.endswith("svg")  # noqa: S314  # our own
    assert {path.name for path in folder.iterdir()} == {"sample.h", "include", "it.svg", "it.txt"}


def test_a_drawing_that_cannot_be_written(folder: Path) -> None:
    """The option that named the file is the one to change."""
    process = ffisafe("layout", "sample.h", "-I", "include", "--svg", "no/it.svg", "-q", cwd=folder)
    assert process.returncode == 2
    assert process.stderr == (
        "ffisafe: error: no/it.svg: cannot write it: No such file or directory (hint: choose another --svg)\n"
    )


def test_a_device_is_written_to_not_replaced(folder: Path) -> None:
    """`/dev/stdout` gets the listing."""
    process = ffisafe("layout", "sample.h", "-I", "include", "--output", "/dev/stdout", cwd=folder)
    assert TABLE in process.stdout


CALLS = """\
add  point.h:2
struct point add(struct point a, const int *by)
 argument  size  class    where
 a           16  SSE SSE  bytes 0-7 in xmm0, bytes 8-15 in xmm1
 by           8  INTEGER  in rdi
 (result)    16  SSE SSE  bytes 0-7 in xmm0, bytes 8-15 in xmm1

log_it  point.h:3
int log_it(const char *format, ...)
 argument    size  class    where
 format         8  INTEGER  in rdi
 ... int           INTEGER  in rsi
 ... double        SSE      in xmm0
 (result)       4  INTEGER  in rax
 al has the number of vector registers used

make  point.h:4
struct big make(void)
 argument  size  class   where
 (result)    40  MEMORY  in memory, hidden pointer in rdi,
                         returned in rax

visitor
void (*visitor)(struct big)
 argument  size  class   where
 (1)         40  MEMORY  on the stack at 0
 40 bytes of stack

4 functions by System V AMD64 (x86_64-unknown-linux-gnu)
"""


@pytest.fixture
def with_calls(tmp_path: Path) -> Path:
    """A folder with a header that declares functions."""
    (tmp_path / "point.h").write_text(
        "struct point { double x, y; }; struct big { long cells[5]; };\n"
        "struct point add(struct point a, const int *by);\n"
        "int log_it(const char *format, ...);\n"
        "struct big make(void);\n"
        "typedef void (*visitor)(struct big);\n"
    )
    return tmp_path


def test_where_arguments_travel(with_calls: Path) -> None:
    """A table for each function, wrapped to be read in a narrow window."""
    process = ffisafe("layout", "point.h", "--calls", "--target", "x86_64-unknown-linux-gnu", cwd=with_calls)
    assert (process.stdout, process.stderr, process.returncode) == (CALLS, "", 0)


def test_calls_as_json(with_calls: Path) -> None:
    """Beside the types, with a piece for each register."""
    process = ffisafe("layout", "point.h", "--calls", "--format", "json", cwd=with_calls)
    add, _, make, visitor = json.loads(process.stdout)["calls"]
    assert [piece["register"] for piece in add["parameters"][0]["pieces"]] == ["xmm0", "xmm1"]
    assert (make["hidden_result"], make["returned_address"]) == (True, "rax")
    assert (visitor["kind"], visitor["parameters"][0]["pieces"][0]["stack_offset"]) == ("typedef", 0)


def test_a_convention_that_is_not_known(with_calls: Path) -> None:
    """The targets whose convention is known are named."""
    process = ffisafe("layout", "point.h", "--calls", "--target", "wasm32-wasip1", cwd=with_calls)
    assert process.returncode == 2
    assert "--calls: the calling convention of wasm32-wasip1 is not known" in process.stderr
    assert "x86_64-pc-windows-msvc" in process.stderr


def test_a_call_that_is_not_understood(with_calls: Path) -> None:
    """It is named with the reason, and the others are shown."""
    (with_calls / "point.h").write_text(
        "typedef long long one __attribute__((vector_size(8)));\nvoid f(one it);\nint g(void);\n"
    )
    process = ffisafe("layout", "point.h", "--calls", "--target", "i686-pc-windows-msvc", cwd=with_calls)
    assert "how Microsoft's compilers pass a vector of one element is not known" in process.stdout
    assert "int g(void)\n argument  size  class    where\n (result)     4  INTEGER  in eax" in process.stdout


def test_what_the_compiler_rejects_is_told_and_the_rest_listed(tmp_path: Path) -> None:
    """One bad declaration, seen by us or by the compiler only, costs no other."""
    header = tmp_path / "partly.h"
    header.write_text(
        "struct good { int a; };\ntypedef nonsense bad;\nstruct good { char b; };\nstruct last { int a; };\n"
    )
    process = ffisafe("layout", header, "--format", "json", cwd=tmp_path)
    listing = json.loads(process.stdout)
    assert process.returncode == 0
    assert {"good", "last"} <= {one["name"] for one in listing["types"]}
    assert "partly.h:2: `bad` is not understood" in process.stderr
    header.write_text("struct good { int a; };\nint f(int);\nlong f(int);\n")
    again = ffisafe("layout", header, cwd=tmp_path)
    assert (again.returncode, "struct good" in again.stdout) == (0, True)
    assert "partly.h:3: `f` is not understood: the C compiler rejects it: conflicting types" in again.stderr


def test_a_header_of_another_language_is_an_error(tmp_path: Path) -> None:
    """Where nothing is understood, there is nothing to list."""
    header = tmp_path / "cpp.h"
    header.write_text("namespace a { class X { int i; }; }\n")
    process = ffisafe("layout", header, cwd=tmp_path)
    assert (process.returncode, process.stdout) == (2, "")
    assert (
        "cpp.h:1: unknown type name 'namespace' (hint: this is C++: give ffisafe a C header)"
        in process.stderr
    )


def test_a_type_that_is_not_understood_is_said_to_be_so(tmp_path: Path) -> None:
    """Asked for by name, it has its reason and its line."""
    header = tmp_path / "part.h"
    header.write_text("struct good { int a; };\nstruct bad { char c[undeclared]; };\n")
    process = ffisafe("layout", header, "--type", "bad", cwd=tmp_path)
    assert (process.returncode, process.stdout) == (2, "")
    assert "--type bad: part.h:2: `bad` is not understood: `undeclared` is not declared" in process.stderr


def test_records_in_records_in_records(tmp_path: Path) -> None:
    """The listing grows with what is written, not with what it amounts to."""
    header = tmp_path / "deep.h"
    inner = "".join(f"struct s{i} {{ struct s{i - 1} a, b; }};\n" for i in range(1, 40))
    header.write_text(f"struct s0 {{ char c; }};\n{inner}")
    process = ffisafe("layout", header, cwd=tmp_path)
    assert (process.returncode, process.stdout.count("\nstruct s")) == (0, 39)


def test_standard_output_that_takes_nothing(folder: Path) -> None:
    """A full device is the user's to empty, not an error of ours."""
    with Path("/dev/full").open("w") as full:
        process = subprocess.run(
            [sys.executable, "-m", "ffisafe", "layout", "sample.h", "-I", "include"],
            cwd=folder,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert process.returncode == 2
    assert process.stderr.startswith("ffisafe: error: cannot write to standard output: No space left")
