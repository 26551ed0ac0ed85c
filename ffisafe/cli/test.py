"""``ffisafe test``: generated programs of calls, under a sanitizer."""

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ffisafe.build import Artefact, sanitized, sanitizer_runtime
from ffisafe.cli import ExitCode
from ffisafe.cli.arguments import project_options
from ffisafe.cli.building import build_watched
from ffisafe.cli.output import note, print_notes, publish
from ffisafe.cli.selection import Selection
from ffisafe.cli.steps import Steps, cargo_version, header_sources, source_files
from ffisafe.errors import ConfigError
from ffisafe.frontends.rust import read_library
from ffisafe.model.finding import Finding
from ffisafe.model.rules import finding
from ffisafe.project import Project, load_project
from ffisafe.runner.engine.explore import Effort, Exploration, explore
from ffisafe.runner.engine.findings import FailureLog
from ffisafe.runner.engine.plan import Plan, make_plans, needed_for
from ffisafe.runner.engine.reference import load_reference
from ffisafe.runner.library import Library

_BUILDS = {"release": False, "checked": True}  # as it ships; with Rust's own checks on


def run(arguments: argparse.Namespace) -> ExitCode:
    """Test and report."""
    started = time.monotonic()
    steps = Steps(arguments)
    with steps.timed("headers") as said:
        project = load_project(project_options(arguments))
        said(lambda: header_sources(project))
    selection = Selection(arguments, project.contract.report)
    print_notes(arguments, project.interface)
    _require_sound(project)
    runtime = sanitizer_runtime("address")
    seed = random.SystemRandom().getrandbits(32) if arguments.seed is None else arguments.seed
    log, calls, examples = FailureLog(project.interface), Counter[str](), 0
    plans: Sequence[Plan] = ()
    for build, checked in _BUILDS.items():
        with steps.timed(f"{build} build") as said:
            artefact = _build(project, arguments, checked=checked)
            said(cargo_version)
        with steps.timed("calls"), _library(project, artefact, runtime) as library:
            plans = _plans(project, library, arguments.function)
            explored = _explore(library, plans, project, _effort(arguments, artefact, seed))
        log.add(explored.failures, build)
        calls += explored.statistics.calls
        examples += explored.statistics.examples
    found = _with_lines(log.findings(), artefact.path, project)
    accepted = selection.apply(
        [*found, *_not_run(plans, calls)],
        files=source_files(project),
        at_run_time=True,
        unchecked=["FFI"] if arguments.function else (),
    )
    figures = {
        "functions_checked": len(calls),
        "examples": examples,
        "calls": calls.total(),
        "seconds": time.monotonic() - started,
    }
    code = publish(arguments, accepted, project, artefact.path, figures)
    note(arguments, f"seed {seed}; calls: {_table(calls, plans)}")
    return code


def _require_sound(project: Project) -> None:
    """Refuse what cannot be tested.

    Raises:
        ConfigError: There is no crate, or the contract contradicts the header.
    """
    if project.crate is None:
        raise ConfigError(
            f"{project.lib}: `ffisafe test` builds a crate under a sanitizer",
            hint="name the crate with --crate; `ffisafe check` takes a finished library",
        )
    for problem in project.contract_problems:
        raise ConfigError(
            f"{problem.location or project.contract.path}: {problem.message} ({problem.code})",
            hint=problem.help or "`ffisafe check` shows all that is wrong with the contract",
        )


def _build(project: Project, arguments: argparse.Namespace, *, checked: bool) -> Artefact:
    assert project.crate is not None
    flavour = sanitized("address", checked=checked)
    return build_watched(arguments, project.crate, flavour, target=project.target.triple)


def _library(project: Project, artefact: Artefact, runtime: Path) -> Library:
    return Library(
        artefact.path,
        project.interface,
        contract=project.contract,
        runtime=runtime,
        source_roots=(artefact.crate.workspace_root,),
    )


def _plans(project: Project, library: Library, only: Sequence[str] | None) -> Sequence[Plan]:
    plans = make_plans(project.interface, project.contract, library.uncallable)
    for name in only or ():
        if name not in project.interface.functions:
            known = ", ".join(project.interface.functions)
            raise ConfigError(f"--function {name}: no such function", hint=f"choose of: {known}")
    return needed_for(plans, only) if only else plans


def _explore(library: Library, plans: Sequence[Plan], project: Project, effort: Effort) -> Exploration:
    contract = project.contract
    references = {
        name: load_reference(said.reference, contract.path, str(said.location or contract.path))
        for name, said in contract.functions.items()
        if said.reference is not None
    }
    callable_plans = [plan for plan in plans if plan.reason is None]
    return explore(library, callable_plans, references, effort)


def _effort(arguments: argparse.Namespace, artefact: Artefact, seed: int) -> Effort:
    budget = arguments.time_budget
    return Effort(
        max_examples=arguments.max_examples,
        seed=seed,
        budget_s=None if budget is None else budget / len(_BUILDS),
        database=artefact.crate.target_directory / "ffisafe" / "examples" / artefact.flavour.name,
    )


def _not_run(plans: Sequence[Plan], calls: Counter[str]) -> Iterator[Finding]:
    """Yield FFI903 for each function that was not called, and each reference that was not asked."""
    for plan in plans:
        name, location = plan.name, plan.call.function.location
        if plan.reason is not None or not calls[name]:
            why = plan.reason or _idle_reason(plan)
            yield finding("FFI903", name, f"`{name}` was never called: {why}", c=location)
        elif plan.needs and plan.call.contract.reference is not None:
            why = "it takes a resource of the library, which Python cannot see into"
            yield finding("FFI903", name, f"the reference of `{name}` was not asked: {why}", c=location)


def _idle_reason(plan: Plan) -> str:
    if plan.needs:
        return "no call that makes what it needs succeeded; more examples may (--max-examples)"
    return "no arguments were found for which its `requires` and extents hold"


def _with_lines(findings: Sequence[Finding], library: Path, project: Project) -> Sequence[Finding]:
    """Fill in, where no frame of the user's code is known, the line of the function itself."""
    if all(found.rust is not None for found in findings):
        return findings
    functions = read_library(library, target=project.target).functions
    return [
        replace(found, rust=functions[found.symbol].location)
        if found.rust is None and found.symbol in functions
        else found
        for found in findings
    ]


def _table(calls: Counter[str], plans: Sequence[Plan]) -> str:
    """Return how often each function was called, those that chance left out last."""
    idle = [plan.name for plan in plans if plan.reason is None and plan.name not in calls]
    counted = [f"{name} {count}" for name, count in calls.most_common()]
    return ", ".join([*counted, *(f"{name} 0" for name in idle)]) or "none"
