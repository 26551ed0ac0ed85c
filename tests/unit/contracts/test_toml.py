"""Reading a contract file: every word."""

from pathlib import Path

import pytest

from ffisafe.contracts import load_contract, parse
from ffisafe.model.contract import (
    Contract,
    Direction,
    FunctionContract,
    LibrarySettings,
    Order,
    Release,
    Transfer,
    ValueContract,
)
from ffisafe.model.source import SourceLocation


def load(folder: Path, text: str, name: str = "ffisafe.toml") -> Contract:
    """Write a contract file and read it."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return load_contract(path)


def function(folder: Path, text: str) -> FunctionContract:
    """Read what is said about the function `f`."""
    return load(folder, f"[functions.f]\n{text}").functions["f"]


def parameter(folder: Path, words: str) -> ValueContract:
    """Read what is said about the parameter `p` of `f`."""
    return function(folder, f"params.p = {{ {words} }}").params["p"]


def result(folder: Path, words: str) -> ValueContract:
    """Read what is said about the result of `f`."""
    return function(folder, f"returns = {{ {words} }}").returns


@pytest.mark.parametrize(
    ("words", "attribute", "expected"),
    [
        ("transfer = 'container'", "transfer", Transfer.CONTAINER),
        ("count = 'm * n'", "count", parse("m * n")),
        ("count = 0", "count", parse("0")),
        ("bytes = 16", "bytes", parse("16")),
        ("shape = ['m', 3]", "shape", (parse("m"), parse("3"))),
        ("order = 'F'", "order", Order.COLUMN_MAJOR),
        ("nullable = true", "nullable", True),
        ("direction = 'out'", "direction", Direction.OUT),
        ("lifetime = 'static'", "lifetime", "static"),
        ("lifetime = 'owner'", "lifetime", "owner"),
        ("lifetime = 'until  next ,close'", "lifetime", "until next, close"),
        ("noalias = true", "noalias", True),
        ("zero-terminated = true", "zero_terminated", True),
        ("utf8 = true", "utf8", True),
        ("range = [-1, 10]", "range", (-1, 10)),
        ("release = 'free'", "release", Release(function="free")),
        ("release = ' f ( ) '", "release", Release(function="f", arguments=())),
        ("release = 'f(p, *n)'", "release", Release(function="f", arguments=("p", "*n"))),
    ],
)
def test_a_parameter_takes_every_word(tmp_path: Path, words: str, attribute: str, expected: object) -> None:
    """Each word of a parameter is read into the model."""
    assert getattr(parameter(tmp_path, words), attribute) == expected


@pytest.mark.parametrize(
    ("words", "attribute", "expected"),
    [
        ("transfer = 'full'", "transfer", Transfer.FULL),
        (
            "release = 'free_buffer(return, size)'",
            "release",
            Release(function="free_buffer", arguments=("return", "size")),
        ),
        ("zero-copy = 'src'", "zero_copy", "src"),
        ("lifetime = 'p'", "lifetime", "p"),
    ],
)
def test_a_result_takes_its_words(tmp_path: Path, words: str, attribute: str, expected: object) -> None:
    """Each word of a result is read into the model."""
    assert getattr(result(tmp_path, words), attribute) == expected


@pytest.mark.parametrize(
    ("text", "attribute", "expected"),
    [
        ("requires = ['n > 0', 'n < 9']", "requires", (parse("n > 0"), parse("n < 9"))),
        ("requires = 'n > 0'", "requires", (parse("n > 0"),)),
        ("ensures = 'return >= old(n)'", "ensures", (parse("return >= old(n)"),)),
        ("error = 'return == NULL'", "error", parse("return == NULL")),
        ("reference = 'pkg.mod:Class.f'", "reference", "pkg.mod:Class.f"),
        ("tolerance = 'exact'", "tolerance", "exact"),
        ("tolerance = 'gamma'", "tolerance", "gamma"),
        ("tolerance = 'ulp=4'", "tolerance", "ulp=4"),
        ("tolerance = 'rel=1e-9'", "tolerance", "rel=1e-9"),
        ("unwind = true", "unwind", True),
        ("thread-safe = true", "thread_safe", True),
        ("deterministic = true", "deterministic", True),
        ("max-time = '1ms'", "max_time_s", 0.001),
        ("max-time = '500us'", "max_time_s", 0.0005),
        ("max-time = '2s'", "max_time_s", 2.0),
        ("max-time = '1.5 s'", "max_time_s", 1.5),
    ],
)
def test_a_function_takes_every_word(tmp_path: Path, text: str, attribute: str, expected: object) -> None:
    """Each word of a function is read into the model."""
    assert getattr(function(tmp_path, text), attribute) == expected


def test_a_struct_takes_fields_and_a_release(tmp_path: Path) -> None:
    """What is said about a struct and its fields is read into the model."""
    text = """
[structs.Matrix]
release = "matrix_free"
fields.data = { count = "rows * cols", transfer = "full" }
fields.rows = { range = [0, 9] }
"""
    struct = load(tmp_path, text).structs["Matrix"]
    assert struct.release == Release(function="matrix_free")
    assert struct.fields["data"].count == parse("rows * cols")
    assert struct.fields["rows"].range == (0, 9)


def test_paths_are_resolved_against_the_folder_of_the_file(tmp_path: Path) -> None:
    """Headers, crate and include folders are absolute; macros are left alone."""
    text = """
[library]
headers = ["include/a.h", "/usr/include/b.h"]
crate = ".."
include-dirs = "include"
defines = ["NDEBUG", "N=1"]
"""
    assert load(tmp_path, text).library == LibrarySettings(
        headers=(str(tmp_path / "include/a.h"), "/usr/include/b.h"),
        crate=str(tmp_path.parent),
        include_dirs=(str(tmp_path / "include"),),
        defines=("NDEBUG", "N=1"),
    )


def test_an_empty_file_is_an_empty_contract(tmp_path: Path) -> None:
    """Nothing has to be said; the contract knows its file."""
    assert load(tmp_path, "") == Contract(path=str(tmp_path / "ffisafe.toml"))


def test_contracts_and_expressions_know_their_lines(tmp_path: Path) -> None:
    """Function, parameter, result and expression have the places of their keys."""
    text = """[functions.f]
params.p = { count = "n" }
requires = [
    "n > 0",
    "n < 9",
]
[functions.f.returns]
count = 1
"""
    contract = load(tmp_path, text).functions["f"]
    file = str(tmp_path / "ffisafe.toml")
    assert contract.location == SourceLocation(file=file, line=1, column=2)
    assert contract.params["p"].location == SourceLocation(file=file, line=2, column=1)
    assert contract.returns.location == SourceLocation(file=file, line=7, column=2)
    lines = [item.location.line for item in contract.requires if item.location]
    assert lines == [4, 5]


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("pyproject.toml", "tool.ffisafe"),
        ("Cargo.toml", "package.metadata.ffisafe"),
        ("Cargo.toml", "workspace.metadata.ffisafe"),
        ("other.toml", ""),
    ],
)
def test_files_of_other_tools_hold_a_contract_in_a_table(tmp_path: Path, name: str, table: str) -> None:
    """The table depends on the file's name; any other file is a contract as a whole."""
    header = f"[{table}.functions.f]" if table else "[functions.f]"
    assert load(tmp_path, f"{header}\nunwind = true\n", name).functions["f"].unwind
