"""Findings for people, in the manner of rustc: both source lines, then what to change."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from ffisafe.model.finding import Finding, Severity
from ffisafe.model.layout import RecordLayout
from ffisafe.model.report import Report
from ffisafe.model.source import SourceLocation
from ffisafe.report.sources import Mark, Sources, mark_pair
from ffisafe.report.text.bytemap import byte_map
from ffisafe.report.text.labels import label
from ffisafe.report.text.snippet import shown, snippet

WIDTH = 80  # of byte maps, where no terminal says otherwise

_STYLES = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "bold yellow",
    Severity.NOTE: "bold cyan",
}
_GUTTER = "blue"
_FIELD = "bold cyan"


def render_text(report: Report, *, color: bool, width: int = WIDTH) -> str:
    """Return the report as text, with ANSI colours if asked.

    Args:
        report: The findings.
        color: Whether a terminal shows it.
        width: How many cells a byte map may take; nothing else is broken.
    """
    console = Console(
        file=io.StringIO(),
        force_terminal=color,
        no_color=not color,
        color_system="standard" if color else None,
        highlight=False,
        soft_wrap=True,
        emoji=False,
    )
    writer = _Writer(Sources(), width)
    for found in report.findings:
        for line in writer.finding(found):
            console.print(line)
        console.print()
    console.print(_summary(report))
    text = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO from above
    return "".join(f"{line.rstrip()}\n" for line in str(text).split("\n")[:-1])


def finding_text(found: Finding) -> str:
    """Return one finding as plain text."""
    return "\n".join(line.plain.rstrip() for line in _Writer(Sources(), WIDTH).finding(found))


@dataclass(frozen=True, slots=True)
class _Side:
    name: str
    location: SourceLocation | None
    mark: Mark | None
    label: str


class _Writer:
    """Writes one finding after the other; what was drawn for one is not drawn again."""

    def __init__(self, sources: Sources, width: int) -> None:
        self._sources = sources
        self._width = width
        self._drawn: list[tuple[RecordLayout, RecordLayout]] = []

    def finding(self, found: Finding) -> Iterator[Text]:
        """Yield the lines of a finding."""
        style = _STYLES[found.severity]
        yield Text.assemble((f"{found.severity}[{found.code}]", style), (f": {_line(found.message)}", "bold"))
        marks = mark_pair(self._sources, found.symbol, found.c, found.rust)
        gutter = self._gutter(found, marks)
        ours = _Side(_header_side(found), found.c, marks[0], label(found, "c"))
        theirs = _Side("Rust", found.rust, marks[1], label(found, "rust"))
        for side in (ours, theirs):
            yield from self._side(side, style, gutter)
        drawn = list(self._map(found, gutter))
        notes = list(_notes(found, gutter))
        if any(marks) and (drawn or notes):
            yield _bar(gutter)
        yield from drawn
        if drawn and notes:
            yield _bar(gutter)
        yield from notes

    def _gutter(self, found: Finding, marks: tuple[Mark | None, Mark | None]) -> int:
        """Return how wide the numbers of lines are; `Rust` fits too."""
        lines = [mark.line + 1 for mark in marks if mark]
        lines += [where.line for where in (found.c, found.rust) if where]
        return max([4, *(len(str(line)) for line in lines)])

    def _side(self, side: "_Side", style: str, gutter: int) -> Iterator[Text]:
        location, mark = side.location, side.mark
        if location is None:
            return
        arrow = (f"{side.name:>{gutter}} --> ", _GUTTER)
        if mark is None:
            yield Text.assemble(arrow, shown(str(location)))
            return
        source = self._sources.get(location.file)
        assert source is not None
        where = f"{shown(location.file)}:{mark.line + 1}:{mark.start + 1}"
        yield Text.assemble(arrow, where)
        yield _bar(gutter)
        first = location.line - 1
        if first < mark.line:  # the declaration begins above what is marked
            yield _numbered(gutter, first, shown(source.lines[first]).rstrip())
            if first + 1 < mark.line:
                yield Text("...", style=_GUTTER)
        part = snippet(source.lines[mark.line], mark.start, mark.end)
        yield _numbered(gutter, mark.line, part.text)
        pointed = f"{' ' * part.start}{'^' * part.length}"
        yield Text.assemble(_bar(gutter), " ", (f"{pointed} {side.label}".rstrip(), style))

    def _map(self, found: Finding, gutter: int) -> Iterator[Text]:
        """Draw the records that a finding is about, at the first finding about them."""
        c, rust = found.c_layout, found.rust_layout
        if c is None or rust is None or (c, rust) in self._drawn:
            return
        self._drawn.append((c, rust))
        yield from byte_map(c, rust, gutter=gutter, width=self._width)


def _header_side(found: Finding) -> str:
    """Return what the place on the header's side is: a contract may be a file of its own."""
    return "toml" if found.c and found.c.file.endswith(".toml") else "C"


def _line(text: str) -> str:
    return shown(text.replace("\n", " "))


def _bar(gutter: int) -> Text:
    return Text(f"{' ' * gutter} |", style=_GUTTER)


def _numbered(gutter: int, line: int, text: str) -> Text:
    return Text.assemble((f"{line + 1:>{gutter}} | ", _GUTTER), text)


def _notes(found: Finding, gutter: int) -> Iterator[Text]:
    """Yield what follows the source: the program of calls and the stacks, then what to do."""
    story = found.details.get("story")
    lines = story if isinstance(story, list) else []
    for line in lines:
        yield Text(f"{' ' * gutter} | {shown(str(line))}".rstrip())
    if lines and (found.help or found.reproducer):
        yield _bar(gutter)
    equals = f"{' ' * gutter} = "
    if found.help:
        yield Text.assemble((equals, _GUTTER), ("help: ", _FIELD), _line(found.help))
    if found.reproducer:
        yield Text.assemble((equals, _GUTTER), ("reproduce: ", _FIELD), _line(found.reproducer))


def _summary(report: Report) -> Text:
    counts = [
        _plural(report.count(severity), str(severity)) for severity in Severity if report.count(severity)
    ]
    looked = [_plural(report.functions_checked, "function"), _plural(report.types_checked, "type")]
    if report.examples:
        looked = [_plural(report.examples, "example"), _plural(report.calls, "call")]
    if report.suppressed:
        looked.append(f"{len(report.suppressed)} suppressed")
    verdict = ", ".join(counts) or "no findings"
    style = "bold red" if report.failed else "bold green"
    return Text.assemble((verdict, style), f" ({', '.join(looked)}, {report.seconds:.1f} s)")


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
