"""Small libraries of the usual kinds, as they should be and with three mistakes each."""

import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.support.crates import checked, keys

LIBRARIES = Path(__file__).parents[1] / "data" / "handwritten"
NAMES = sorted(path.parent.name for path in LIBRARIES.glob("*/mistakes.toml"))


def said(name: str) -> dict[str, Any]:
    """Return what is planted in a library, and what must be found."""
    return tomllib.loads((LIBRARIES / name / "mistakes.toml").read_text())


def found(crate: Path) -> list[str]:
    """Return what `ffisafe check` finds, but for the padding that such structs have."""
    report = checked("--config", crate / "ffisafe.toml", "--ignore", "FFI111")
    return [f"{code} {symbol}" for code, symbol in keys(report)]


def with_mistakes(name: str, folder: Path) -> Path:
    """Return a copy of a library that has the mistakes; it is built where the original is."""
    crate = folder / name
    shutil.copytree(LIBRARIES / name, crate)
    for edit in said(name)["edits"]:
        file = crate / edit["file"]
        text = file.read_text()
        assert text.count(edit["before"]) == 1
        file.write_text(text.replace(edit["before"], edit["after"]))
    return crate


@pytest.mark.parametrize("name", NAMES)
def test_a_library_as_it_should_be(name: str) -> None:
    """Nothing is found, but for enums that C passes by value."""
    assert found(LIBRARIES / name) == said(name)["right"]


@pytest.mark.parametrize("name", NAMES)
def test_each_mistake_is_found_and_nothing_else(name: str, tmp_path: Path) -> None:
    """Three mistakes at once give what each gives: one missing fails, one extra fails."""
    assert found(with_mistakes(name, tmp_path)) == said(name)["wrong"]


def test_there_are_ten_libraries() -> None:
    """The folder is where these tests look, and only one library must live with findings."""
    assert len(NAMES) == 10
    assert [name for name in NAMES if said(name)["right"]] == ["tagged"]
