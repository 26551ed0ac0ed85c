"""Where a command's words go: the report to stdout or a file, progress to stderr."""

import argparse
import errno
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ffisafe.cli.files import write_whole
from ffisafe.errors import ConfigError
from ffisafe.model.finding import Finding
from ffisafe.model.interface import Interface
from ffisafe.model.report import Report


def note(arguments: argparse.Namespace, text: str) -> None:
    """Say what is being done, on stderr, unless asked to be quiet."""
    if not arguments.quiet:
        print(f"ffisafe: {text}", file=sys.stderr)


def print_notes(arguments: argparse.Namespace, interface: Interface) -> None:
    """Say what the user should know about how headers were read, unless only the report is wanted."""
    for text in interface.notes:
        note(arguments, f"note: {text}")


def selected(arguments: argparse.Namespace, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the findings that ``--select`` and ``--ignore`` leave, without repetition."""
    kept: dict[tuple[object, ...], Finding] = {}
    for found in findings:
        wanted = not arguments.select or found.code.startswith(arguments.select)
        if wanted and not (arguments.ignore and found.code.startswith(arguments.ignore)):
            kept.setdefault((*found.key, found.message), found)
    return tuple(kept.values())


def write_report(arguments: argparse.Namespace, report: Report) -> None:
    """Write a report in the form and to the place that were asked for.

    Raises:
        ConfigError: The file cannot be written.
    """
    if arguments.format == "json":
        from ffisafe.report.json import render_json  # noqa: PLC0415  # only what is asked for

        text = render_json(report)
    else:
        from ffisafe.report.text import render_text  # noqa: PLC0415  # rich is slow to import

        text = render_text(shortened(report), color=wants_color(arguments))
    write_text(arguments, text)


def write_text(arguments: argparse.Namespace, text: str) -> None:
    """Write what a command prints to the place that was asked for.

    Raises:
        ConfigError: It cannot be written.
        BrokenPipeError: Who reads it has gone.
    """
    if arguments.output:
        write_whole(Path(arguments.output), text, option="--output")
        return
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
