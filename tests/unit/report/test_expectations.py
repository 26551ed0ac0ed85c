"""The expectations file: entries, their mistakes, and those that nothing matches."""

from pathlib import Path

import pytest

from ffisafe.errors import ConfigError
from ffisafe.model.finding import Severity
from ffisafe.model.report import SuppressedBy
from ffisafe.model.rules import RULES, finding
from ffisafe.report.selection.accept import Acceptance
from ffisafe.report.selection.expectations import Expectation, read_expectations, with_entries

STATIC = frozenset(code for code, rule in RULES.items() if not rule.at_run_time)
ENTRY = '[[expect]]\ncode = "FFI302"\nsymbol = "zng_*"\nreason = "another header has them"\n'


def read(folder: Path, text: str) -> tuple[Expectation, ...]:
    """Return the entries of a file."""
    path = folder / "expected.toml"
    path.write_text(text)
    return read_expectations(path)


def test_entries_accept_findings(tmp_path: Path) -> None:
    """Code and pattern of the symbol match; the reason is kept."""
    found = [finding("FFI302", name, "unmentioned") for name in ("zng_a", "zng_b", "other")]
    result = Acceptance(files=(), expectations=read(tmp_path, ENTRY), checked=STATIC).apply(found)
    assert [each.symbol for each in result.findings] == ["other"]
    assert [(each.finding.symbol, each.by, each.reason) for each in result.suppressed] == [
        (name, SuppressedBy.EXPECTATION, "another header has them") for name in ("zng_a", "zng_b")
    ]


def test_an_entry_that_matches_nothing_is_an_error(tmp_path: Path) -> None:
    """With the place of the entry."""
    (gone,) = (
        Acceptance(files=(), expectations=read(tmp_path, f"\n{ENTRY}"), checked=STATIC).apply(()).findings
    )
    assert (gone.code, gone.symbol, gone.severity) == ("FFI905", "zng_*", Severity.ERROR)
    assert gone.message == "FFI302 of `zng_*` was expected, but is not found any more"
    assert gone.c is not None
    assert (gone.c.file, gone.c.line) == (str(tmp_path / "expected.toml"), 2)


@pytest.mark.parametrize("code", ["FFI7", "FFI701", "FFI4"])
def test_an_entry_for_another_command_is_left_alone(code: str, tmp_path: Path) -> None:
    """What was not looked for is not missed, in part or as a whole."""
    expectations = read(tmp_path, ENTRY.replace("FFI302", code))
    assert Acceptance(files=(), expectations=expectations, checked=STATIC).apply(()).findings == ()


NEAREST = "(hint: did you mean `{}`?)"
SAY_WHY = "(hint: say why the finding is accepted)"
MISTAKES = {
    "expcet = []\n": f":1: unknown table `expcet` {NEAREST.format('expect')}",
    "expect = 1\n": ":1: `expect` must be a list of tables, not an integer (hint: open each with",
    "[[expect]]\n": ":1: entry 1 has no `code` (and 2 more) (hint: write the rule, as in",
    ENTRY.replace("FFI302", "FFI999"): (
        f":2: `code` of entry 1 names the unknown rule `FFI999` {NEAREST.format('FFI905')}"
    ),
    ENTRY.replace("another header has them", " "): f":4: `reason` of entry 1 is empty {SAY_WHY}",
    ENTRY.replace("reason", "raeson"): f":1: entry 1 has no `reason` (and 1 more) {SAY_WHY}",
    ENTRY
    + ENTRY.replace("symbol", "sampel"): ":5: entry 2 has no `symbol` (and 1 more) (hint: write the symbol",
    "[[expect]\n": ":1:9: Expected ']]' at the end of an array declaration (hint: correct the TOML: ",
}


@pytest.mark.parametrize(("text", "expected"), MISTAKES.items())
def test_a_mistake_has_line_and_remedy(text: str, expected: str, tmp_path: Path) -> None:
    """As in a contract: the file, the line, and the nearest word."""
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text)
    told = f"{caught.value.message} (hint: {caught.value.hint})"
    assert told.startswith(f"{tmp_path}/expected.toml{expected}")


def test_what_is_written_is_refused_until_reasons_are_filled_in(tmp_path: Path) -> None:
    """Then it matches exactly what it was written for, whatever the symbol holds."""
    path = tmp_path / "expected.toml"
    found = [finding("FFI302", name, 'a "b"\n') for name in ("f", "f", "T.x[0]", 'op"*')]
    path.write_text(with_entries(path, found))
    with pytest.raises(ConfigError, match=r"`reason` of entry 1 is empty \(and 2 more\)"):
        read_expectations(path)
    entries = read(tmp_path, path.read_text().replace('reason = ""', 'reason = "so"'))
    left = Acceptance(files=(), expectations=entries, checked=STATIC).apply(found).findings
    assert (len(entries), left) == (3, ())
    assert not entries[1].matches(finding("FFI302", "T.x0", ""))


def test_entries_are_added_at_the_end(tmp_path: Path) -> None:
    """What was there stays as it was."""
    path = tmp_path / "expected.toml"
    path.write_text(f"# mine\n{ENTRY}")
    text = with_entries(path, [finding("FFI301", "f", "missing")])
    assert text.startswith(f"# mine\n{ENTRY}")
    assert text.endswith('\n# missing\n[[expect]]\ncode = "FFI301"\nsymbol = "f"\nreason = ""\n')
