"""``ffisafe test`` over every faulty crate: exactly the planted findings, none besides."""

import json
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

FIXTURES = Path(__file__).parents[2] / "rust_fixtures"
FAULTY = sorted(
    path.parent
    for path in FIXTURES.glob("faulty/*/expected.toml")
    if "test" in tomllib.loads(path.read_text())
)
CORRECT = [FIXTURES / "matrix", FIXTURES / "buffers"]


def findings(crate: Path, seed: int) -> Counter[tuple[str, str]]:
    """Return code and symbol of every error that ``ffisafe test`` reports for a crate."""
    process = subprocess.run(
        [
            *(sys.executable, "-m", "ffisafe", "test", "--config", str(crate / "ffisafe.toml")),
            *("--format", "json", "--quiet", "--seed", str(seed)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode in {0, 1}, process.stderr
    report = json.loads(process.stdout)
    found = [f for f in report["findings"] if f["severity"] == "error"]
    assert process.returncode == int(bool(found))
    return Counter((f["code"], f["symbol"]) for f in found)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("crate", FAULTY, ids=lambda path: path.name)
def test_every_planted_fault_is_found_and_nothing_else(crate: Path, seed: int) -> None:
    """A faulty crate yields its listed findings: one missing fails, one extra fails."""
    expected = tomllib.loads((crate / "expected.toml").read_text())["test"]
    assert findings(crate, seed) == Counter((f["code"], f["symbol"]) for f in expected)


@pytest.mark.parametrize("crate", CORRECT, ids=lambda path: path.name)
def test_correct_libraries_have_no_findings(crate: Path) -> None:
    """What is right is left alone."""
    assert findings(crate, seed=1) == Counter()
