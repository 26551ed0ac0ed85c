"""``ffisafe init``: a contract to begin with."""

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

from ffisafe.cli import ExitCode
from ffisafe.cli.arguments import project_options
from ffisafe.cli.files import write_whole
from ffisafe.cli.headers import search_headers
from ffisafe.cli.output import note, print_notes, short_path, write_stdout
from ffisafe.contracts.draft import draft
from ffisafe.contracts.toml import CONFIG_NAME
from ffisafe.errors import ConfigError
from ffisafe.frontends.c_header import Switch
from ffisafe.project import Project, ProjectOptions, begin_project

_STDOUT = "-"
_FLAGS = {
    Switch.INCLUDE_DIR: "include-dirs",
    Switch.SYSTEM_DIR: "system-include-dirs",
    Switch.PKG_CONFIG: "pkg-config",
    Switch.DEFINE: "defines",
    Switch.UNDEFINE: "undefines",
    Switch.INCLUDE_FILE: "include-files",
}
_PATHS = frozenset({Switch.INCLUDE_DIR, Switch.SYSTEM_DIR, Switch.INCLUDE_FILE})


def run(arguments: argparse.Namespace) -> ExitCode:
    """Write a contract, unless there is one."""
    options = project_options(arguments)
    target = None if arguments.output == _STDOUT else _target(arguments)
    _require_free(target, force=arguments.force)
    project = begin_project(options, search_headers)
    print_notes(arguments, project.interface)
    folder = (target.parent if target else Path(arguments.crate or ".")).resolve()
    found = draft(project.interface, dict(_library(project, options, folder)))
    if target is None:
        write_stdout(found.text)
        return ExitCode.OK
    write_whole(target, found.text, option="--output")
    guesses = _counted(found.guesses, "guess", "es")
    questions = _counted(found.questions, "question", "s")
    where = short_path(str(target))
    note(arguments, f"wrote {where}: {guesses} to read, {questions} to answer; then run `ffisafe check`")
    return ExitCode.OK


def _target(arguments: argparse.Namespace) -> Path:
    if arguments.output:
        return Path(arguments.output)
    return Path(arguments.crate or ".") / CONFIG_NAME


def _require_free(target: Path | None, *, force: bool) -> None:
    """Refuse to overwrite what somebody may have worked on.

    Raises:
        ConfigError: The file exists.
    """
    if target is not None and os.path.lexists(target) and not force:
        raise ConfigError(
            f"{target}: exists already", hint="--force overwrites it, `--output -` prints to stdout"
        )


def _library(
    project: Project, options: ProjectOptions, folder: Path
) -> Iterator[tuple[str, str | list[str]]]:
    """Yield the words of ``[library]``, with paths relative to the folder of the file."""
    yield "headers", [_relative(header, folder) for header in project.headers]
    if project.crate is not None:
        yield "crate", _relative(project.crate.directory, folder)
        if project.crate.options.package:
            yield "package", project.crate.options.package
        yield "features", list(project.crate.options.features)
    elif project.lib is not None:
        yield "lib", _relative(project.lib, folder)
    for switch, word in _FLAGS.items():
        values = [flag.value for flag in options.flags if flag.switch is switch]
        yield word, [_relative(Path(each), folder) for each in values] if switch in _PATHS else values
    for word, value in (("std", options.standard), ("target", options.target)):
        if value:
            yield word, value


def _relative(path: Path, folder: Path) -> str:
    """Return a path as the file names it: relative, unless only the root is common to both."""
    full = path.resolve()
    try:
        common = os.path.commonpath([full, folder])
    except ValueError:  # on another drive
        return full.as_posix()
    is_far = common == os.path.dirname(common)  # noqa: PTH120  # a string, and the root's parent is itself
    return full.as_posix() if is_far else Path(os.path.relpath(full, folder)).as_posix()


def _counted(number: int, noun: str, plural: str) -> str:
    return f"{number} {noun}{'' if number == 1 else plural}"
