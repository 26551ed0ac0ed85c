"""What the compiler has against headers, heard while they are parsed.

Our parser knows words that an older compiler does not: C23's, another compiler's. So a complaint
counts only where we understood no more than the compiler, or where it is beyond doubt.
"""

import subprocess
import tempfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from ffisafe.errors import HeaderError
from ffisafe.frontends.c_header.diagnostics import Complaint, complaints, header_error
from ffisafe.frontends.c_header.preprocess import Invocation, compiler_environment
from ffisafe.model.interface import Problem
from ffisafe.model.source import SourceLocation

_TIMEOUT_S = 120


class SyntaxCheck:
    """A compiler that reads the headers in a process of its own."""

    def __init__(self, invocation: Invocation) -> None:
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

    def require_accepted(self, problems: Sequence[Problem], starts: Iterable[SourceLocation]) -> None:
        """Wait for the compiler.

        Args:
            problems: What we did not understand.
            starts: Where each declaration begins that we did understand.

        Raises:
            HeaderError: It rejects the headers, and rightly so.
        """
        status = self._status()
        if status == 0:
            return
        self._said.seek(0)
        stderr = self._said.read()
        found = list(complaints(stderr))
        if not found:
            command = self._invocation.compiler.command[0]
            raise header_error(str(self._invocation.headers[-1]), command, status, stderr)
        if found[0].is_beyond_doubt:
            raise found[0].as_error()
        blamed = _Declarations(problems, starts)
        for complaint in found:
            if blamed.are_not_understood_at(complaint):
                raise complaint.as_error()

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


class _Declarations:
    """Which lines belong to declarations that were not understood, going by where each begins."""

    def __init__(self, problems: Sequence[Problem], starts: Iterable[SourceLocation]) -> None:
        self._lines: dict[str, dict[int, bool]] = {}
        for start in starts:
            self._lines.setdefault(start.file, {}).setdefault(start.line, False)
        for problem in problems:
            if problem.location is not None:
                self._lines.setdefault(problem.location.file, {})[problem.location.line] = True

    def are_not_understood_at(self, complaint: Complaint) -> bool:
        """Whether the declaration around, or just before, a complaint is a problem of ours, too."""
        lines = self._lines.get(complaint.file, {})
        begun = sorted(lines)
        index = bisect_right(begun, complaint.line)
        return index == 0 or lines[begun[index - 1]]


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
