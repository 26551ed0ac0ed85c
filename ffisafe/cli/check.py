"""``ffisafe check``: header and build against each other, without running the library."""

import argparse
import time
from pathlib import Path

from ffisafe.build import CHECK
from ffisafe.cli import ExitCode
from ffisafe.cli.arguments import project_options
from ffisafe.cli.building import build_watched, watching
from ffisafe.cli.output import print_notes, selected, write_report
from ffisafe.compare import check_interfaces, compare_ownership, contract_findings
from ffisafe.frontends.rust import read_crate, read_finished
from ffisafe.model.interface import Interface
from ffisafe.model.report import Report
from ffisafe.project import Project, load_project


def run(arguments: argparse.Namespace) -> ExitCode:
    """Check and report."""
    started = time.monotonic()
    project = load_project(project_options(arguments))
    print_notes(arguments, project.interface)
    library, rust = read_rust(project, arguments)
    checked = check_interfaces(project.interface, rust, library=str(library))
    about_contract = [
        *contract_findings(project.contract_problems),
        *compare_ownership(project.contract, project.interface, rust),
    ]
    report = Report(
        target=project.target.triple,
        library=str(library),
        headers=tuple(str(header) for header in project.headers),
        notes=project.interface.notes,
        findings=selected(arguments, (*about_contract, *checked.findings)),
        types_checked=checked.types,
        functions_checked=checked.functions,
        seconds=time.monotonic() - started,
    )
    write_report(arguments, report)
    return ExitCode.FINDINGS if report.failed else ExitCode.OK


def read_rust(project: Project, arguments: argparse.Namespace) -> tuple[Path, Interface]:
    """Return the library and what is known of it; a crate is built with debug information first."""
    if project.crate is None:
        assert project.lib is not None
        return project.lib, read_finished(project.lib, target=project.target)
    built = build_watched(arguments, project.crate, CHECK, target=project.target.triple)
    return built.path, read_crate(built, target=project.target, progress=watching(arguments))
