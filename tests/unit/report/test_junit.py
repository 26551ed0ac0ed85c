"""JUnit XML: valid for Jenkins, and with what a trend needs."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
import xmlschema

from ffisafe.model.finding import Finding
from ffisafe.model.report import Report, Suppressed, SuppressedBy
from ffisafe.model.rules import finding
from ffisafe.model.source import SourceLocation
from ffisafe.report.junit import render_junit

SCHEMA = xmlschema.XMLSchema(str(Path(__file__).parents[2] / "data/schemas/junit-10.xsd"))
PLACE = SourceLocation(file="it.h", line=3)
ERROR = finding("FFI104", "T.len", "moved", c=PLACE)
WARNING = finding("FFI302", "g", "unmentioned")
EMPTY = Report(target="t", library="l", headers=("h",), findings=(), seconds=1.25)


def suite(*found: Finding, **rest: object) -> ET.Element:
    """Return the suite of a report, which is valid."""
    text = render_junit(replace(EMPTY, findings=found, **rest))  # type: ignore[arg-type]  # of a report
    root = ET.fromstring(text)  # noqa: S314  # written above
    SCHEMA.validate(ET.ElementTree(root))
    (only,) = root
    return only


def counts(found: ET.Element) -> list[str | None]:
    """Return the numbers that readers show."""
    return [found.get(name) for name in ("tests", "failures", "errors", "skipped")]


def test_an_error_is_a_failure_with_its_text() -> None:
    """Rule and symbol are the test; message, place and advice stand in it."""
    found = suite(ERROR)
    assert counts(found) == ["1", "1", "0", "0"]
    (case,) = found.iter("testcase")
    assert (case.get("classname"), case.get("name")) == ("ffisafe.FFI104", "T.len")
    failure, output = case.find("failure"), case.find("system-out")
    assert failure is not None
    assert output is not None
    assert (failure.get("type"), failure.get("message")) == ("FFI104", "moved")
    assert output.text == failure.text == "error[FFI104]: moved\n   C --> it.h:3"


def test_warnings_do_not_fail() -> None:
    """They are skipped tests, as the exit code does not count them."""
    assert counts(suite(WARNING)) == ["1", "0", "0", "1"]


def test_what_is_accepted_is_skipped_with_its_reason() -> None:
    """Who accepted it, where and why."""
    each = Suppressed(finding=ERROR, by=SuppressedBy.COMMENT, reason="it is old", location=PLACE)
    found = suite(suppressed=(each,))
    assert counts(found) == ["1", "0", "0", "1"]
    (skipped,) = found.iter("skipped")
    assert skipped.get("message") == "accepted by comment at it.h:3: it is old"


def test_rules_that_found_nothing_passed() -> None:
    """A correct library is a number of tests that pass, not an empty file."""
    found = suite(ERROR, checked=frozenset({"FFI102", "FFI103", "FFI104"}))
    assert counts(found) == ["3", "1", "0", "0"]
    assert [case.get("classname") for case in found.iter("testcase")] == [
        *("ffisafe.FFI104", "ffisafe.FFI102", "ffisafe.FFI103"),
    ]


@pytest.mark.parametrize("character", ["\0", "\x1b", "\ufffe", "\ud800"])
def test_what_xml_cannot_say_is_replaced(character: str) -> None:
    """A reader would refuse the whole file for one character."""
    found = suite(finding("FFI104", "T.len", f"a{character}b"))
    assert [failure.get("message") for failure in found.iter("failure")] == ["a\ufffdb"]
