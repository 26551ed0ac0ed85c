"""``ffisafe explain`` from the outside."""

from pathlib import Path

import pytest

from ffisafe.model.rules import RULES
from ffisafe.report.explain import page
from ffisafe.report.text.markdown import render_markdown
from tests.support.crates import ffisafe


@pytest.mark.parametrize("word", ["FFI104", "ffi104", " FFI104"])
def test_a_rule_is_explained(word: str) -> None:
    """A pipe gets the page as it is, however the code is written."""
    process = ffisafe("explain", word)
    assert (process.returncode, process.stdout, process.stderr) == (0, page("FFI104"), "")


def test_several_rules_are_explained_once_each() -> None:
    """In the order in which they are named."""
    process = ffisafe("explain", "FFI302", "FFI104", "FFI302")
    assert process.stdout == f"{page('FFI302')}\n{page('FFI104')}"


def test_all_rules_are_explained() -> None:
    """Every page, in order."""
    process = ffisafe("explain", "--all")
    assert [line[2:8] for line in process.stdout.splitlines() if line.startswith("# FFI")] == list(RULES)


@pytest.mark.parametrize(("words", "prefix"), [((), "FFI"), (("ffi3",), "FFI3"), (("FFI3", "FFI401"), "FFI")])
def test_the_beginning_of_codes_lists_them(words: tuple[str, ...], prefix: str) -> None:
    """One line for each rule: code, severity, what it says."""
    lines = ffisafe("explain", *words).stdout.splitlines()
    assert lines[-1] == "`ffisafe explain CODE` says more of one of them."
    codes = [line[:6] for line in lines if line.startswith("FFI")]
    expected = [code for code in RULES if code.startswith(prefix)]
    if len(words) == 2:
        expected = [code for code in RULES if code.startswith(("FFI3", "FFI401"))]
    assert codes == expected
    assert all(RULES[code].summary in line for code, line in zip(codes, lines, strict=False))


@pytest.mark.parametrize(("word", "near"), [("FFI999", "FFI905"), ("FFI105x", "FFI105"), ("104", "FFI104")])
def test_an_unknown_code_is_answered_with_the_nearest(word: str, near: str) -> None:
    """One line, and exit code 2."""
    process = ffisafe("explain", word)
    assert (process.returncode, process.stdout) == (2, "")
    expected = f"ffisafe: error: unknown rule `{word}` (hint: did you mean `{near}`?)\n"
    assert process.stderr == expected


def test_all_and_a_code_contradict_each_other() -> None:
    """The reason is told in one line."""
    process = ffisafe("explain", "--all", "FFI104")
    assert process.returncode == 2
    assert process.stderr == (
        "ffisafe: error: --all explains every rule (hint: leave out the codes, or --all)\n"
    )


def test_the_text_can_be_written_to_a_file(tmp_path: Path) -> None:
    """As the report can."""
    assert ffisafe("explain", "FFI104", "--output", tmp_path / "it.md").stdout == ""
    assert (tmp_path / "it.md").read_text() == page("FFI104")


def test_a_terminal_sees_it_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Headings and code are drawn, and no line is longer than the terminal."""
    monkeypatch.setenv("COLUMNS", "80")
    drawn = render_markdown(page("FFI104"))
    assert "\x1b[" in drawn
    assert "##" not in drawn
    assert "```" not in drawn
