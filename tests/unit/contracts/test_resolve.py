"""What a contract says and the header does not bear out (FFI503 to FFI505)."""

from pathlib import Path

import pytest

from ffisafe.contracts import ContractProblem, check_names, load_contract
from ffisafe.contracts.fit import misfits
from ffisafe.model.contract import Direction, ValueContract
from ffisafe.model.ctype import Pointer
from tests.unit.contracts.interfaces import CHAR, HEADER


def problems(folder: Path, text: str) -> tuple[ContractProblem, ...]:
    """Read a contract and check its names."""
    path = folder / "ffisafe.toml"
    path.write_text(text, encoding="utf-8")
    return check_names(load_contract(path), HEADER)


@pytest.mark.parametrize(
    "text",
    [
        "functions.multiply.params.a.count = 'm * n + LIMIT'",
        "functions.multiply.ensures = 'return.rows * return.cols'",
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
        "structs.Matrix.release = 'release(return)'",
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
            "the integers here are `FAST`, `LIMIT`, `SAFE`, `m`, `n`",
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
            "the integers here are `FAST`, `LIMIT`, `SAFE`, `mode`",
        ),
        (
            "functions.run.requires = 'handle->size'",
            "run",
            "`requires` of `run` names `handle.size`, but `struct Opaque` is incomplete in the header",
            "define it in a header, or name a parameter",
        ),
        (
            "functions.run.requires = 'mode.x'",
            "run",
            "`requires` of `run` names `mode.x`, but `enum mode` has no fields",
            "the integers here are `FAST`, `LIMIT`, `SAFE`, `mode`",
        ),
        (
            "functions.run.requires = '*mode'",
            "run",
            "`requires` of `run` names `*mode`, but `enum mode` points to nothing",
            "leave the `*` out",
        ),
        (
            "functions.run.requires = '*f'",
            "run",
            "`requires` of `run` names `*f`, which is a function, not an integer",
            "the integers here are `FAST`, `LIMIT`, `SAFE`, `mode`",
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
            "the integers here are `FAST`, `LIMIT`, `SAFE`",
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
            "the integers here are `FAST`, `LIMIT`, `SAFE`",
        ),
        (
            "functions.run.requires = 'return > 0'",
            "run",
            "`requires` of `run` names `return`, which has no value here",
            "the integers here are `FAST`, `LIMIT`, `SAFE`, `mode`",
        ),
        (
            "functions.run.requires = 'old(mode) > 0'",
            "run",
            "`requires` of `run` names `old`, which has no value before the call",
            "write what is in `old(...)` alone: here it is the value before the call",
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
            "`strlen` takes a pointer to char",
        ),
        (
            "functions.run.requires = 'strlen(LIMIT)'",
            "run",
            "`requires` of `run` names `LIMIT`, which is a constant, not a string",
            "`strlen` takes a pointer to char",
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
            "the integers here are `FAST`, `LIMIT`, `SAFE`, `cols`, `flags`, `rows`",
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


SIGNATURE = "write a call with `return` and names of parameters"


@pytest.mark.parametrize(
    ("text", "symbol", "message", "help_text"),
    [
        (
            "functions.encode.returns.release = 'relese'",
            "encode.return",
            "`release` of the result of `encode` names `relese`, which no header declares",
            "did you mean `release`?",
        ),
        (
            "structs.Matrix.release = 'relese'",
            "Matrix",
            "`release` of `Matrix` names `relese`, which no header declares",
            "did you mean `release`?",
        ),
        (
            "functions.encode.returns.release = 'fill'",
            "encode.return",
            "`release` of the result of `encode` names `fill`, which takes 2 and is given 1 argument",
            f"it is `fill(buffer, size)`: {SIGNATURE}",
        ),
        (
            "functions.encode.returns.release = 'release(return, text)'",
            "encode.return",
            "`release` of the result of `encode` names `release`, which takes 1 and is given 2 arguments",
            f"it is `release(matrix)`: {SIGNATURE}",
        ),
        (
            "functions.encode.returns.release = 'fill(*written, return)'",
            "encode.return",
            (
                "`release` of the result of `encode` names `fill`,"
                " whose `buffer` is `void *` and cannot take `*written` of type `size_t`"
            ),
            f"it is `fill(buffer, size)`: {SIGNATURE}",
        ),
        (
            "functions.run.params.handle.release = 'release'",
            "run.handle",
            (
                "`release` of parameter `handle` of `run` names `release`,"
                " whose `matrix` is `struct Matrix *` and cannot take `handle` of type `struct Opaque *`"
            ),
            f"it is `release(matrix)`: {SIGNATURE}",
        ),
    ],
)
def test_a_release_function_must_exist_and_take_the_resource(
    tmp_path: Path, text: str, symbol: str, message: str, help_text: str
) -> None:
    """Name, number of arguments and their types are compared with the header."""
    problem, *_ = problems(tmp_path, text)
    assert (problem.code, problem.symbol) == ("FFI503", symbol)
    assert (problem.message, problem.help) == (message, help_text)
    assert problem.location is not None


@pytest.mark.parametrize(
    "text",
    [
        "functions.multiply.returns.release = 'release'",  # takes the struct by its address
        "functions.release.params.matrix.release = 'release(matrix)'",
        "functions.encode.returns.release = 'fill(return, LIMIT)'",
        "functions.encode.returns.release = 'fill(text, *written)'",
        "functions.encode.returns.release = 'fill(return, written)'",  # what was put out there
        "structs.Matrix.release = 'release'",
    ],
)
def test_a_release_function_may_take_the_address_and_any_object(tmp_path: Path, text: str) -> None:
    """A struct by value is released by pointer, and a pointer to anything but another struct fits."""
    assert problems(tmp_path, text) == ()


REMOVE = "remove it, or say it of the pointer that it is about"


@pytest.mark.parametrize(
    ("text", "symbol", "message", "help_text"),
    [
        ("params.x.count = 3", "run.x", "`count` of {} is for pointers, and that is `double`", REMOVE),
        (
            "params.mode.bytes = 3",
            "run.mode",
            "`bytes` of {} is for pointers, and that is `enum mode`",
            REMOVE,
        ),
        ("params.x.shape = [2]", "run.x", "`shape` of {} is for pointers, and that is `double`", REMOVE),
        (
            "params.x.nullable = true",
            "run.x",
            "`nullable` of {} is for pointers, and that is `double`",
            REMOVE,
        ),
        (
            "params.x.direction = 'out'",
            "run.x",
            "`direction` of {} is for pointers, and that is `double`",
            REMOVE,
        ),
        ("params.x.noalias = true", "run.x", "`noalias` of {} is for pointers, and that is `double`", REMOVE),
        (
            "params.f.count = 3",
            "run.f",
            "`count` of {} is for memory, and that points to a function",
            "remove it",
        ),
        (
            "params.handle.utf8 = true",
            "run.handle",
            "`utf8` of {} is for strings, and that points to `struct Opaque`",
            "remove it",
        ),
        (
            "params.x.transfer = 'full'",
            "run.x",
            "`transfer` of {} is for resources, and that is `double`",
            "remove it",
        ),
        (
            "params.handle.range = [0, 1]",
            "run.handle",
            "`range` of {} is for integers, and that is a pointer",
            "remove it",
        ),
    ],
)
def test_a_word_that_contradicts_the_type_is_a_problem(
    tmp_path: Path, text: str, symbol: str, message: str, help_text: str
) -> None:
    """What is said about memory needs a pointer, what is said about numbers an integer."""
    subject = f"parameter `{symbol.partition('.')[2]}` of `run`"
    (problem,) = problems(tmp_path, f"functions.run.{text}")
    assert (problem.code, problem.symbol) == ("FFI505", symbol)
    assert (problem.message, problem.help) == (message.format(subject), help_text)


def test_results_and_fields_are_held_against_their_types_too(tmp_path: Path) -> None:
    """A function that returns nothing has no extent; a struct's fields have their own."""
    text = """
    functions.fill.returns.count = 1
    functions.multiply.returns = { count = 1, transfer = "full" }
    structs.Matrix.fields.rows.nullable = true
    """
    found = problems(tmp_path, text)
    assert [(each.code, each.symbol, each.help) for each in found] == [
        ("FFI505", "fill.return", REMOVE),
        ("FFI505", "multiply.return", "say it of a field: `structs.Matrix.fields.NAME`"),
        ("FFI505", "Matrix.rows", REMOVE),
    ]


def test_memory_behind_a_pointer_to_const_is_no_output() -> None:
    """``direction = "out"`` and C's ``const`` say the opposite."""
    source = Pointer(pointee=CHAR, const=True, size_bytes=8)
    said = ValueContract(direction=Direction.OUT)
    assert list(misfits(said, source, HEADER)) == [
        ("direction", "is `out`, and that is a pointer to const", 'say "in"')
    ]
    assert list(misfits(ValueContract(direction=Direction.IN), source, HEADER)) == []
