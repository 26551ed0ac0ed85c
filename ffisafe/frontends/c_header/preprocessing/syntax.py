"""What the compiler has against headers, heard while they are parsed.

Our parser knows words that an older compiler does not: C23's, another compiler's. So a complaint
counts only where we understood no more than the compiler, or where it is beyond doubt.
"""

import subprocess
import tempfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from ffisafe.errors import HeaderError
from ffisafe.frontends.c_header.preprocessing.diagnostics import Complaint, complaints, header_error
from ffisafe.frontends.c_header.preprocessing.preprocess import Invocation, compiler_environment
from ffisafe.model.interface import Problem
from ffisafe.model.source import SourceLocation

_TIMEOUT_S = 120


Start = tuple[SourceLocation, str]
"""Where a declaration begins, and the name that it declares."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Objections:
    """What counts of a compiler's complaints: the first, and a problem that only the compiler saw."""

    first: Complaint | None = None
    unseen: Problem | None = None


class SyntaxCheck:
    """A compiler that reads the headers in a process of its own.

    ``accepts`` says what came of it: whether no objection counted.
    """

    def __init__(self, invocation: Invocation) -> None:
        self.accepts = True
        self._invocation = invocation
        # A pipe that nobody reads would fill up.
        self._said = tempfile.TemporaryFile(mode="w+", errors="surrogateescape")  # noqa: SIM115  # closed by `close`
        self._process = subprocess.Popen(
            invocation.command("-fsyntax-only", "-w"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._said,
            env=compiler_environment(),
        )

    def objections(self, problems: Sequence[Problem], starts: Iterable[Start]) -> Objections:
        """Wait for the compiler, and return those of its complaints that count.

        Args:
            problems: What we did not understand.
            starts: Where each declaration begins that we did understand, and what it declares.

        Raises:
            HeaderError: It fails, and does not say where.
        """
        status = self._status()
        if status == 0:
            return Objections()
        self._said.seek(0)
        stderr = self._said.read()
        found = list(complaints(stderr))
        if not found:
            command = self._invocation.compiler.command[0]
            raise header_error(str(self._invocation.headers[-1]), command, status, stderr)
        objections = _that_count(found, _Declarations(problems, starts))
        self.accepts = objections.first is None
        return objections

    def _status(self) -> int:
        try:
            return self._process.wait(_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            header, command = self._invocation.headers[-1], self._invocation.compiler.command[0]
            raise HeaderError(
                f"{header}: the C compiler `{command}` did not come to an end in {_TIMEOUT_S} s",
                hint="try it by hand, or name another with CC",
            ) from None

    def close(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.wait()
        self._said.close()


def _that_count(found: Sequence[Complaint], declared: "_Declarations") -> Objections:
    first = found[0]
    if first.is_beyond_doubt and not declared.are_not_understood_at(first):
        return Objections(first=first, unseen=first.as_problem(declared.name_at(first)))
    return Objections(first=next(filter(declared.are_not_understood_at, found), None))


class _Declarations:
    """Which declaration a line belongs to, going by where each begins, and whether it is a problem."""

    def __init__(self, problems: Sequence[Problem], starts: Iterable[Start]) -> None:
        self._lines: dict[str, dict[int, tuple[str, bool]]] = {}
        for start, name in starts:
            self._lines.setdefault(start.file, {}).setdefault(start.line, (name, False))
        for problem in problems:
            if problem.location is not None:
                lines = self._lines.setdefault(problem.location.file, {})
                lines[problem.location.line] = (problem.symbol, True)

    def are_not_understood_at(self, complaint: Complaint) -> bool:
        """Whether the declaration around, or just before, a complaint is a problem of ours, too."""
        return self._at(complaint)[1]

    def name_at(self, complaint: Complaint) -> str:
        """Return what the declaration around, or just before, a complaint declares."""
        return self._at(complaint)[0]

    def _at(self, complaint: Complaint) -> tuple[str, bool]:
        lines = self._lines.get(complaint.file, {})
        begun = sorted(lines)
        index = bisect_right(begun, complaint.line)
        return lines[begun[index - 1]] if index else ("", True)


@contextmanager
def syntax_check(invocation: Invocation | None) -> Iterator[SyntaxCheck | None]:
    """Start a compiler that knows the target's types; None if there is none."""
    if invocation is None or not invocation.compiler.knows_target:
        yield None
        return
    check = SyntaxCheck(invocation)
    try:
        yield check
    finally:
        check.close()
