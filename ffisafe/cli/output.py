"""Where a command's words go: the report to stdout or a file, progress to stderr."""

import argparse
import errno
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ffisafe.cli import ExitCode
from ffisafe.cli.files import write_whole
from ffisafe.errors import ConfigError
from ffisafe.model.finding import Finding
from ffisafe.model.interface import Interface
from ffisafe.model.report import Report
from ffisafe.project import Project
from ffisafe.report.selection.accept import Accepted


def note(arguments: argparse.Namespace, text: str) -> None:
    """Say what is being done, on stderr, unless asked to be quiet."""
    if not arguments.quiet:
        print(f"ffisafe: {text}", file=sys.stderr)


def print_notes(arguments: argparse.Namespace, interface: Interface) -> None:
    """Say what the user should know about how headers were read, unless only the report is wanted."""
    for text in interface.notes:
        note(arguments, f"note: {text}")


def publish(
    arguments: argparse.Namespace,
    accepted: Accepted,
    project: Project,
    library: Path,
    figures: Mapping[str, Any],
) -> ExitCode:
    """Report what a command found, and return its exit code.

    Args:
        arguments: What the command was asked.
        accepted: The findings, and those that are not to be reported.
        project: What was looked at.
        library: The library that was.
        figures: Fields of the report: how many types, functions and calls there were, and the time.

    Raises:
        ConfigError: The file cannot be written.
    """
    report = Report(
        target=project.target.triple,
        library=str(library),
        headers=tuple(str(header) for header in project.headers),
        notes=project.interface.notes,
        findings=accepted.findings,
        suppressed=accepted.suppressed,
        checked=accepted.checked,
        **figures,
    )
    write_report(arguments, report)
    return ExitCode.FINDINGS if report.failed else ExitCode.OK


def write_report(arguments: argparse.Namespace, report: Report) -> None:
    """Write a report in the form and to the place that were asked for.

    Raises:
        ConfigError: The file cannot be written.
    """
    write_text(arguments, _rendered(arguments, report))


def _rendered(arguments: argparse.Namespace, report: Report) -> str:
    match arguments.format:
        case "json":
            from ffisafe.report.json import render_json  # noqa: PLC0415  # one form of several

            return render_json(report)
        case "sarif":
            from ffisafe.report.sarif import render_sarif  # noqa: PLC0415  # one form of several

            return render_sarif(report, root=Path.cwd())
        case "github":
            from ffisafe.report.github import render_github  # noqa: PLC0415  # one form of several

            return render_github(report, root=_repository())
        case "junit":
            from ffisafe.report.junit import render_junit  # noqa: PLC0415  # one form of several

            return render_junit(shortened(report))
    from ffisafe.report.text import render_text  # noqa: PLC0415  # rich is slow to import

    return render_text(shortened(report), color=wants_color(arguments), width=_width(arguments))


def _repository() -> Path:
    """Return the folder that GitHub's annotations count paths from."""
    return Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd())


def _width(arguments: argparse.Namespace) -> int:
    """Return how many cells a line of the terminal has; 80 where there is no terminal."""
    if arguments.output:
        return 80
    return max(60, shutil.get_terminal_size((80, 24)).columns)


def write_text(arguments: argparse.Namespace, text: str) -> None:
    """Write what a command prints to the place that was asked for.

    Raises:
        ConfigError: It cannot be written.
        BrokenPipeError: Who reads it has gone.
    """
    if arguments.output:
        write_whole(Path(arguments.output), text, option="--output")
    else:
        write_stdout(text)


def write_stdout(text: str) -> None:
    """Write a text to standard output.

    Raises:
        ConfigError: It cannot be written.
        BrokenPipeError: Who reads it has gone.
    """
    try:
        _print_whole(text)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ConfigError(
            f"cannot write to standard output: {error.strerror}", hint="write to a file with --output"
        ) from error


def _print_whole(text: str) -> None:
    if sys.stdout is None:
        raise OSError(errno.EBADF, "it is closed")
    sys.stdout.write(text)
    sys.stdout.flush()


def wants_color(arguments: argparse.Namespace) -> bool:
    """Whether a terminal shows the text, and colours are not refused."""
    if arguments.no_color or os.environ.get("NO_COLOR") or arguments.output:
        return False
    return sys.stdout is not None and sys.stdout.isatty()


def shortened(report: Report) -> Report:
    """Return a report whose paths are relative to where the user stands, if below."""
    return replace(report, findings=tuple(_shorten(found) for found in report.findings))


def _shorten(found: Finding) -> Finding:
    return replace(
        found,
        c=found.c and replace(found.c, file=short_path(found.c.file)),
        rust=found.rust and replace(found.rust, file=short_path(found.rust.file)),
    )


def short_path(path: str) -> str:
    """Return a path relative to the working directory if it lies below, else as it is."""
    full = os.path.normpath(Path.cwd() / path)
    relative = os.path.relpath(full)
    return relative if not relative.startswith("..") else full
