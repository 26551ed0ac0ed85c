"""Crates from crates.io against their own headers; docs/explanation/real-crates.md has what was found."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.crates import checked, keys
from tests.support.oracles import PROFILE

HERE = Path(__file__).parent
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((HERE / "crates" / "expected.toml").read_text())
PAGE = HERE.parents[1] / "docs" / "explanation" / "real-crates.md"
PINS = {"quick", "deep"} if PROFILE == "deep" else {"quick"}
BUILT = [name for name, said in EXPECTED.items() if said["pin"] in PINS]


@pytest.mark.parametrize("name", BUILT)
def test_what_a_published_crate_yields(
    name: str, publish: Callable[[Path, str], Path], tmp_path: Path
) -> None:
    """Exactly the differences that were looked at, and every function understood."""
    said = EXPECTED[name]
    crate = publish(HERE / "crates" / said["pin"], name)
    contract = tmp_path / "ffisafe.toml"
    contract.touch()
    arguments = ["--crate", str(crate), "--config", str(contract), "--ignore", "FFI111,FFI501"]
    report = checked(crate / said["header"], *arguments, *said.get("arguments", ()))
    assert [f"{code} {symbol}" for code, symbol in keys(report)] == said["findings"]
    assert report["summary"]["functions_checked"] == said["functions"]
    assert report["summary"]["types_checked"] == said["types"]


@pytest.mark.parametrize("name", EXPECTED)
def test_the_page_has_each_crate_with_its_rules(name: str) -> None:
    """What is expected of a crate is what the documentation tells of it."""
    (row,) = (line for line in PAGE.read_text().splitlines() if line.startswith(f"| {name} "))
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    said = EXPECTED[name]
    counted = {code: sum(one.startswith(code) for one in said["findings"]) for code in codes(said)}
    assert cells[3] == f"{said['functions']} / {said['types']}"
    assert cells[4] == (", ".join(f"{code} {count}" for code, count in counted.items()) or "none")


def codes(said: dict[str, Any]) -> list[str]:
    """Return the rules of a crate's findings, in order."""
    return sorted({finding.partition(" ")[0] for finding in said["findings"]})
