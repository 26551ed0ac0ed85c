"""The documentation is true: its links lead somewhere, and it names what the package has."""

import argparse
import json
import re
from pathlib import Path

import pytest

from ffisafe.cli.arguments import build_parser
from ffisafe.contracts import schema
from ffisafe.model.report import Report, Suppressed, SuppressedBy
from ffisafe.model.rules import RULES, finding
from ffisafe.model.source import SourceLocation
from ffisafe.report.explain import page
from ffisafe.report.json import render_json

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.joinpath("docs").rglob("*.md"), ROOT / "tests/README.md"])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE_BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
COMMANDS = {
    name: command
    for action in build_parser()._actions
    if isinstance(action, argparse._SubParsersAction)
    for name, command in action.choices.items()
}


def page_id(path: Path) -> str:
    """Return a path as the reader of a test's name knows it."""
    return str(path.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ +(.+)$", CODE_BLOCK.sub("", page.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_links_lead_somewhere(page: Path) -> None:
    """A link to a file names one that exists, and its anchor a heading of that file."""
    for link in LINK.findall(CODE_BLOCK.sub("", page.read_text())):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        assert target.exists(), f"{page_id(page)} links to {link}"
        assert not anchor or anchor in anchors(target), f"{page_id(page)} links to {link}"


@pytest.mark.parametrize("page", sorted(ROOT.joinpath("docs").rglob("*.md")), ids=page_id)
def test_every_page_can_be_reached(page: Path) -> None:
    """Each page of `docs/` is linked from `docs/README.md`, or, of a rule, from the list of rules."""
    index, rules = ROOT / "docs/README.md", ROOT / "docs/reference/rules.md"
    assert page in linked(rules if page.parent.name == "rules" else index) | {index}


def linked(page: Path) -> set[Path]:
    """Return the files that a page links to."""
    return {(page.parent / link.partition("#")[0]).resolve() for link in LINK.findall(page.read_text())}


def test_the_pages_of_the_rules_are_those_of_the_package() -> None:
    """`docs/reference/rules/` is what `ffisafe explain` shows; `nox -s pages` copies it."""
    pages = {path.stem: path.read_text() for path in ROOT.joinpath("docs/reference/rules").glob("*.md")}
    assert pages == {code: page(code) for code in RULES}


def test_every_rule_has_its_entry() -> None:
    """`docs/reference/rules.md` has one row for each rule, with its severity, and no other."""
    page = ROOT.joinpath("docs/reference/rules.md").read_text()
    row = r"^\| \[(FFI\d{3})\]\(rules/\1\.md\) \| (error|warning|note) \|"
    rows = dict(re.findall(row, page, re.MULTILINE))
    assert {code: rule.severity.value for code, rule in RULES.items()} == rows


def words_under(page: str, heading: str) -> set[str]:
    """Return what stands between backticks in the first column of the tables of a section."""
    text = CODE_BLOCK.sub("", ROOT.joinpath(page).read_text())
    _, _, section = text.partition(f"# {heading}\n")
    rows = re.findall(r"^\| (`.*?) \|", re.split(r"^#+ ", section, flags=re.MULTILINE)[0], re.MULTILINE)
    return {word for row in rows for word in re.findall(r"`([^`]+)`", row)}


def documented_options(heading: str) -> set[str]:
    """Return the options in the table of a section of `docs/reference/cli.md`, without their values."""
    return {word.partition(" ")[0] for word in words_under("docs/reference/cli.md", heading)}


def test_every_command_has_its_section() -> None:
    """`docs/reference/cli.md` has a section for each command, and no other."""
    page = ROOT.joinpath("docs/reference/cli.md").read_text()
    assert sorted(re.findall(r"^## ffisafe (\w+)$", page, re.MULTILINE)) == sorted(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_documented(name: str) -> None:
    """A command's options are those of its own section and of the shared ones that name it."""
    options = {option for action in COMMANDS[name]._actions for option in action.option_strings}
    page = ROOT.joinpath("docs/reference/cli.md").read_text()
    shared = re.findall(r"^## (Options of .+)$", page, re.MULTILINE)
    sections = [heading for heading in shared if {name, "all"} & set(re.findall(r"\w+", heading))]
    documented = set().union(*map(documented_options, [f"ffisafe {name}", *sections]))
    assert documented == options


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("[library]", schema.LIBRARY_WORDS),
        ("[report]", schema.REPORT_WORDS),
        ("[functions.NAME]", schema.FUNCTION_WORDS),
        ("[structs.NAME]", schema.STRUCT_WORDS),
        (
            "Parameters, results and fields",
            {**schema.PARAMETER_WORDS, **schema.RESULT_WORDS, **schema.FIELD_WORDS},
        ),
    ],
)
def test_every_word_of_the_contract_is_documented(heading: str, words: schema.Words) -> None:
    """`docs/reference/contract.md` has the words that are read, and no others."""
    assert words_under("docs/reference/contract.md", heading) == set(words)


def test_every_key_of_the_report_is_documented() -> None:
    """`docs/reference/report.md` has the keys of the document and its parts, and no others."""
    found = finding("FFI102", "Type", "its size differs")
    place = SourceLocation(file="a.h", line=1)
    accepted = Suppressed(finding=found, by=SuppressedBy.COMMENT, reason="", location=place)
    report = Report(target="", library="", headers=(), findings=(found,), suppressed=(accepted,))
    document = json.loads(render_json(report))
    page = "docs/reference/report.md"
    assert words_under(page, "The document") == set(document)
    assert words_under(page, "A finding") == set(document["findings"][0])
    assert words_under(page, "A suppressed finding") == set(document["suppressed"][0])
    assert words_under(page, "The summary") == set(document["summary"])
