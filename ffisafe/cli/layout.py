"""``ffisafe layout``: where the fields of a header's types lie, and where nothing does."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from ffisafe.abi.targets import find_target
from ffisafe.cli import ExitCode
from ffisafe.cli.arguments import header_flags
from ffisafe.cli.calls import list_calls, require_convention
from ffisafe.cli.files import write_whole
from ffisafe.cli.output import print_notes, short_path, wants_color, write_text
from ffisafe.contracts.messages import did_you_mean, one_line
from ffisafe.errors import ConfigError
from ffisafe.frontends.c_header import read_headers
from ffisafe.model.interface import Interface, Problem
from ffisafe.project import ProjectOptions, header_options
from ffisafe.report.layout import Listing, known_names, list_types, named_types, with_padding
from ffisafe.report.layout.calls import CallListing


def run(arguments: argparse.Namespace) -> ExitCode:
    """Read the headers and show the types, or the calls."""
    if arguments.calls:
        if arguments.types:
            raise ConfigError("--type lists types, and --calls functions", hint="ask for one of them")
        require_convention(find_target(arguments.target))
    interface = _read(arguments)
    listing = _asked_for(list_types(interface, arguments.headers), interface, arguments)
    print_notes(arguments, interface)
    _warn(interface.problems)
    calls = list_calls(interface) if arguments.calls else None
    write_text(arguments, _rendered(listing, calls, interface, arguments))
    if arguments.svg:
        from ffisafe.report.layout.svg import render_layout_svg  # noqa: PLC0415  # only what is asked for

        write_whole(Path(arguments.svg), render_layout_svg(listing), option="--svg")
    return ExitCode.OK


def _read(arguments: argparse.Namespace) -> Interface:
    """Read the headers; a type that is asked for by name may be of any file that they include."""
    options = ProjectOptions(
        config=arguments.config,
        flags=header_flags(arguments),
        standard=arguments.standard,
        use_cache=arguments.cache,
    )
    return read_headers(
        [Path(header) for header in arguments.headers],
        header_options(options),
        find_target(arguments.target),
        everything=arguments.all or bool(arguments.types),
        tolerant=True,
    )


def _asked_for(listing: Listing, interface: Interface, arguments: argparse.Namespace) -> Listing:
    if arguments.types:
        _require_names(listing, interface, arguments.types)
        listing = named_types(listing, interface.typedefs, arguments.types)
    return with_padding(listing) if arguments.holes else listing


def _require_names(listing: Listing, interface: Interface, names: Sequence[str]) -> None:
    known = known_names(listing, interface.typedefs)
    for name in names:
        if name in known:
            continue
        for problem in interface.problems:
            if problem.symbol == name.split()[-1]:
                raise ConfigError(
                    one_line(f"--type {name}: {_sentence(problem)}"),
                    hint="correct the header, or name another type",
                )
        raise ConfigError(
            f"--type {name}: the headers have no such complete struct, union or enum",
            hint=did_you_mean(name, known, "choose of:"),
        )


def _rendered(
    listing: Listing, calls: CallListing | None, interface: Interface, arguments: argparse.Namespace
) -> str:
    if arguments.format == "json":
        from ffisafe.report.layout.json import render_layout_json  # noqa: PLC0415  # only what is asked for

        return render_layout_json(listing, interface.problems, interface.notes, calls)
    color = wants_color(arguments)
    if calls is not None:
        from ffisafe.report.layout.calls_text import render_calls_text  # noqa: PLC0415  # rich is slow to import

        return render_calls_text(calls, color=color, shorten=short_path)
    from ffisafe.report.layout.text import render_layout_text  # noqa: PLC0415  # rich is slow to import

    return render_layout_text(listing, color=color, savings=arguments.holes, shorten=short_path)


def _warn(problems: Iterable[Problem]) -> None:
    """Name what is missing in the listing because it was not understood."""
    for problem in problems:
        print(f"ffisafe: warning[FFI901]: {one_line(_sentence(problem))}", file=sys.stderr)


def _sentence(problem: Problem) -> str:
    where = f"{short_path(problem.location.file)}:{problem.location.line}: " if problem.location else ""
    return f"{where}`{problem.symbol}` is not understood: {problem.reason}"
