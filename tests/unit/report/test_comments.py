"""Ignore comments: where they stand, what they name, and which of them do nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

from ffisafe.model.finding import Finding
from ffisafe.model.report import SuppressedBy
from ffisafe.model.rules import RULES, finding
from ffisafe.model.source import SourceLocation
from ffisafe.report.selection.accept import Acceptance, Accepted

STATIC = frozenset(code for code, rule in RULES.items() if not rule.at_run_time)


def accepted(
    path: Path, text: str, *places: tuple[str, int], checked: frozenset[str] = STATIC
) -> tuple[list[str], list[str]]:
    """Return what is left of findings of a file, and what is suppressed, as rule and line or message."""
    path.write_text(text)
    found = [at(path, code, line) for code, line in places]
    result = Acceptance(files=[str(path)], expectations=(), checked=checked).apply(found)
    return [told(each) for each in result.findings], [told(each.finding) for each in result.suppressed]


def at(path: Path, code: str, line: int) -> Finding:
    """Return a finding on a line."""
    where = SourceLocation(file=str(path), line=line)
    sides = {"rust": where} if path.suffix == ".rs" else {"c": where}
    return finding(code, "f", f"line {line}", **sides)


def told(found: Finding) -> str:
    """Return a finding in short."""
    return f"{found.code} {found.message}"


PLACED = {
    "on-the-line": "int f(void); // ffisafe: ignore[FFI203]\nint g(void);\n",
    "block-comment": "int f(void); /* ffisafe: ignore[FFI203] */\nint g(void);\n",
    "before-it": "/* ffisafe: ignore[FFI203] */ int f(void);\nint g(void);\n",
    "several-codes": "int f(void); // ffisafe: ignore[FFI1, FFI203]: it is old\nint g(void);\n",
    "a-prefix": "int f(void); // ffisafe: ignore[ffi2]\nint g(void);\n",
    "no-codes": "int f(void); // ffisafe: ignore\nint g(void);\n",
    "spaces": "int f(void); /*  ffisafe :  ignore [ FFI203 ]  */\nint g(void);\n",
}


@pytest.mark.parametrize("text", PLACED.values(), ids=PLACED)
def test_a_comment_is_for_its_own_line(text: str, tmp_path: Path) -> None:
    """The finding of the line goes, that of the next one stays."""
    left, gone = accepted(tmp_path / "it.h", text, ("FFI203", 1), ("FFI203", 2))
    assert gone == ["FFI203 line 1"]
    assert [each for each in left if not each.startswith("FFI904")] == ["FFI203 line 2"]


ABOVE = {
    "line": "// ffisafe: ignore[FFI203]\nint f(void);\nint g(void);\n",
    "block": "/* ffisafe: ignore[FFI203]\n   because it is old */\nint f(void);\nint g(void);\n",
    "other-comments": "// ffisafe: ignore[FFI203]\n// What it does.\n\nint f(void);\nint g(void);\n",
    "crlf": "// ffisafe: ignore[FFI203]\r\nint f(void);\r\nint g(void);\r\n",
}


@pytest.mark.parametrize("text", ABOVE.values(), ids=ABOVE)
def test_a_comment_alone_is_for_the_next_line_of_code(text: str, tmp_path: Path) -> None:
    """Other comments and empty lines may lie between."""
    line = 1 + text.replace("\r", "").split("\n").index("int f(void);")
    left, gone = accepted(tmp_path / "it.h", text, ("FFI203", line), ("FFI203", line + 1))
    assert (left, gone) == ([f"FFI203 line {line + 1}"], [f"FFI203 line {line}"])


def test_a_comment_at_the_parameter_is_for_the_parameter(tmp_path: Path) -> None:
    """In a declaration of several lines, the line of the name counts as that of the declaration does."""
    path = tmp_path / "it.h"
    path.write_text("int f(int a,\n      int b, // ffisafe: ignore[FFI202]\n      int c);\n")
    found = [replace(at(path, "FFI202", 1), symbol=f"f.{name}") for name in "abc"]
    result = Acceptance(files=[], expectations=(), checked=STATIC).apply(found)
    assert [each.finding.symbol for each in result.suppressed] == ["f.b"]


def test_a_comment_at_the_top_is_for_the_file(tmp_path: Path) -> None:
    """Of the rules that it names."""
    text = "/* A header. */\n// ffisafe: ignore-file[FFI2]\n#pragma once\nint f(void);\n"
    left, gone = accepted(tmp_path / "it.h", text, ("FFI203", 4), ("FFI301", 4))
    assert (left, gone) == (["FFI301 line 4"], ["FFI203 line 4"])


def test_rust_sources_have_comments_too(tmp_path: Path) -> None:
    """For what C has no place for; documentation and strings may speak of them."""
    text = (
        "/// ffisafe: ignore[FFI302]\n"
        "pub fn f() {} // ffisafe: ignore[FFI302]\n"
        'pub fn g() { "// ffisafe: ignore[FFI302]"; }\n'
        "/* /* nested */ ffisafe: ignore[FFI302] */\n"
        'pub fn h() { r#"" // ffisafe: ignore"#; }\n'
    )
    places = [("FFI302", 2), ("FFI302", 3), ("FFI302", 5)]
    left, gone = accepted(tmp_path / "lib.rs", text, *places)
    assert (left, gone) == (["FFI302 line 3", "FFI302 line 5"], ["FFI302 line 2"])


def outcome(path: Path, text: str, *found: Finding) -> Accepted:
    """Return what becomes of findings."""
    path.write_text(text)
    return Acceptance(files=[str(path)], expectations=(), checked=STATIC).apply(found)


def test_who_said_it_and_why_is_kept(tmp_path: Path) -> None:
    """The report has place and reason."""
    path = tmp_path / "it.h"
    (each,) = outcome(
        path, "int f(void); // ffisafe: ignore[FFI203] it is old\n", at(path, "FFI203", 1)
    ).suppressed
    assert (each.by, each.reason) == (SuppressedBy.COMMENT, "it is old")
    assert each.location == SourceLocation(file=str(path), line=1, column=14)


IDLE = {
    "// ffisafe: ignore[FFI203]": "`ffisafe: ignore[FFI203]` suppresses nothing",
    "// ffisafe: ignore": "`ffisafe: ignore` suppresses nothing",
    "// ffisafe: ignore[FFI203, FFI204]": "`ffisafe: ignore[FFI203, FFI204]` suppresses nothing",
    "// ffisafe: ignore[FFI302, FFI204]": "`FFI204` of `ffisafe: ignore[FFI302, FFI204]` suppresses nothing",
    "// ffisafe: ignore[FFI999]": "unknown rule `FFI999` in an ignore comment",
    "// ffisafe: ingore[FFI203]": "unknown word `ingore` in an `ffisafe:` comment",
    "// ffisafe: ignore[]": "`ignore[]` names no rule",
    "// ffisafe: ignore[FFI203": "the list of codes after `ignore[` is not closed",
    "// ffisafe: ignore-file[FFI203]": "`ignore-file` stands below the first declaration",
}


@pytest.mark.parametrize(("comment", "message"), IDLE.items())
def test_a_comment_that_does_nothing_is_reported(comment: str, message: str, tmp_path: Path) -> None:
    """With its place, and what it wants instead where that is known."""
    path = tmp_path / "it.h"
    found = [at(path, "FFI302", 2)] if "FFI302" in comment else []
    (idle,) = outcome(path, f"int e(void);\nint f(void); {comment}\n", *found).findings
    assert (idle.code, idle.symbol, idle.message) == ("FFI904", "it.h:2", message)
    assert idle.c == SourceLocation(file=str(path), line=2, column=14)
    assert idle.help


@pytest.mark.parametrize("comment", ["ignore[FFI701]", "ignore[FFI7]", "ignore[FFI203, FFI403]"])
def test_what_was_not_looked_for_is_not_missed(comment: str, tmp_path: Path) -> None:
    """`ffisafe check` knows nothing of what `ffisafe test` finds."""
    places = [("FFI203", 1)] if "FFI203" in comment else []
    assert accepted(tmp_path / "it.h", f"int f(void); // ffisafe: {comment}\n", *places)[0] == []


def test_what_was_not_selected_is_not_missed(tmp_path: Path) -> None:
    """A comment is for all runs, and this one looked for something else."""
    checked = frozenset({"FFI104", "FFI904"})
    text = "int f(void); // ffisafe: ignore[FFI203]\nint g(void); // ffisafe: ignore\n"
    assert accepted(tmp_path / "it.h", text, checked=checked) == ([], [])


def test_two_spellings_of_a_path_are_one_file(tmp_path: Path) -> None:
    """Its comments are read once, and hold for all."""
    path = tmp_path / "it.h"
    path.write_text("int f(void); // ffisafe: ignore[FFI203]\nint g; // ffisafe: ignore[FFI305]\n")
    other = f"{tmp_path}/../{tmp_path.name}/it.h"
    found = finding("FFI203", "f", "differs", c=SourceLocation(file=other, line=1))
    result = Acceptance(files=[str(path), other], expectations=(), checked=STATIC).apply([found])
    assert [each.code for each in result.findings] == ["FFI904"]
    assert len(result.suppressed) == 1
