"""Findings for people, in the manner of rustc: both source lines, then what to change."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.text import Text

from ffisafe.model.finding import Finding, Severity
from ffisafe.model.report import Report
from ffisafe.model.source import SourceLocation

_STYLES = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "bold yellow",
    Severity.NOTE: "bold cyan",
}


def render_text(report: Report, *, color: bool) -> str:
    """Return the report as text, with ANSI colours if asked."""
    console = Console(
        file=io.StringIO(),
        force_terminal=color,
        no_color=not color,
        color_system="standard" if color else None,
        highlight=False,
        soft_wrap=True,
    )
    for found in report.findings:
        for line in _finding(found):
            console.print(line)
        console.print()
    console.print(_summary(report))
    text = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO from above
    return str(text)


def _finding(found: Finding) -> Iterator[Text]:
    style = _STYLES[found.severity]
    yield Text.assemble((f"{found.severity}[{found.code}]", style), (f": {found.message}", "bold"))
    yield from _source("C", found.c, found.symbol)
    yield from _source("Rust", found.rust, found.symbol)
    for line in _story(found):
        yield Text(line)
    if found.help:
        yield Text.assemble(("  = help: ", "bold cyan"), found.help)
    if found.reproducer:
        yield Text.assemble(("  = reproduce: ", "bold cyan"), found.reproducer)


def _source(side: str, location: SourceLocation | None, symbol: str) -> Iterator[Text]:
    if location is None:
        return
    yield Text.assemble((f"  {side:>4} --> ", "blue"), str(location))
    line = _line_of(location)
    if line is None:
        return
    yield Text.assemble((f"{location.line:>6} | ", "blue"), line.rstrip())
    marked = _marked(line, symbol, location.column)
    if marked:
        start, end = marked
        yield Text.assemble(("       | ", "blue"), " " * start, ("^" * (end - start), "bold red"))


def _marked(line: str, symbol: str, column: int | None) -> tuple[int, int] | None:
    """Return which part of a line a finding is about: a name of its symbol, the last first.

    Macros move columns, so the column decides only where no name stands in the line.
    """
    for name in reversed(symbol.split(".")):
        if found := re.search(rf"(?<!\w){re.escape(name)}(?!\w)", line):
            return found.span()
    if column is None or column > len(line):
        return None
    word = re.compile(r"\w+|.").match(line, column - 1)
    return word.span() if word else None


def _line_of(location: SourceLocation) -> str | None:
    try:
        lines = Path(location.file).read_text(errors="replace").splitlines()
    except OSError:
        return None
    if not 0 < location.line <= len(lines):
        return None
    return lines[location.line - 1].expandtabs(1)


def _story(found: Finding) -> Iterator[str]:
    """Yield the lines of a run-time finding: the program of calls and the stacks."""
    story = found.details.get("story")
    for line in story if isinstance(story, list) else []:
        yield f"       {line}"


def _summary(report: Report) -> Text:
    counts = [
        _plural(report.count(severity), str(severity)) for severity in Severity if report.count(severity)
    ]
    looked = [_plural(report.functions_checked, "function"), _plural(report.types_checked, "type")]
    if report.examples:
        looked = [_plural(report.examples, "example"), _plural(report.calls, "call")]
    verdict = ", ".join(counts) or "no findings"
    style = "bold red" if report.failed else "bold green"
    return Text.assemble((verdict, style), f" ({', '.join(looked)}, {report.seconds:.1f} s)")


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
