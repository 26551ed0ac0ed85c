"""Runs other programs; one that is not there is an error with a hint, not a traceback."""

import os
import shlex
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import IO

from ffisafe.errors import MissingToolError

_HINTS = {
    "cargo": "install Rust from https://rustup.rs, or put cargo on PATH",
    "rustc": "install Rust from https://rustup.rs, or put rustc on PATH",
    "cc": "install gcc or clang, or set CC",
    "ar": "install binutils, or set AR",
}

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What a program wrote, and its exit status."""

    status: int
    stdout: str
    stderr: str


def program(tool: str) -> list[str]:
    """Return the command for a tool, as ``CARGO``, ``RUSTC``, ``CC`` or ``AR`` name it.

    The first two hold a path; the others, as make has it, a command with its arguments.
    """
    named = os.environ.get(tool.upper(), "")
    words = [named] if tool in {"cargo", "rustc"} and named else shlex.split(named)
    return words or [tool]


def run(
    tool: str,
    arguments: Sequence[str],
    *,
    directory: Path | None = None,
    env: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Output:
    """Run a tool to its end; ``progress`` sees each line of stderr as it comes.

    Raises:
        MissingToolError: The tool is not on this machine.
    """
    command = [*program(tool), *arguments]
    errors: list[str] = []
    with _started(tool, command, directory, {**os.environ, **(env or {})}) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        reader = Thread(target=_collect, args=(child.stderr, errors, progress), daemon=True)
        reader.start()
        stdout = child.stdout.read()
        reader.join()
        status = child.wait()
    return Output(status=status, stdout=stdout, stderr="".join(errors))


@contextmanager
def _started(
    tool: str, command: list[str], directory: Path | None, env: Mapping[str, str]
) -> Iterator[subprocess.Popen[str]]:
    """Start a child that does not outlive an interrupted parent."""
    try:
        child = subprocess.Popen(
            command,
            cwd=directory,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        )
    except (FileNotFoundError, PermissionError) as error:
        raise MissingToolError(
            f"{tool} is not on this machine (tried `{command[0]}`)", hint=_HINTS.get(tool, "")
        ) from error
    with child:
        try:
            yield child
        except BaseException:
            child.kill()
            raise


def _collect(stream: IO[str], lines: list[str], progress: Progress | None) -> None:
    for line in stream:
        lines.append(line)
        if progress is not None:
            progress(line.rstrip("\n"))
