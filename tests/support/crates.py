"""The reference crates, each built once per process, and commands run on them."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from ffisafe.build import CHECK, Artefact, build_crate, find_crate
from ffisafe.frontends.rust import read_crate
from ffisafe.model.interface import Interface
from tests.support.headers import TARGET

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "rust_fixtures"
HEADERS = ROOT / "c_headers"


@cache
def built(crate: Path) -> Artefact:
    """Return the build of a crate, with debug information."""
    return build_crate(find_crate(crate), CHECK, target=TARGET.triple)


def library(crate: Path) -> Path:
    """Return the library of a crate, built with debug information."""
    return built(crate).path


@cache
def built_interface(crate: Path) -> Interface:
    """Return all that is known of a crate's build."""
    return read_crate(built(crate), target=TARGET)


def ffisafe(*arguments: str | Path, cwd: Path | None = None) -> "subprocess.CompletedProcess[str]":
    """Run the command; whatever it was asked, it may not end in a traceback."""
    process = subprocess.run(
        [sys.executable, "-m", "ffisafe", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in process.stderr
    assert process.returncode in {0, 1, 2}
    return process


def checked(*arguments: str | Path, cwd: Path | None = None) -> dict[str, Any]:
    """Return the report of `ffisafe check`, as JSON has it."""
    process = ffisafe("check", "--format", "json", "--quiet", *arguments, cwd=cwd)
    assert process.returncode in {0, 1}, process.stderr
    report: dict[str, Any] = json.loads(process.stdout)
    assert process.returncode == int(report["summary"]["errors"] > 0)
    return report


def keys(report: dict[str, Any]) -> list[tuple[str, str]]:
    """Return code and symbol of each finding of a report, sorted."""
    return sorted((found["code"], found["symbol"]) for found in report["findings"])
