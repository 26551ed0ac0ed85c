"""The JSON report, key by key."""

import json
from importlib.metadata import version
from pathlib import Path

import jsonschema

from ffisafe.model.finding import Finding, Severity
from ffisafe.model.report import Report
from ffisafe.model.source import SourceLocation
from ffisafe.report.json import render_json

SCHEMA = Path(__file__).parents[3] / "ffisafe/report/report.schema.json"
REPORT = Report(
    target="x86_64-unknown-linux-gnu",
    library="libé.so",
    headers=("a.h", "b.h"),
    notes=("by another compiler",),
    findings=(
        Finding(
            code="FFI104",
            severity=Severity.ERROR,
            symbol="T.len",
            message="moved",
            help="move it back",
            c=SourceLocation(file="a.h", line=3, column=7),
            rust=SourceLocation(file="lib.rs", line=9),
            details={"c": 4, "rust": 8},
        ),
        Finding(code="FFI302", severity=Severity.WARNING, symbol="g", message="unmentioned"),
    ),
    types_checked=1,
    functions_checked=2,
    seconds=0.12345,
)


def test_the_whole_report() -> None:
    """Exactly the keys of `ffisafe.report/1`."""
    assert json.loads(render_json(REPORT)) == {
        "schema": "ffisafe.report/1",
        "version": version("ffisafe"),
        "target": "x86_64-unknown-linux-gnu",
        "library": "libé.so",
        "headers": ["a.h", "b.h"],
        "findings": [
            {
                **{"code": "FFI104", "severity": "error", "symbol": "T.len", "message": "moved"},
                "help": "move it back",
                "c": {"file": "a.h", "line": 3, "column": 7},
                "rust": {"file": "lib.rs", "line": 9},
                "details": {"c": 4, "rust": 8},
                "reproducer": None,
            },
            {
                **{"code": "FFI302", "severity": "warning", "symbol": "g", "message": "unmentioned"},
                **{"help": "", "c": None, "rust": None, "details": {}, "reproducer": None},
            },
        ],
        "suppressed": [],
        "notes": ["by another compiler"],
        "summary": {
            **{"errors": 1, "warnings": 1, "notes": 0, "suppressed": 0},
            **{"types_checked": 1, "functions_checked": 2},
            **{"examples": 0, "calls": 0, "seconds": 0.123},
        },
    }


def test_it_is_valid_and_ends_with_a_newline() -> None:
    """The schema that ships with the package accepts it."""
    text = render_json(REPORT)
    jsonschema.validate(json.loads(text), json.loads(SCHEMA.read_text()))
    assert text.endswith("}\n")
    assert "libé.so" in text
