"""Building a crate while somebody watches."""

import argparse
import os
import shutil
import sys
import time

from ffisafe.build import Artefact, Crate, Flavour, Progress, build_crate
from ffisafe.cli.output import note, short_path


def build_watched(arguments: argparse.Namespace, crate: Crate, flavour: Flavour, *, target: str) -> Artefact:
    """Build a crate, and show on standard error how far cargo is, unless asked to be quiet.

    A terminal shows what cargo draws there. Elsewhere a line tells what is built, and another what was
    compiled; with ``-v``, each of cargo's is shown.

    Raises:
        BuildError: The crate does not build.
        MissingToolError: cargo or rustc is not on this machine.
    """
    note(arguments, f"building {crate.name} ({short_path(str(crate.manifest))}) as {flavour.name}")
    started = time.monotonic()
    artefact = build_crate(crate, flavour, target=target, progress=watching(arguments))
    if artefact.messages.compiled and not _is_drawn(arguments):
        crates = f"{artefact.messages.compiled} crate{'s' if artefact.messages.compiled > 1 else ''}"
        note(arguments, f"compiled {crates} in {time.monotonic() - started:.1f} s")
    return artefact


def watching(arguments: argparse.Namespace) -> Progress | None:
    """Return how a program's progress is shown."""
    if _is_drawn(arguments):
        columns = shutil.get_terminal_size().columns
        return Progress(
            write=_draw,
            is_drawn=True,
            is_coloured=not (arguments.no_color or os.environ.get("NO_COLOR")),
            columns=columns,
        )
    return Progress(write=_print_line) if arguments.verbose and not arguments.quiet else None


def _is_drawn(arguments: argparse.Namespace) -> bool:
    return not arguments.quiet and sys.stderr is not None and sys.stderr.isatty()


def _draw(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def _print_line(line: str) -> None:
    print(line, file=sys.stderr)
