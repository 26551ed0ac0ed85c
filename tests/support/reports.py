"""Reports of faulty crates, as they were once: findings in JSON, and their text beside it."""

import json
import os
from pathlib import Path
from typing import Any

from ffisafe.model.finding import Finding, Severity
from ffisafe.model.report import Report
from ffisafe.model.source import SourceLocation
from ffisafe.report.text import render_text
from tests.support.crates import FIXTURES, ROOT, checked

DATA = ROOT / "tests/data/reports"
NAMES = sorted(path.stem for path in DATA.glob("*.json"))


def findings(name: str) -> tuple[Finding, ...]:
    """Return the findings that are kept under a name."""
    return tuple(_finding(found) for found in json.loads((DATA / f"{name}.json").read_text()))


def rendered(name: str) -> str:
    """Return the text report of those findings; source lines are read from the repository's root."""
    return render_text(Report(target="", library="", headers=(), findings=findings(name)), color=False)


def _finding(found: dict[str, Any]) -> Finding:
    fields = {**found, "severity": Severity(found["severity"])}
    for side in ("c", "rust"):
        fields[side] = SourceLocation(**found[side]) if found[side] else None
    return Finding(**fields)


def _relative(found: dict[str, Any]) -> dict[str, Any]:
    for side in ("c", "rust"):
        if found[side]:
            found[side]["file"] = os.path.relpath(found[side]["file"], ROOT)
    return found


def write(name: str) -> None:
    """Check a faulty crate, and keep what is found and how it is told."""
    found = [
        _relative(each)
        for each in checked("--config", FIXTURES / "faulty" / name / "ffisafe.toml")["findings"]
    ]
    (DATA / f"{name}.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    (DATA / f"{name}.txt").write_text(rendered(name))


if __name__ == "__main__":
    os.chdir(ROOT)
    for each in NAMES:
        write(each)
        print(Path(DATA, f"{each}.txt"))  # noqa: T201  # what it has written
