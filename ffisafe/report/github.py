"""GitHub's annotations: workflow commands that mark lines of a pull request."""

from pathlib import Path

from ffisafe.model.finding import Finding, Severity
from ffisafe.model.report import Report
from ffisafe.report.places import Region, relative, sides
from ffisafe.report.sources import Sources

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render_github(report: Report, *, root: Path) -> str:
    """Return one command for each finding; paths below ``root`` are relative to it.

    Errors come first: GitHub shows only the first ten of each kind for a step.
    """
    sources = Sources()
    findings = sorted(report.findings, key=lambda found: list(Severity).index(found.severity))
    return "".join(f"{_command(found, sources, root)}\n" for found in findings)


def _command(found: Finding, sources: Sources, root: Path) -> str:
    places = sides(sources, found)
    properties = {**_place(places.main, root), "title": f"{found.code}: {found.symbol}"}
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    text = found.message
    if places.c and places.rust:
        text += f"\nRust: {relative(places.rust.file, root) or places.rust.file}:{places.rust.line}"
    if found.help:
        text += f"\nhelp: {found.help}"
    return f"::{_COMMANDS[found.severity]} {listed}::{_data(text)}"


def _place(region: Region | None, root: Path) -> dict[str, str]:
    if region is None:
        return {}
    where = {"file": relative(region.file, root) or region.file, "line": str(region.line)}
    if region.start is not None and region.end is not None:
        where |= {"endLine": str(region.line), "col": str(region.start), "endColumn": str(region.end - 1)}
    return where


def _data(text: str) -> str:
    """Escape what follows the colons (actions/toolkit, packages/core/src/command.ts)."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape the value of a property, where a colon or comma would end it."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
