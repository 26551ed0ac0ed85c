"""SARIF 2.1.0, as GitHub's code scanning and editors read it (docs/reference/report.md)."""

import hashlib
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ffisafe.model.finding import Finding, Severity
from ffisafe.model.report import Report
from ffisafe.model.rules import RULES
from ffisafe.report.explain import page, section
from ffisafe.report.places import Region, Sides, relative, sides, uri, utf16
from ffisafe.report.sources import Sources

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
ROOT = "%SRCROOT%"
FINGERPRINT = "ffisafeFinding/v1"

# GitHub's limits: the file is refused above 25,000 results, shows 5,000, and cuts texts at 1,024.
MAX_RESULTS = 5_000
MAX_TEXT = 1_024

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_FAMILIES = {
    "1": "layout",
    "2": "signature",
    "3": "linkage",
    "4": "unwinding",
    "5": "ownership",
    "6": "validity",
    "7": "memory",
    "8": "properties",
    "9": "tool",
}


def render_sarif(report: Report, *, root: Path) -> str:
    """Return a log with one run; paths below ``root`` are relative to it."""
    findings = sorted(report.findings, key=lambda found: list(Severity).index(found.severity))[:MAX_RESULTS]
    codes = sorted({found.code for found in findings})
    writer = _Writer(Sources(), root, {code: i for i, code in enumerate(codes)})
    run = {
        "tool": {"driver": _driver(codes)},
        "invocations": [
            {
                "executionSuccessful": True,
                "exitCode": int(report.failed),
                "exitCodeDescription": "findings at error level" if report.failed else "none at error level",
                "workingDirectory": {"uri": f"{uri(str(root)).rstrip('/')}/"},
                "toolExecutionNotifications": [
                    {"level": "note", "message": {"text": text}} for text in report.notes
                ],
            }
        ],
        "originalUriBaseIds": {ROOT: {"description": {"text": "The folder in which ffisafe was started."}}},
        "columnKind": "utf16CodeUnits",
        "results": [writer.result(found) for found in findings],
        "properties": {"target": report.target, "library": report.library},
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _driver(codes: list[str]) -> dict[str, Any]:
    return {
        "name": "ffisafe",
        "version": version("ffisafe"),
        "semanticVersion": version("ffisafe"),
        "rules": [_rule(code) for code in codes],
    }


def _rule(code: str) -> dict[str, Any]:
    rule = RULES[code]
    family = _FAMILIES[code[3]]
    described = section(code, "What it means").split("\n\n")[0].replace("\n", " ")
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in _words(rule.summary)),
        "shortDescription": {"text": _cut(rule.summary)},
        "fullDescription": {"text": _cut(described)},
        "help": {"text": page(code), "markdown": page(code)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "tags": ["ffi", family],
            "problem.severity": "recommendation" if rule.severity is Severity.NOTE else str(rule.severity),
            "precision": "very-high" if not rule.at_run_time else "high",
        },
    }


def _words(summary: str) -> list[str]:
    return "".join(c if c.isalnum() and c.isascii() else " " for c in summary).split()


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - 3]}..."


class _Writer:
    """Writes results; ``indices`` are the places of the rules in the tool's list."""

    def __init__(self, sources: Sources, root: Path, indices: dict[str, int]) -> None:
        self._sources = sources
        self._root = root
        self._indices = indices
        self._seen: dict[str, int] = {}

    def result(self, found: Finding) -> dict[str, Any]:
        """Return one result; the other side is a related location, linked from its message."""
        places = sides(self._sources, found)
        result: dict[str, Any] = {
            "ruleId": found.code,
            "ruleIndex": self._indices[found.code],
            "level": _LEVELS[found.severity],
            "message": {"text": _message(found)},
            "locations": [self._location(places.main, found)],
            "partialFingerprints": {FINGERPRINT: self._fingerprint(found)},
            "properties": {"symbol": found.symbol, "details": dict(found.details)},
        }
        if related := self._related(places):
            result["relatedLocations"] = related
        return result

    def _fingerprint(self, found: Finding) -> str:
        """Return what stays when lines move: code, symbol, and which of several it is."""
        key = "\0".join(found.key)
        self._seen[key] = self._seen.get(key, 0) + 1
        return f"{hashlib.sha256(key.encode()).hexdigest()[:32]}:{self._seen[key]}"

    def _related(self, places: Sides) -> list[dict[str, Any]]:
        if places.c is None or places.rust is None:
            return []
        return [
            {"id": 1, **self._place(places.rust), "message": {"text": "the Rust side"}},
        ]

    def _location(self, region: Region | None, found: Finding) -> dict[str, Any]:
        logical = {"fullyQualifiedName": found.symbol}
        if region is None:  # GitHub refuses a result without a file
            return {
                "physicalLocation": {"artifactLocation": {"uri": ".", "uriBaseId": ROOT}},
                "logicalLocations": [logical],
            }
        return {**self._place(region), "logicalLocations": [logical]}

    def _place(self, region: Region) -> dict[str, Any]:
        below = relative(region.file, self._root)
        artifact = {"uri": uri(region.file)} if below is None else {"uri": quote(below), "uriBaseId": ROOT}
        where: dict[str, Any] = {"startLine": region.line}
        if region.text is not None and region.start is not None and region.end is not None:
            where["startColumn"] = utf16(region.text[: region.start - 1]) + 1
            where["endColumn"] = utf16(region.text[: region.end - 1]) + 1
            where["snippet"] = {"text": region.text}
        return {"physicalLocation": {"artifactLocation": artifact, "region": where}}


def _message(found: Finding) -> str:
    """Return the sentence, which viewers show alone, and the advice after it."""
    text = found.message if found.message.endswith(".") else f"{found.message}."
    if found.c and found.rust:
        text += " See [the Rust side](1)."
    return f"{text}\nHelp: {found.help}." if found.help else text
