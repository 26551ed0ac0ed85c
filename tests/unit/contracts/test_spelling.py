"""Misspelt names of a contract."""

from pathlib import Path

import pytest

from ffisafe.contracts import check_names, load_contract
from ffisafe.errors import ConfigError
from ffisafe.model.contract import Contract, FunctionContract
from tests.unit.contracts.interfaces import HEADER


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            "[functions.multipy]",
            ":1: contract names function `multipy`, which is not declared in any header",
            "did you mean `multiply`?",
        ),
        (
            "[functions.zzz]",
            ":1: contract names function `zzz`, which is not declared in any header",
            "the header's functions are `encode`, `fill`, `multiply`, `release`, `run`",
        ),
        (
            "[functions.release]\nparams.matrx = {}",
            ":2: contract names parameter `matrx` of `release`, which has no parameter of this name",
            "did you mean `matrix`?",
        ),
        (
            "[structs.Matrx]",
            ":1: contract names struct `Matrx`, which is not declared in any header",
            "did you mean `Matrix`?",
        ),
        (
            "[structs.Matrix]\nfields.dta = {}",
            ":2: contract names field `dta` of `Matrix`, which has no field of this name",
            "did you mean `data`?",
        ),
        (
            "[structs.Opaque]\nfields.x = {}",
            ":2: contract names field `x` of `Opaque`, which is incomplete in the header",
            "",
        ),
        (
            "[functions.encode]\nreturns.lifetime = 'txt'",
            (
                ":2: contract names `txt` in `lifetime` of the result of `encode`,"
                " which is no parameter of `encode`"
            ),
            "did you mean `text`?",
        ),
        (
            "[functions.encode]\nparams.text.lifetime = 'until fill, relese'",
            (
                ":2: contract names `relese` in `lifetime` of parameter `text` of `encode`,"
                " which is no function of the header"
            ),
            "did you mean `release`?",
        ),
        (
            "[structs.Matrix]\nfields.data.lifetime = 'ownr'",
            (
                ":2: contract names `ownr` in `lifetime` of field `data` of `Matrix`,"
                " which is no field of `Matrix`"
            ),
            "did you mean `owner`?",
        ),
        (
            "[functions.encode]\nreturns.zero-copy = 'txt'",
            ":2: contract names `txt` in `zero-copy` of the result of `encode`, which is no parameter of it",
            "did you mean `text`?",
        ),
    ],
)
def test_a_misspelt_name_stops_the_work(tmp_path: Path, text: str, message: str, hint: str) -> None:
    """The message names file and line, the hint the name that was meant."""
    path = tmp_path / "ffisafe.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        check_names(load_contract(path), HEADER)
    assert (caught.value.message, caught.value.hint) == (f"{path}{message}", hint)


def test_a_contract_without_a_file_still_has_a_place() -> None:
    """A contract that was not read from a file is named as such."""
    contract = Contract(functions={"zzz": FunctionContract()})
    with pytest.raises(ConfigError, match=r"^contract:1: contract names function `zzz`"):
        check_names(contract, HEADER)


@pytest.mark.parametrize(
    "text",
    [
        "[structs.Opaque]\nrelease = 'opaque_free'",
        "[structs.Matrix]\nfields.flags = { range = [0, 1] }",
        "[functions.encode]\nreturns.lifetime = 'until fill, release'",
        "[functions.encode]\nreturns.lifetime = 'text'",
        "[functions.encode]\nreturns.lifetime = 'static'",
        "[functions.encode]\nreturns.zero-copy = 'text'",
    ],
)
def test_names_of_the_header_are_known(tmp_path: Path, text: str) -> None:
    """Incomplete structs, anonymous members and lifetimes are looked up too."""
    path = tmp_path / "ffisafe.toml"
    path.write_text(text, encoding="utf-8")
    assert check_names(load_contract(path), HEADER) == ()
