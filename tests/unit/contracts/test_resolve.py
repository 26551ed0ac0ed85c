"""Names in a contract's expressions (FFI504)."""

from pathlib import Path

import pytest

from ffisafe.contracts import ContractProblem, check_names, load_contract
from tests.unit.contracts.interfaces import HEADER


def problems(folder: Path, text: str) -> tuple[ContractProblem, ...]:
    """Read a contract and check its names."""
    path = folder / "ffisafe.toml"
    path.write_text(text, encoding="utf-8")
    return check_names(load_contract(path), HEADER)


@pytest.mark.parametrize(
    "text",
    [
        "functions.multiply.params.a.count = 'm * n + LIMIT'",
        "functions.multiply.returns.count = 'return.rows * return.cols'",
        "functions.multiply.ensures = 'return.data != NULL && return.rows == old(m)'",
        "functions.release.params.matrix.count = 'matrix->rows'",
        "functions.release.requires = 'matrix && !matrix->data || (*matrix).flags == SAFE'",
        "functions.encode.params.text.count = 'strlen(text) + 1'",
        "functions.encode.returns = { bytes = '*written', release = 'fill(return, *written)' }",
        "functions.encode.params.text.count = 'written ? *written : 0'",
        "functions.encode.error = 'return == NULL'",
        "functions.encode.ensures = 'old(text) == text'",
        "functions.run.requires = 'mode == FAST || handle != NULL'",
        "structs.Matrix.fields.data = { shape = ['rows', 'cols'], count = 'rows * cols' }",
        "structs.Matrix.fields.data.count = 'strlen(name)'",
        "structs.Matrix.release = 'release(data)'",
    ],
)
def test_integers_may_stand_in_expressions(tmp_path: Path, text: str) -> None:
    """Parameters, results, fields, pointees and constants are known; conditions take pointers."""
    assert problems(tmp_path, text) == ()


@pytest.mark.parametrize(
    ("text", "symbol", "message", "help_text"),
    [
        (
            "functions.multiply.params.a.count = 'mm'",
            "multiply.a",
            (
                "`count` of parameter `a` of `multiply` names `mm`,"
                " which is no parameter of `multiply` and no constant of the header"
            ),
            "did you mean `m`?",
        ),
        (
            "functions.multiply.params.a.shape = [1, 'x']",
            "multiply.a",
            (
                "`shape` of parameter `a` of `multiply` names `x`,"
                " which is no parameter of `multiply` and no constant of the header"
            ),
            "the names are `FAST`, `LIMIT`, `SAFE`, `a`, `b`, `m`, `n`",
        ),
        (
            "functions.multiply.params.a.count = 'b'",
            "multiply.a",
            "`count` of parameter `a` of `multiply` names `b`, which is a pointer, not an integer",
            "",
        ),
        (
            "functions.encode.returns.bytes = 'written'",
            "encode.return",
            "`bytes` of the result of `encode` names `written`, which is a pointer, not an integer",
            "write `*written` for what it points to",
        ),
        (
            "functions.run.requires = 'x > 0'",
            "run",
            "`requires` of `run` names `x`, which is `double`, not an integer",
            "",
        ),
        (
            "functions.run.requires = 'handle->size'",
            "run",
            "`requires` of `run` names `handle.size`, but `struct Opaque` is incomplete in the header",
            "",
        ),
        (
            "functions.run.requires = 'mode.x'",
            "run",
            "`requires` of `run` names `mode.x`, but `enum mode` has no fields",
            "",
        ),
        (
            "functions.run.requires = '*mode'",
            "run",
            "`requires` of `run` names `*mode`, but `enum mode` points to nothing",
            "",
        ),
        (
            "functions.run.requires = '*f'",
            "run",
            "`requires` of `run` names `*f`, which is a function, not an integer",
            "",
        ),
        (
            "functions.run.requires = 'LIMIT.x'",
            "run",
            (
                "`requires` of `run` names `LIMIT.x`,"
                " which is no parameter of `run` and no constant of the header"
            ),
            "did you mean `LIMIT`?",
        ),
        (
            "functions.release.requires = 'matrix->row'",
            "release",
            "`requires` of `release` names `matrix.row`, but `struct Matrix` has no field `row`",
            "did you mean `rows`?",
        ),
        (
            "functions.release.requires = '*matrix'",
            "release",
            "`requires` of `release` names `*matrix`, which is `struct Matrix`, not an integer",
            "",
        ),
        (
            "functions.release.requires = 'matrix->name + 1'",
            "release",
            "`requires` of `release` names `matrix.name`, which is an array, not an integer",
            "write `*matrix.name` for what it points to",
        ),
        (
            "functions.release.ensures = 'return > 0'",
            "release",
            "`ensures` of `release` names `return`, which has no value here",
            "",
        ),
        (
            "functions.run.requires = 'return > 0'",
            "run",
            "`requires` of `run` names `return`, which has no value here",
            "",
        ),
        (
            "functions.run.requires = 'old(mode) > 0'",
            "run",
            "`requires` of `run` names `old`, which has no value before the call",
            "",
        ),
        (
            "functions.run.error = 'retrun < 0'",
            "run",
            "`error` of `run` names `retrun`, which is no parameter of `run` and no constant of the header",
            "did you mean `return`?",
        ),
        (
            "functions.run.requires = 'strlen(mode)'",
            "run",
            "`requires` of `run` names `mode`, which is `enum mode`, not a string",
            "",
        ),
        (
            "functions.run.requires = 'strlen(LIMIT)'",
            "run",
            "`requires` of `run` names `LIMIT`, which is a constant, not a string",
            "",
        ),
        (
            "functions.run.requires = 'strlen(y)'",
            "run",
            "`requires` of `run` names `y`, which is no parameter of `run` and no constant of the header",
            "the names are `FAST`, `LIMIT`, `SAFE`, `f`, `handle`, `mode`, `x`",
        ),
        (
            "functions.encode.returns.release = 'fill(return, sze)'",
            "encode.return",
            (
                "`release` of the result of `encode` names `sze`,"
                " which is no parameter of `encode` and no constant of the header"
            ),
            "the names are `FAST`, `LIMIT`, `SAFE`, `return`, `text`, `written`",
        ),
        (
            "structs.Matrix.fields.data.count = 'row * cols'",
            "Matrix.data",
            (
                "`count` of field `data` of `Matrix` names `row`,"
                " which is no field of `Matrix` and no constant of the header"
            ),
            "did you mean `rows`?",
        ),
        (
            "structs.Matrix.fields.data.count = 'scale'",
            "Matrix.data",
            "`count` of field `data` of `Matrix` names `scale`, which is `double`, not an integer",
            "",
        ),
    ],
)
def test_a_name_that_is_no_integer_is_a_problem(
    tmp_path: Path, text: str, symbol: str, message: str, help_text: str
) -> None:
    """Symbol, message and remedy say which name of which word, and why."""
    (problem,) = problems(tmp_path, text)
    assert (problem.code, problem.symbol) == ("FFI504", symbol)
    assert (problem.message, problem.help) == (message, help_text)


def test_every_wrong_name_is_a_problem_at_its_own_line(tmp_path: Path) -> None:
    """A name used twice in one expression is one problem."""
    text = "[functions.run]\nrequires = [\n 'a + a > 0',\n 'b > 0',\n]"
    lines = [problem.location and problem.location.line for problem in problems(tmp_path, text)]
    assert lines == [3, 4]
