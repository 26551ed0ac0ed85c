"""``ffisafe check`` over every reference crate: exactly the planted findings, none besides."""

import tomllib
from pathlib import Path

import pytest

from tests.support.crates import FIXTURES, checked, keys

FAULTY = sorted(
    path.parent
    for path in FIXTURES.glob("faulty/*/expected.toml")
    if "check" in tomllib.loads(path.read_text())
)
CORRECT = [FIXTURES / name for name in ("matrix", "buffers", "instruments")]


@pytest.mark.parametrize("crate", FAULTY, ids=lambda path: path.name)
def test_every_planted_fault_is_found_and_nothing_else(crate: Path) -> None:
    """A faulty crate gives its listed findings: one missing fails, one extra fails."""
    expected = tomllib.loads((crate / "expected.toml").read_text())["check"]
    planted = sorted((finding["code"], finding["symbol"]) for finding in expected)
    assert keys(checked("--config", crate / "ffisafe.toml")) == planted


@pytest.mark.parametrize("crate", CORRECT, ids=lambda path: path.name)
def test_correct_libraries_have_no_findings(crate: Path) -> None:
    """What is right is left alone, warnings and notes included."""
    report = checked("--config", crate / "ffisafe.toml")
    assert keys(report) == []
    assert report["summary"]["functions_checked"] > 0
    assert report["summary"]["types_checked"] > 0


def test_there_are_planted_faults() -> None:
    """The folder of faulty crates is where these tests look."""
    assert FIXTURES / "faulty/reordered_field" in FAULTY
