"""GitHub's annotations: one command a finding, escaped as its runner reads it."""

import re
from dataclasses import replace
from pathlib import Path

from ffisafe.model.report import Report
from ffisafe.model.rules import finding
from ffisafe.model.source import SourceLocation
from ffisafe.report.github import render_github

EMPTY = Report(target="t", library="l", headers=("h",), findings=())
COMMAND = re.compile(r"::(?P<command>\w+) (?P<properties>[^:]*)::(?P<message>.*)")


def read(line: str) -> tuple[str, dict[str, str], str]:
    """Return a command as the runner reads it: properties end at a comma, the list at a colon."""
    found = COMMAND.fullmatch(line)
    assert found is not None, line
    pairs = (pair.partition("=") for pair in found["properties"].split(","))
    properties = {name: unescaped(value) for name, _, value in pairs}
    return found["command"], properties, unescaped(found["message"])


def unescaped(text: str) -> str:
    """Return what was written."""
    for code, character in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, character)
    return text


def test_no_findings_are_no_commands() -> None:
    """Nothing is written."""
    assert render_github(EMPTY, root=Path.cwd()) == ""


def test_a_command_has_place_and_title(tmp_path: Path) -> None:
    """File from the root, line, columns with the last one included, code and symbol."""
    header = tmp_path / "a,b:c.h"
    header.write_text("int len;\n")
    found = finding("FFI104", "T.len", "moved", help="move it", c=SourceLocation(file=str(header), line=1))
    (line,) = render_github(replace(EMPTY, findings=(found,)), root=tmp_path).splitlines()
    command, properties, message = read(line)
    assert command == "error"
    assert properties == {
        **{"file": "a,b:c.h", "line": "1", "endLine": "1", "col": "5", "endColumn": "7"},
        "title": "FFI104: T.len",
    }
    assert message == "moved\nhelp: move it"


def test_messages_keep_their_characters() -> None:
    """Per cent, line ends and colons survive; a command cannot be smuggled in."""
    text = "100%0A\r\n::error::x, y"
    found = finding("FFI302", "f", text)
    (line,) = render_github(replace(EMPTY, findings=(found,)), root=Path.cwd()).splitlines()
    assert read(line) == ("warning", {"title": "FFI302: f"}, text)


def test_notes_are_notices() -> None:
    """GitHub has a word of its own for them."""
    found = finding("FFI903", "f", "not run")
    assert render_github(replace(EMPTY, findings=(found,)), root=Path.cwd()).startswith("::notice ")


def test_errors_come_first() -> None:
    """GitHub shows only the first of each kind."""
    found = (
        finding("FFI903", "f", "not run"),
        finding("FFI302", "g", "more"),
        finding("FFI104", "T.x", "moved"),
    )
    lines = render_github(replace(EMPTY, findings=found), root=Path.cwd()).splitlines()
    assert [line.split(" ")[0] for line in lines] == ["::error", "::warning", "::notice"]
