"""The text report, piece by piece; `tests/cli` has a whole one."""

from dataclasses import replace
from pathlib import Path

import pytest

from ffisafe.model.finding import Finding, Severity
from ffisafe.model.report import Report
from ffisafe.model.source import SourceLocation
from ffisafe.report.text import render_text

EMPTY = Report(target="t", library="l", headers=("h",), findings=(), functions_checked=2, types_checked=1)
FOUND = Finding(code="FFI104", severity=Severity.ERROR, symbol="T.len", message="`len` moved")


def lines(found: Finding, *, color: bool = False) -> list[str]:
    """Return the lines of a report with one finding."""
    return render_text(replace(EMPTY, findings=(found,)), color=color).splitlines()


def located(folder: Path, text: str, line: int, column: int | None = None) -> SourceLocation:
    """Return a place in a file with some text."""
    path = folder / "it.h"
    path.write_text(text)
    return SourceLocation(file=str(path), line=line, column=column)


def marks(found: Finding) -> list[str]:
    """Return the source line and the one that marks a part of it."""
    return [line.partition("| ")[2] for line in lines(found) if "| " in line]


def test_a_finding_without_a_place_is_a_message() -> None:
    """Code, severity and message; then the summary."""
    assert lines(FOUND) == ["error[FFI104]: `len` moved", "", "1 error (2 functions, 1 type, 0.0 s)"]


def test_help_and_reproducer_follow() -> None:
    """What to change, and how to see it again."""
    found = replace(FOUND, help="move it back", reproducer="replay x.json")
    assert lines(found)[1:3] == ["     = help: move it back", "     = reproduce: replay x.json"]


@pytest.mark.parametrize(
    ("line", "symbol", "column", "marked"),
    [
        ("    int len;", "T.len", None, "        ^^^"),
        ("\tint len;", "T.len", None, "        ^^^"),
        ("struct T { int x; };", "T.len", None, "       ^"),
        ("int length, len;", "T.len", None, "            ^^^"),
        ("int nothing;", "T.len", 5, "    ^^^^^^^"),
    ],
)
def test_the_name_is_marked(line: str, symbol: str, column: int | None, marked: str, tmp_path: Path) -> None:
    """The innermost name of the symbol that stands in the line as a word, else the column's word."""
    found = replace(FOUND, symbol=symbol, c=located(tmp_path, f"{line}\n", 1, column))
    assert marks(found) == [line.replace("\t", "    "), marked]


@pytest.mark.parametrize(("text", "line"), [("int x;\n", 5), ("", 1)])
def test_a_line_that_is_not_there_is_left_out(text: str, line: int, tmp_path: Path) -> None:
    """The place is shown; a file that has changed since does not matter."""
    where = located(tmp_path, text, line)
    assert lines(replace(FOUND, rust=where))[1:3] == [f"Rust --> {where}", ""]


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    """The place is all that can be shown."""
    where = SourceLocation(file=str(tmp_path / "gone.rs"), line=3)
    assert lines(replace(FOUND, rust=where))[1] == f"Rust --> {tmp_path}/gone.rs:3"


def test_markup_in_messages_is_text() -> None:
    """Square brackets are Rust's arrays, not colours."""
    found = replace(FOUND, message="`[u8; 4]` and [bold]")
    assert lines(found)[0] == "error[FFI104]: `[u8; 4]` and [bold]"


def test_long_lines_are_not_broken() -> None:
    """A report looks the same in every terminal and pipe."""
    found = replace(FOUND, message="x" * 500)
    assert lines(found)[0] == f"error[FFI104]: {'x' * 500}"


def test_colour_only_if_asked() -> None:
    """Escape sequences appear with colour and never without."""
    assert "\x1b[" in "".join(lines(FOUND, color=True))
    assert "\x1b" not in "".join(lines(FOUND))


@pytest.mark.parametrize(
    ("severities", "summary"),
    [
        ([], "no findings (2 functions, 1 type, 0.0 s)"),
        ([Severity.ERROR] * 2, "2 errors (2 functions, 1 type, 0.0 s)"),
        (
            [Severity.NOTE, Severity.ERROR, Severity.WARNING],
            "1 error, 1 warning, 1 note (2 functions, 1 type, 0.0 s)",
        ),
    ],
)
def test_the_summary_counts(severities: list[Severity], summary: str) -> None:
    """Severities by weight, those that do not occur left out."""
    report = replace(EMPTY, findings=tuple(replace(FOUND, severity=each) for each in severities))
    assert render_text(report, color=False).splitlines()[-1] == summary


def test_a_report_fails_only_through_errors() -> None:
    """Warnings and notes do not make a run fail."""
    report = replace(EMPTY, findings=(replace(FOUND, severity=Severity.WARNING),))
    assert not report.failed
    assert replace(EMPTY, findings=(FOUND,)).failed


def both_sides(folder: Path, header: str, source: str, **rest: object) -> str:
    """Return the report of one finding about parameter `b` of `f`, its summary left out."""
    c, rust = folder / "it.h", folder / "lib.rs"
    c.write_text(header)
    rust.write_text(source)
    found = replace(
        FOUND,
        code="FFI202",
        symbol="f.b",
        message="parameter `b` of `f` is `char *` in C and `*mut u16` in Rust",
        c=SourceLocation(file=str(c), line=1),
        rust=SourceLocation(file=str(rust), line=1),
        details={"c": "char *", "rust": "*mut u16"},
        **rest,  # type: ignore[arg-type]  # of a finding
    )
    text = render_text(replace(EMPTY, findings=(found,)), color=False)
    return text.replace(f"{folder}/", "").partition("\n\n")[0]


def test_a_declaration_over_several_lines(tmp_path: Path) -> None:
    """Its first line and the one that is marked are shown, with dots for what lies between."""
    header = "int f(int a,\n      char *b);\n"
    source = 'pub extern "C" fn f(\n    a: c_int,\n    b: *mut u16,\n) -> c_int {\n'
    assert both_sides(tmp_path, header, source) == (
        "error[FFI202]: parameter `b` of `f` is `char *` in C and `*mut u16` in Rust\n"
        "   C --> it.h:2:13\n"
        "     |\n"
        "   1 | int f(int a,\n"
        "   2 |       char *b);\n"
        "     |             ^ `char *`\n"
        "Rust --> lib.rs:3:5\n"
        "     |\n"
        '   1 | pub extern "C" fn f(\n'
        "...\n"
        "   3 |     b: *mut u16,\n"
        "     |     ^ `*mut u16`"
    )


def test_wide_and_combining_characters_do_not_move_the_mark(tmp_path: Path) -> None:
    """A sign that is two cells wide counts twice, one that combines not at all, a tab four times."""
    header = "\tint f(/* 宽 e\u0301 */ char *b);\n"
    assert both_sides(tmp_path, header, "").splitlines()[3:5] == [
        "   1 |     int f(/* 宽 e\u0301 */ char *b);",
        "     |                            ^ `char *`",
    ]


def test_a_long_line_is_cut_around_the_mark(tmp_path: Path) -> None:
    """What is marked is in sight, in at most 140 cells."""
    header = f"int f({'int, ' * 100}char *b{', int' * 100});\n"
    line, mark = both_sides(tmp_path, header, "").splitlines()[3:5]
    assert len(line) <= 140 + len("   1 | ")
    assert line[mark.index("^")] == "b"
    assert line.count("...") == 2


def test_a_source_cannot_steer_the_terminal(tmp_path: Path) -> None:
    """Control characters and changes of direction show as what they are not."""
    header = "int f(/* \x1b[2J \u202e */ char *b);\n"
    text = both_sides(tmp_path, header, "", help="see \x1b[0m")
    assert "int f(/* \ufffd[2J \ufffd */ char *b);" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_contract_has_a_name_of_its_own(tmp_path: Path) -> None:
    """A place in a TOML file is not C."""
    path = tmp_path / "ffisafe.toml"
    path.write_text('[functions.f]\nparams.b = { count = "n" }\n')
    found = replace(FOUND, symbol="f.b", c=SourceLocation(file=str(path), line=2, column=1))
    assert lines(found)[1:5] == [
        f"toml --> {path}:2:8",
        "     |",
        '   2 | params.b = { count = "n" }',
        "     |        ^",
    ]


def test_a_line_of_megabytes_is_no_trouble(tmp_path: Path) -> None:
    """Generated headers may be one line; what is far from the mark is not looked at."""
    header = f"int f({'int, ' * 400_000}char *b{', int' * 300_000});\n"
    assert len(both_sides(tmp_path, header, "").splitlines()[3]) <= 140 + len("   1 | ")
