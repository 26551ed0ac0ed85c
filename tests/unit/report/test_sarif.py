"""SARIF: valid, and with what GitHub's code scanning asks for."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ffisafe.model.finding import Severity
from ffisafe.model.report import Report
from ffisafe.model.rules import RULES, finding
from ffisafe.model.source import SourceLocation
from ffisafe.report.sarif import MAX_RESULTS, render_sarif

SCHEMA = json.loads((Path(__file__).parents[2] / "data/schemas/sarif-schema-2.1.0.json").read_text())
VALIDATOR = jsonschema.Draft7Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
EMPTY = Report(target="x86_64-unknown-linux-gnu", library="libit.so", headers=("it.h",), findings=())


def log(report: Report, root: Path) -> dict[str, Any]:
    """Return the log of a report, which is valid."""
    document: dict[str, Any] = json.loads(render_sarif(report, root=root))
    VALIDATOR.validate(document)
    return document


@pytest.fixture
def report(tmp_path: Path) -> Report:
    """A report with one finding that has both sides."""
    folder = tmp_path / "a folder"
    folder.mkdir()
    header, source = folder / "it.h", folder / "lib.rs"
    header.write_text("/* 🦀 */ int len;\n")
    source.write_text("pub struct T {\n    pub len: u8,\n}\n")
    found = finding(
        "FFI106",
        "T.len",
        "field `len` of `T` is `int` in C and `u8` in Rust",
        help="give the field the same type on both sides",
        c=SourceLocation(file=str(header), line=1, column=13),
        rust=SourceLocation(file=str(source), line=2),
        details={"c": "int", "rust": "u8"},
    )
    return replace(EMPTY, findings=(found,), notes=("by another compiler",))


def test_a_report_without_findings_is_valid(tmp_path: Path) -> None:
    """The run succeeded, with exit code 0 and no rules."""
    (run,) = log(EMPTY, tmp_path)["runs"]
    assert (run["results"], run["tool"]["driver"]["rules"]) == ([], [])
    assert run["invocations"][0]["executionSuccessful"] is True
    assert run["invocations"][0]["exitCode"] == 0


@pytest.mark.parametrize("code", RULES)
def test_every_rule_has_its_help(code: str, tmp_path: Path) -> None:
    """Name, descriptions within GitHub's limits, the page in Markdown, and the level."""
    (run,) = log(replace(EMPTY, findings=(finding(code, "it", "something"),)), tmp_path)["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["id"] == code
    assert rule["name"].isalnum()
    assert 0 < len(rule["shortDescription"]["text"]) <= len(rule["fullDescription"]["text"]) + 1024
    assert rule["help"]["markdown"].startswith(f"# {code}: ")
    assert rule["defaultConfiguration"]["level"] == RULES[code].severity.value
    assert len(rule["properties"]["tags"]) <= 10


def test_both_sides_have_their_place(report: Report, tmp_path: Path) -> None:
    """The header is the location, the Rust side a related one; paths count from the root."""
    (run,) = log(report, tmp_path)["runs"]
    (result,) = run["results"]
    (place,) = result["locations"]
    assert place["physicalLocation"]["artifactLocation"] == {
        "uri": "a%20folder/it.h",
        "uriBaseId": "%SRCROOT%",
    }
    assert place["logicalLocations"] == [{"fullyQualifiedName": "T.len"}]
    (other,) = result["relatedLocations"]
    assert other["physicalLocation"]["artifactLocation"]["uri"] == "a%20folder/lib.rs"
    assert other["physicalLocation"]["region"]["startLine"] == 2
    assert "[the Rust side](1)" in result["message"]["text"]
    assert run["invocations"][0]["exitCode"] == 1


def test_columns_count_utf16_units(report: Report, tmp_path: Path) -> None:
    """What does not fit into 16 bits counts twice, as `columnKind` says."""
    (run,) = log(report, tmp_path)["runs"]
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert run["columnKind"] == "utf16CodeUnits"
    assert (region["startColumn"], region["endColumn"]) == (14, 17)
    assert region["snippet"]["text"] == "/* 🦀 */ int len;"


def test_a_file_outside_of_the_root_has_an_absolute_uri(report: Report, tmp_path: Path) -> None:
    """Nothing is relative to a folder that it does not lie in."""
    (run,) = log(report, tmp_path / "other")["runs"]
    uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == (tmp_path / "a folder/it.h").resolve().as_uri()


def test_fingerprints_do_not_depend_on_lines(report: Report, tmp_path: Path) -> None:
    """Code and symbol decide; two findings that have both in common are told apart."""
    found = report.findings[0]
    moved = replace(found, c=SourceLocation(file="else.h", line=99))
    prints = [
        [result["partialFingerprints"] for result in log(each, tmp_path)["runs"][0]["results"]]
        for each in (report, replace(report, findings=(moved,)), replace(report, findings=(found, moved)))
    ]
    assert prints[0] == prints[1] == prints[2][:1]
    assert prints[2][0] != prints[2][1]


def test_too_many_results_are_cut_at_the_least_severe(tmp_path: Path) -> None:
    """GitHub shows 5,000 results: errors come first."""
    error, warning = finding("FFI104", "T.a", "moved"), finding("FFI302", "f", "unmentioned")
    many = replace(EMPTY, findings=(*[warning] * MAX_RESULTS, error))
    results = json.loads(render_sarif(many, root=tmp_path))["runs"][0]["results"]
    assert len(results) == MAX_RESULTS
    assert (results[0]["level"], results[-1]["level"]) == (Severity.ERROR.value, Severity.WARNING.value)
