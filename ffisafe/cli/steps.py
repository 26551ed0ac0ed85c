"""What `-v` says: which tools and sources of facts were used, and how long each step took."""

import argparse
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ffisafe.build.process import program
from ffisafe.cli.output import note, short_path
from ffisafe.errors import FFISafeError
from ffisafe.frontends.c_header.preprocessing.compilers import find_compiler
from ffisafe.model.interface import Interface
from ffisafe.project import Project


class Steps:
    """The steps of one command, told on stderr if the user wants to know."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self._arguments = arguments
        self._wanted = arguments.verbose and not arguments.quiet

    @contextmanager
    def timed(self, name: str) -> Iterator[Callable[[Callable[[], str]], None]]:
        """Time what runs inside; what it is given to say is asked for only if somebody reads it."""
        started = time.monotonic()
        asked: list[Callable[[], str]] = []
        yield asked.append
        if self._wanted:
            took = f"{time.monotonic() - started:.2f} s"
            note(self._arguments, "; ".join([f"{name}: {took}", *(say() for say in asked)]))


def header_sources(project: Project) -> str:
    """Return what read the headers."""
    try:
        compiler = find_compiler(project.target)
    except FFISafeError:
        compiler = None
    tool = _version(compiler.command) if compiler else "pcpp"
    contract = f"contract {short_path(project.contract.path)}" if project.contract.path else "no contract"
    headers = ", ".join(short_path(str(header)) for header in project.headers)
    return f"{headers} preprocessed by {tool}; {contract}"


def rust_sources(library: Path, rust: Interface) -> str:
    """Return what was read of a library, and what could not be."""
    sources = ["exported symbols"]
    if rust.has_types:
        sources.append("debug information")
    if any(function.abi is not None for function in rust.functions.values()):
        sources.append("rustdoc JSON")
    if rust.lints:
        sources.append("rustc's lints")
    missing = "".join(f"; not: {gap.reason}" for gap in rust.gaps)
    return f"{short_path(str(library))}; facts from {', '.join(sources)}{missing}"


def cargo_version() -> str:
    """Return which cargo and which rustc build."""
    return f"{_version(program('cargo'))}, {_version(program('rustc'))}"


def _version(command: Sequence[str]) -> str:
    """Return the first line of what a tool says about itself, with its name where that lacks."""
    try:
        asked = subprocess.run(
            [*command, "--version"], capture_output=True, text=True, check=False, timeout=10
        )
        said = asked.stdout.splitlines()
    except (OSError, subprocess.TimeoutExpired):
        said = []
    name = Path(command[0]).name
    line = said[0] if said else ""
    return line if line.startswith(name) else f"{name} ({line})" if line else name


def source_files(project: Project, rust: Interface | None = None) -> list[str]:
    """Return the headers and Rust sources that declare something: they may have ignore comments."""
    declared = [
        *project.interface.functions.values(),
        *project.interface.records.values(),
        *project.interface.variables.values(),
        *(rust.functions.values() if rust else ()),
    ]
    files = [str(header) for header in project.headers]
    files += [each.location.file for each in declared if each.location]
    if project.crate is not None:
        files += sorted(map(str, (project.crate.directory / "src").rglob("*.rs")))
    return list(dict.fromkeys(files))
