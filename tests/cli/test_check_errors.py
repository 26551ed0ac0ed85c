"""What stops ``ffisafe check``: one line with the place and the remedy, and exit code 2."""

import shutil
from pathlib import Path

import pytest

from tests.support.crates import FIXTURES, HEADERS, ffisafe

MATRIX = FIXTURES / "matrix"


def complaint(*arguments: str | Path, cwd: Path) -> str:
    """Return the one line that a failed check says, without the command's name."""
    process = ffisafe("check", "--quiet", *arguments, cwd=cwd)
    assert (process.returncode, process.stdout) == (2, "")
    (line,) = process.stderr.splitlines()
    assert line.startswith("ffisafe: error: ")
    return line.removeprefix("ffisafe: error: ")


GENERAL = "(hint: the C compiler rejects it: correct the header)"
FOR_INCLUDE = "No such file or directory (hint: name the folder that has it with `-I DIR`)"
FOR_CPP = '(hint: put what is C++, such as `extern "C"`, between `#ifdef __cplusplus` and `#endif`)'
NOT_C = {
    "error-directive": ('\n#error "not for you"\n', 'it.h:2: #error "not for you"', GENERAL),
    "missing-include": ('#include "gone.h"\n', "it.h:1: gone.h: ", FOR_INCLUDE),
    "syntax-error": ("int f(void);\nint g(int a));\nint h(void);\n", "it.h:2: expected ", GENERAL),
    "unknown-type": ("\n\nint f(size_t n);\n", "it.h:3: ", "(hint: include the header that declares it)"),
    "unfinished": ("struct a { int x;", "it.h:1: expected ", GENERAL),
    "contradiction": ("int f(void);\ndouble f(void);\n", "it.h:2: conflicting types for 'f'", GENERAL),
    "c-plus-plus": ('extern "C" { int f(void); }\n', "it.h:1: expected ", FOR_CPP),
    "a-class": ("class Matrix { int x; };\n", "it.h:1: ", "(hint: this is C++: give ffisafe a C header)"),
    "binary": ("\x01\x02", "it.h:1: stray ", GENERAL),
}


@pytest.mark.parametrize(("text", "place", "remedy"), NOT_C.values(), ids=NOT_C)
def test_a_header_that_is_not_c(text: str, place: str, remedy: str, tmp_path: Path) -> None:
    """The compiler's first complaint with file, line and what to do."""
    (tmp_path / "it.h").write_text(text)
    found = complaint("it.h", "--lib", "unused.so", cwd=tmp_path)
    assert found.startswith(place)
    assert found.endswith(remedy)


def test_a_header_that_is_not_there(tmp_path: Path) -> None:
    """It is named, and where to correct it."""
    assert complaint("gone.h", "--lib", "x.so", cwd=tmp_path) == (
        "gone.h: no such header (hint: check the path, or `headers` in ffisafe.toml)"
    )


def test_a_folder_is_not_a_header(tmp_path: Path) -> None:
    """A folder in place of a header is refused."""
    expected = f"{tmp_path}: not a file (hint: name the header itself)"
    assert complaint(tmp_path, "--lib", "x.so", cwd=tmp_path) == expected


def test_macros_that_are_none(tmp_path: Path) -> None:
    """What the compiler says about `-D` has no file to name."""
    (tmp_path / "it.h").write_text("int f(void);\n")
    assert complaint("it.h", "-D", "=1", "--lib", "x.so", cwd=tmp_path) == (
        "the C compiler rejects its options: macro names must be identifiers (hint: check `-D` and `-I`)"
    )


def test_a_file_that_is_no_library(tmp_path: Path) -> None:
    """A text file is named as what it is."""
    (tmp_path / "lib.so").write_text("INPUT(libreal.so)\n")
    assert complaint(HEADERS / "matrix.h", "--lib", "lib.so", cwd=tmp_path) == (
        "lib.so is no library (starts with 49 4e 50 55) "
        "(hint: name what the build made, such as `libNAME.so`, `libNAME.a`, `libNAME.dylib` or `NAME.dll`)"
    )


def test_a_library_that_is_not_there(tmp_path: Path) -> None:
    """The system's reason is passed on."""
    found = complaint(HEADERS / "matrix.h", "--lib", "gone.so", cwd=tmp_path)
    assert found == (
        "gone.so cannot be read: No such file or directory"
        " (hint: name the shared library that the build made with --lib, or the crate with --crate)"
    )


def test_a_crate_that_does_not_build(tmp_path: Path) -> None:
    """The compiler's error as it draws it, then one line: the crate, the error and its place."""
    crate = Path(shutil.copytree(MATRIX, tmp_path / "matrix"))
    with (crate / "Cargo.toml").open("a") as manifest:
        manifest.write("\n[workspace]\n")
    (crate / "src/lib.rs").write_text("pub fn broken() -> u32 {\n    oops()\n}\n")
    arguments = (HEADERS / "matrix.h", "--crate", crate, "--config", empty_config(tmp_path))
    process = ffisafe("check", "--quiet", *arguments, cwd=tmp_path)
    *drawn, last = process.stderr.splitlines()
    assert drawn[:2] == ["error[E0425]: cannot find function `oops` in this scope", " --> src/lib.rs:2:5"]
    assert last == (
        f"ffisafe: error: crate `matrix` ({crate}/Cargo.toml) does not build: "
        "error[E0425]: cannot find function `oops` in this scope at src/lib.rs:2"
    )
    assert (process.returncode, process.stdout) == (2, "")


def empty_config(folder: Path) -> Path:
    """Return a contract that says nothing, so that none is searched for."""
    config = folder / "ffisafe.toml"
    config.write_text("")
    return config


MISTAKES = {
    "word": (
        "[functions.matmul]\nparams.a = { cuont = '1' }\n",
        ":2: unknown word `cuont` for parameter `a` of `matmul` (hint: did you mean `count`?)",
    ),
    "function": (
        "\n[functions.matmull]\n",
        (
            ":2: contract names function `matmull`, which is not declared in any header"
            " (hint: did you mean `matmul`?)"
        ),
    ),
    "syntax": (
        "[library\n",
        (
            ":1:9: Expected ']' at the end of a table declaration (hint: correct the TOML:"
            " strings need quotes, a key appears once, an inline table is one line)"
        ),
    ),
}


@pytest.mark.parametrize(("text", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_a_contract_with_a_mistake(text: str, expected: str, tmp_path: Path) -> None:
    """File, line, what is wrong, and what was probably meant."""
    config = tmp_path / "ffisafe.toml"
    config.write_text(text)
    found = complaint(HEADERS / "matrix.h", "--crate", MATRIX, "--config", config, cwd=tmp_path)
    assert found == f"{config}{expected}"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--format", "xml"], "invalid choice: 'xml'"),
        (["--select", "E501"], "argument --select: unknown rule `E501`: did you mean `FFI501`?"),
        (["--ignore", "FFI1,ffi999"], "argument --ignore: unknown rule `ffi999`: did you mean `FFI905`?"),
        (["--slect", "FFI1"], "unrecognized arguments: --slect FFI1 (hint: did you mean `--select`?)"),
        (["--lib", "a.so", "--crate", "."], "not allowed with argument"),
        (["--no-such-option"], "unrecognized arguments: --no-such-option"),
    ],
)
def test_bad_arguments(arguments: list[str], expected: str, tmp_path: Path) -> None:
    """The one line names the argument, and what to do; exit code 2."""
    process = ffisafe("check", "a.h", *arguments, cwd=tmp_path)
    assert (process.returncode, process.stdout) == (2, "")
    (line,) = process.stderr.splitlines()
    assert expected in line
    assert line.startswith("ffisafe: error: ")
    assert line.endswith(")")


def test_no_header_at_all(tmp_path: Path) -> None:
    """Without a header there is nothing to check, and nothing is built."""
    assert complaint(cwd=tmp_path) == "no header to check (hint: name one, or set ffisafe.toml)"


def test_an_unknown_target(tmp_path: Path) -> None:
    """The known ones are listed."""
    found = complaint(HEADERS / "matrix.h", "--target", "pdp11-unknown-unix", "--crate", MATRIX, cwd=tmp_path)
    assert found.startswith("target pdp11-unknown-unix is not known (hint: choose one of: ")
    assert "x86_64-unknown-linux-gnu" in found


def test_an_output_that_cannot_be_written(tmp_path: Path) -> None:
    """The folder of the report must be there."""
    config = MATRIX / "ffisafe.toml"
    found = complaint("--config", config, "--output", tmp_path / "no/report", cwd=tmp_path)
    assert found == (
        f"{tmp_path}/no/report: cannot write it: No such file or directory (hint: choose another --output)"
    )


def test_a_crate_that_is_not_there(tmp_path: Path) -> None:
    """It is told from a crate without a header."""
    found = complaint("--crate", "gone", cwd=tmp_path)
    assert found == "gone: no such folder (hint: name the crate's folder with `--crate`)"


def test_a_configuration_without_end(tmp_path: Path) -> None:
    """No more is read than anybody has written."""
    assert complaint("--config", "/dev/zero", cwd=tmp_path).startswith(
        "/dev/zero: more than 16,000,000 bytes"
    )
