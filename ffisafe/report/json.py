"""``ffisafe.report/1`` (docs/reference/report.md)."""

import json
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from ffisafe.model.finding import Finding, Severity
from ffisafe.model.report import Report, Suppressed

SCHEMA = "ffisafe.report/1"


def render_json(report: Report) -> str:
    """Return the report as JSON, one object with a newline at its end."""
    document = {
        "schema": SCHEMA,
        "version": version("ffisafe"),
        "target": report.target,
        "library": report.library,
        "headers": list(report.headers),
        "findings": [_finding(found) for found in report.findings],
        "suppressed": [_suppressed(each) for each in report.suppressed],
        "notes": list(report.notes),
        "summary": _summary(report),
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _finding(found: Finding) -> dict[str, Any]:
    return {
        "code": found.code,
        "severity": str(found.severity),
        "symbol": found.symbol,
        "message": found.message,
        "help": found.help,
        "c": asdict(found.c) if found.c else None,
        "rust": {"file": found.rust.file, "line": found.rust.line} if found.rust else None,
        "details": dict(found.details),
        "reproducer": found.reproducer,
    }


def _suppressed(each: Suppressed) -> dict[str, Any]:
    return {
        "code": each.finding.code,
        "symbol": each.finding.symbol,
        "message": each.finding.message,
        "by": str(each.by),
        "reason": each.reason,
        "location": asdict(each.location),
    }


def _summary(report: Report) -> dict[str, Any]:
    return {
        "errors": report.count(Severity.ERROR),
        "warnings": report.count(Severity.WARNING),
        "notes": report.count(Severity.NOTE),
        "suppressed": len(report.suppressed),
        "types_checked": report.types_checked,
        "functions_checked": report.functions_checked,
        "examples": report.examples,
        "calls": report.calls,
        "seconds": round(report.seconds, 3),
    }
