"""Runs other programs; one that is not there is an error with a hint, not a traceback."""

import codecs
import os
import re
import shlex
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
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
_GRACE_S = 3.0  # for a program that was asked to end
_CHUNK_BYTES = 8192
_DRAWING = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|[^\n]*\r(?!\n)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Who watches a program's standard error.

    ``write`` gets whole lines, without their ends; if ``is_drawn``, what the program draws for a
    terminal of ``columns``, as it comes. ``is_coloured`` says what may be shown at the end.
    """

    write: Callable[[str], object]
    is_drawn: bool = False
    is_coloured: bool = False
    columns: int = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What a program wrote, without colours and redrawn lines, and its exit status."""

    status: int
    stdout: str
    stderr: str


def program(tool: str) -> list[str]:
    """Return the command for a tool, as ``CARGO``, ``RUSTC``, ``RUSTDOC``, ``CC`` or ``AR`` name it.

    The first three hold a path; the others, as make has it, a command with its arguments.
    """
    named = os.environ.get(tool.upper(), "")
    words = [named] if tool in {"cargo", "rustc", "rustdoc"} and named else shlex.split(named)
    return words or [tool]


def run(
    tool: str,
    arguments: Sequence[str],
    *,
    directory: Path | None = None,
    env: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Output:
    """Run a tool to its end; ``progress`` sees its standard error as it comes.

    Raises:
        MissingToolError: The tool is not on this machine.
    """
    command = [*program(tool), *arguments]
    with _started(tool, command, directory, {**os.environ, **(env or {}), **_terminal(progress)}) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        errors = _Errors(progress=progress)
        reader = Thread(target=errors.read, args=(child.stderr,), daemon=True)
        reader.start()
        stdout = child.stdout.read().decode(errors="replace")
        reader.join()
        status = child.wait()
    return Output(status=status, stdout=stdout, stderr=_DRAWING.sub("", "".join(errors.pieces)))


def _terminal(progress: Progress | None) -> Mapping[str, str]:
    """Return what makes cargo draw for a terminal although it writes to a pipe; the user's word wins."""
    if progress is None or not progress.is_drawn:
        return {}
    drawn = {
        "CARGO_TERM_PROGRESS_WHEN": "always",
        "CARGO_TERM_PROGRESS_WIDTH": str(progress.columns),
        "CARGO_TERM_COLOR": "always" if progress.is_coloured else "never",
    }
    return {name: value for name, value in drawn.items() if name not in os.environ}


@contextmanager
def _started(
    tool: str, command: list[str], directory: Path | None, env: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a child that does not outlive an interrupted parent, nor do its own children.

    It has a session of its own: what it starts can be ended with it, and nothing asks for a
    password on a terminal that somebody else writes to.
    """
    try:
        child = subprocess.Popen(
            command,
            cwd=directory,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except (FileNotFoundError, PermissionError) as error:
        raise MissingToolError(
            f"{tool} is not on this machine (tried `{command[0]}`)", hint=_HINTS.get(tool, "")
        ) from error
    with child:
        try:
            yield child
        except BaseException:
            _end(child)
            raise


def _end(child: subprocess.Popen[bytes]) -> None:
    """End a child and whatever it started: politely at first, so that linkers remove their files."""
    for request in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, request)
        with suppress(subprocess.TimeoutExpired):
            child.wait(timeout=_GRACE_S)


@dataclass(slots=True, kw_only=True)
class _Errors:
    """What a program says on standard error: kept, and shown to who watches."""

    progress: Progress | None
    pieces: list[str] = field(default_factory=list)
    _rest: str = ""  # of a line that has not ended yet

    def read(self, stream: IO[bytes]) -> None:
        """Read to the end; characters may be cut in two anywhere."""
        decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        while chunk := os.read(stream.fileno(), _CHUNK_BYTES):
            self._take(decoder.decode(chunk))
        self._take(decoder.decode(b"", final=True))
        if self._rest and self.progress is not None:
            self.progress.write(self._rest)

    def _take(self, text: str) -> None:
        self.pieces.append(text)
        if self.progress is None:
            return
        if self.progress.is_drawn:
            self.progress.write(text)
            return
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            self.progress.write(line)
