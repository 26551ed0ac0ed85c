"""Which findings `ffisafe check` reports, and in which form: the configuration, comments, expectations."""

import json
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import xmlschema

from tests.support.crates import FIXTURES, HEADERS, ROOT, checked, ffisafe, keys, library

CRATE = FIXTURES / "faulty/reordered_field"
HEADER = HEADERS / "faulty/reordered_field.h"
MOVED = [("FFI104", f"Sample.{name}") for name in ("channel", "flags", "value")]
SCHEMAS = ROOT / "tests/data/schemas"
EXPECTED = '[[expect]]\ncode = "FFI104"\nsymbol = "{}"\nreason = "known since version 2"\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with the header, and a configuration that names it and the library."""
    shutil.copy(HEADER, tmp_path / "sample.h")
    configured(tmp_path, "")
    return tmp_path


def configured(folder: Path, text: str) -> None:
    """Write the configuration of a project."""
    library_file = json.dumps(str(library(CRATE)))
    (folder / "ffisafe.toml").write_text(
        f'[library]\nheaders = ["sample.h"]\nlib = {library_file}\n{text}', encoding="utf-8"
    )


def commented(folder: Path, field: str, comment: str) -> None:
    """Put a comment behind a field of the header."""
    path = folder / "sample.h"
    path.write_text(path.read_text().replace(f" {field};", f" {field}; {comment}"))


def report(folder: Path, *options: str | Path) -> dict[str, Any]:
    """Return the report on a project; what was not looked for without a crate is left out."""
    return checked("--config", "ffisafe.toml", "--ignore", "FFI903", *options, cwd=folder)


@pytest.mark.parametrize(
    ("settings", "options", "expected"),
    [
        ('ignore = ["FFI1"]', [], []),
        ('select = ["FFI3"]', [], []),
        ('select = ["FFI1"]\nignore = "FFI104"', [], []),
        ('select = ["FFI104"]\nignore = ["FFI1"]', [], MOVED),
        ('ignore = ["FFI1"]', ["--select", "FFI104"], MOVED),
        ('select = ["FFI1"]', ["--ignore", "FFI104"], []),
    ],
)
def test_the_configuration_chooses_rules(
    settings: str, options: list[str], expected: list[tuple[str, str]], project: Path
) -> None:
    """`--select` sets it aside, `--ignore` adds to it, the longer prefix wins."""
    configured(project, f"[report]\n{settings}\n")
    assert keys(report(project, *options)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[report]\nselect = ["FFI999"]\n', ":5: `select` of `report` names the unknown rule `FFI999`"),
        ('[report]\nselect_ = ["FFI1"]\n', ":5: unknown word `select_` for `report` (hint: did"),
        ("[report]\nstrict = 1\n", ":5: `strict` of `report` must be true or false, not an integer"),
    ],
)  # fmt: skip
def test_mistakes_of_the_configuration_have_their_line(text: str, expected: str, project: Path) -> None:
    """As all others of the contract."""
    configured(project, text)
    process = ffisafe("check", "--config", "ffisafe.toml", cwd=project)
    assert process.returncode == 2
    assert process.stderr.startswith(f"ffisafe: error: ffisafe.toml{expected}")


@pytest.mark.parametrize(
    ("settings", "options", "severity", "code"),
    [
        ("", [], "warning", 0),
        ("", ["--strict"], "error", 1),
        ("[report]\nstrict = true\n", [], "error", 1),
    ],
)
def test_strict_makes_unsaid_owners_errors(
    settings: str, options: list[str], severity: str, code: int, tmp_path: Path
) -> None:
    """FFI501 decides the exit code then."""
    (tmp_path / "sample.h").write_text("unsigned char *create_buffer(unsigned long size);\n")
    (tmp_path / "ffisafe.toml").write_text(f'[library]\nheaders = ["sample.h"]\n{settings}')
    command = ["check", "--config", "ffisafe.toml", "--format", "json", "--select", "FFI501", *options]
    process = ffisafe(*command, "--lib", library(FIXTURES / "buffers"), cwd=tmp_path)
    (found,) = json.loads(process.stdout)["findings"]
    assert (found["code"], found["symbol"], found["severity"]) == ("FFI501", "create_buffer.return", severity)
    assert process.returncode == code


def test_a_comment_in_the_header_accepts_a_finding(project: Path) -> None:
    """Comments are gone once the header is preprocessed, and are found all the same."""
    commented(project, "channel", "/* ffisafe: ignore[FFI104] known */")
    document = report(project)
    assert keys(document) == MOVED[1:]
    (accepted,) = document["suppressed"]
    assert (accepted["code"], accepted["symbol"], accepted["by"]) == ("FFI104", "Sample.channel", "comment")
    assert accepted["reason"] == "known"
    assert document["summary"]["suppressed"] == 1


def test_a_comment_that_accepts_nothing_is_told(project: Path) -> None:
    """At its place, with the text report as the user sees it."""
    commented(project, "time_ns", "// ffisafe: ignore[FFI104]")
    process = ffisafe("check", "-q", "--config", "ffisafe.toml", "--select", "FFI1,FFI904", cwd=project)
    assert "warning[FFI904]: `ffisafe: ignore[FFI104]` suppresses nothing\n" in process.stdout
    assert "   C --> sample.h:8:23\n" in process.stdout


def test_expectations_accept_findings(project: Path) -> None:
    """Named by the configuration or the command line; what is left decides the exit code."""
    (project / "known.toml").write_text(EXPECTED.format("Sample.*"))
    assert keys(report(project, "--expect", "known.toml")) == []
    configured(project, '[report]\nexpectations = "known.toml"\n')
    assert keys(report(project)) == []
    (project / "other.toml").write_text(EXPECTED.format("Sample.channel"))
    assert keys(report(project, "--expect", "other.toml")) == MOVED[1:]


def test_an_expectation_that_is_not_met_is_an_error(project: Path) -> None:
    """The mistake was put right, and the entry must go."""
    (project / "known.toml").write_text(EXPECTED.format("Sample.*") + EXPECTED.format("Other.len"))
    assert keys(report(project, "--expect", "known.toml")) == [("FFI905", "Other.len")]


def test_expectations_can_be_written(project: Path) -> None:
    """Refused while a reason is missing; then the run is clean, and writing again adds nothing."""
    options = ("--config", "ffisafe.toml", "--ignore", "FFI903", "--expect", "known.toml")
    process = ffisafe("check", *options, "--write-expectations", "known.toml", cwd=project)
    assert process.returncode == 1
    assert "ffisafe: 3 entries added to known.toml: fill in each `reason`\n" in process.stderr
    refused = ffisafe("check", *options, cwd=project)
    assert refused.returncode == 2
    assert "`reason` of entry 1 is empty (and 2 more)" in refused.stderr
    path = project / "known.toml"
    path.write_text(path.read_text().replace('reason = ""', 'reason = "known"'))
    before = path.read_text()
    assert ffisafe("check", *options, "--write-expectations", "known.toml", cwd=project).returncode == 0
    assert path.read_text() == before


def test_an_expectation_is_written_once(project: Path) -> None:
    """Whatever is listed already, with a reason or without, stays the only entry about its finding."""
    (project / "known.toml").write_text('[[expect]]\ncode = "FFI1"\nsymbol = "Sample.c*"\nreason = ""\n')
    options = ("--config", "ffisafe.toml", "--ignore", "FFI903", "--write-expectations", "known.toml")
    for added in ("2 entries added to known.toml: fill in each `reason`", "0 entries added to known.toml"):
        process = ffisafe("check", *options, cwd=project)
        assert process.returncode == 1
        assert f"ffisafe: {added}\n" in process.stderr
    assert (project / "known.toml").read_text().count("[[expect]]") == 3


def test_a_file_of_expectations_that_is_not_there(project: Path) -> None:
    """It is named, in one line."""
    process = ffisafe("check", "--config", "ffisafe.toml", "--expect", "gone.toml", cwd=project)
    assert process.returncode == 2
    assert process.stderr.startswith("ffisafe: error: gone.toml: cannot be read: No such file or directory")
    assert "`--write-expectations FILE` makes one" in process.stderr


def test_every_form_can_be_written_to_a_file(project: Path) -> None:
    """Each is valid by its own schema, and has the three findings."""
    paths = {}
    for form in ("sarif", "junit", "github"):
        paths[form] = project / form
        options = ("--select", "FFI1", "--format", form, "--output", paths[form])
        process = ffisafe("check", "-q", "--config", "ffisafe.toml", *options, cwd=project)
        assert (process.returncode, process.stdout, process.stderr) == (1, "", "")
    sarif = json.loads(paths["sarif"].read_text())
    jsonschema.validate(sarif, json.loads((SCHEMAS / "sarif-schema-2.1.0.json").read_text()))
    assert [result["ruleId"] for result in sarif["runs"][0]["results"]] == ["FFI104"] * 3
    xmlschema.XMLSchema(str(SCHEMAS / "junit-10.xsd")).validate(str(paths["junit"]))
    assert ET.parse(paths["junit"]).getroot().get("failures") == "3"  # noqa: S314  # written above
    assert paths["github"].read_text().count("::error file=sample.h,line=") == 3


def test_annotations_count_paths_from_the_repository(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job may work in a folder below the one that GitHub checked out."""
    monkeypatch.setenv("GITHUB_WORKSPACE", str(project.parent))
    options = ("--select", "FFI1", "--format", "github")
    process = ffisafe("check", "-q", "--config", "ffisafe.toml", *options, cwd=project)
    assert f"::error file={project.name}/sample.h," in process.stdout


def test_the_tools_are_named_if_asked(project: Path) -> None:
    """`-v` says which compiler, library and sources of facts were used, and how long each step took."""
    told = ffisafe("check", "-v", "--config", "ffisafe.toml", cwd=project).stderr
    steps = {line.split(": ")[1]: line for line in told.splitlines() if line.startswith("ffisafe: ")}
    assert "sample.h preprocessed by " in steps["headers"]
    assert f"{library(CRATE)}; facts from exported symbols, debug information" in steps["library"]
    assert " s; functions 1, types 1" in steps["comparison"]
    with_crate = ffisafe("check", "-v", "--config", CRATE / "ffisafe.toml").stderr
    assert "; cargo 1." in with_crate
    assert "rustc 1." in with_crate
