"""``ffisafe check``: header and build against each other, without running the library."""

import argparse
import time
from pathlib import Path

from ffisafe.build import CHECK
from ffisafe.cli import ExitCode
from ffisafe.cli.arguments import project_options
from ffisafe.cli.building import build_watched, watching
from ffisafe.cli.output import print_notes, publish
from ffisafe.cli.selection import Selection
from ffisafe.cli.steps import Steps, cargo_version, header_sources, rust_sources, source_files
from ffisafe.compare import check_interfaces, compare_ownership, contract_findings
from ffisafe.frontends.rust import read_crate, read_finished
from ffisafe.model.interface import Interface
from ffisafe.project import Project, cache_of, load_project


def run(arguments: argparse.Namespace) -> ExitCode:
    """Check and report."""
    started = time.monotonic()
    steps = Steps(arguments)
    with steps.timed("headers") as said:
        project = load_project(project_options(arguments))
        said(lambda: header_sources(project))
    selection = Selection(arguments, project.contract.report)
    print_notes(arguments, project.interface)
    with steps.timed("library") as said:
        library, rust = read_rust(project, arguments)
        said(lambda: rust_sources(library, rust))
        if project.crate:
            said(cargo_version)
    with steps.timed("comparison") as said:
        checked = check_interfaces(project.interface, rust, library=str(library), contract=project.contract)
        about_contract = [
            *contract_findings(project.contract_problems),
            *compare_ownership(project.contract, project.interface, rust),
        ]
        said(lambda: f"functions {checked.functions}, types {checked.types}")
    accepted = selection.apply(
        (*about_contract, *checked.findings),
        files=source_files(project, rust),
        at_run_time=False,
        unchecked=_unchecked(rust),
    )
    figures = {
        "types_checked": checked.types,
        "functions_checked": checked.functions,
        "seconds": time.monotonic() - started,
    }
    return publish(arguments, accepted, project, library, figures)


def _unchecked(rust: Interface) -> list[str]:
    """Return the rules, or the beginnings of them, that what was built does not allow to check."""
    missing = [] if rust.has_types else ["FFI1", "FFI2", "FFI305", "FFI6"]
    return [*missing, *(rule for gap in rust.gaps for rule in gap.rules)]


def read_rust(project: Project, arguments: argparse.Namespace) -> tuple[Path, Interface]:
    """Return the library and what is known of it; a crate is built with debug information first."""
    cache = cache_of("libraries") if arguments.cache else None
    if project.crate is None:
        assert project.lib is not None
        return project.lib, read_finished(project.lib, target=project.target, cache=cache)
    built = build_watched(arguments, project.crate, CHECK, target=project.target.triple)
    return built.path, read_crate(built, target=project.target, cache=cache, progress=watching(arguments))
