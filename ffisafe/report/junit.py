"""JUnit XML, as Jenkins' and GitLab's readers take it: what is wrong with a symbol is a failed test.

Each rule that found something is a test for each of its symbols, and each rule that was looked for
and found nothing is one that passed, so that a trend of the numbers means something.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterable

from ffisafe.model.finding import Finding, Severity
from ffisafe.model.report import Report
from ffisafe.model.rules import RULES
from ffisafe.report.text.render import finding_text


def render_junit(report: Report) -> str:
    """Return a document with one suite for each run."""
    cases = [*_found(report), *_accepted(report), *_passed(report)]
    failed = report.count(Severity.ERROR)
    skipped = len(report.findings) - failed + len(report.suppressed)
    counts = {"tests": len(cases), "failures": failed, "errors": 0, "time": f"{report.seconds:.3f}"}
    root = _element("testsuites", name="ffisafe", **counts)
    suite = _element("testsuite", name="ffisafe", **counts, skipped=skipped)
    root.append(suite)
    properties = ET.SubElement(suite, "properties")
    for name, value in (("target", report.target), ("library", report.library)):
        ET.SubElement(properties, "property", name=name, value=_legal(value))
    suite.extend(cases)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _element(tag: str, **attributes: object) -> ET.Element:
    return ET.Element(tag, {name: _legal(str(value)) for name, value in attributes.items()})


def _found(report: Report) -> Iterable[ET.Element]:
    """Yield a failed test for each error, and a skipped one for each warning and note."""
    for found in report.findings:
        case = _case(found)
        kind = "failure" if found.severity is Severity.ERROR else "skipped"
        attributes = {"message": _legal(found.message)}
        outcome = ET.SubElement(case, kind, {**attributes, "type": found.code})
        text = _legal(finding_text(found))
        outcome.text = text
        ET.SubElement(case, "system-out").text = text
        yield case


def _accepted(report: Report) -> Iterable[ET.Element]:
    for each in report.suppressed:
        case = _case(each.finding)
        reason = f"accepted by {each.by} at {each.location}"
        message = f"{reason}: {each.reason}" if each.reason else reason
        ET.SubElement(case, "skipped", message=_legal(message), type=each.finding.code)
        yield case


def _passed(report: Report) -> Iterable[ET.Element]:
    seen = {found.code for found in report.findings} | {each.finding.code for each in report.suppressed}
    for code in sorted(report.checked - seen):
        yield _element("testcase", classname=f"ffisafe.{code}", name=RULES[code].summary, time=0)


def _case(found: Finding) -> ET.Element:
    """Return a test case; the schema has no place for file and line, so they stand in its text."""
    return _element("testcase", classname=f"ffisafe.{found.code}", name=found.symbol, time=0)


def _legal(text: str) -> str:
    """Return a text with what XML 1.0 has no place for (section 2.2) replaced."""
    return "".join(c if _is_legal(ord(c)) else "\ufffd" for c in text)


def _is_legal(code: int) -> bool:
    return code in {0x9, 0xA, 0xD} or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000
