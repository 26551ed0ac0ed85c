"""What a compiler complains about, and what the user can do about it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ffisafe.errors import HeaderError
from ffisafe.model.interface import Problem
from ffisafe.model.source import SourceLocation

_COMPLAINT = re.compile(
    r"^(?P<file>.+?):(?P<line>\d+)(?::\d+)?: (?:fatal )?error: (?P<reason>.*)$", re.MULTILINE
)
_WITHOUT_PLACE = re.compile(r"^(?:[^:\n]*: )?(?:fatal )?error: (.*)$", re.MULTILINE)
_ON_THE_COMMAND_LINE = re.compile(r"^<command[- ]line>.*?: (?:fatal )?error: (.*)$", re.MULTILINE)
_CRASH = re.compile(r"^.*(?:internal compiler error|PLEASE submit a bug report).*$", re.MULTILINE)
_MAX_REASON = 400
_HINTS = {
    "No such file": "name the folder that has it with `-I DIR`",
    "file not found": "name the folder that has it with `-I DIR`",
    "unknown type name 'class'": "this is C++: give ffisafe a C header",
    "unknown type name 'namespace'": "this is C++: give ffisafe a C header",
    "before string constant": (
        'put what is C++, such as `extern "C"`, between `#ifdef __cplusplus` and `#endif`'
    ),
    "expected identifier or '('": "this is not C: correct the line, or keep what is C++ from C compilers",
    "unknown type name": "include the header that declares it",
    "include nested": "a header includes itself: give it an include guard, or `#pragma once`",
}
# That no other reader understands better: characters that are none of C's, and what only somebody
# says who has understood the words, about the constraints of C.
_BEYOND_DOUBT = re.compile(
    r"stray '|#error|conflicting types for|redefinition of|redeclar|duplicate member|duplicate case"
    r"|static assertion failed|static_assert failed|is negative|negative width|exceeds its type"
    r"|exceeds the width|zero width for bit-field|invalid type|as array of functions"
    r"|returning a function|returning an array|array of functions|different kind of symbol"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One error that a compiler reports, where it reports it."""

    file: str
    line: int
    reason: str

    @property
    def is_beyond_doubt(self) -> bool:
        """Whether it counts even if we saw nothing wrong."""
        return _BEYOND_DOUBT.search(self.reason) is not None

    def as_error(self) -> HeaderError:
        """Return the complaint as what stops the work."""
        hints = [hint for words, hint in _HINTS.items() if words in self.reason]
        return HeaderError(
            f"{self.file}:{self.line}: {_shortened(self.reason)}",
            hint=[*hints, "the C compiler rejects it: correct the header"][0],
        )

    def as_problem(self, symbol: str) -> Problem:
        """Return the complaint as what is wrong with one declaration."""
        where = SourceLocation(file=self.file, line=self.line)
        return Problem(
            symbol=symbol, reason=f"the C compiler rejects it: {_shortened(self.reason)}", location=where
        )


def complaints(stderr: str) -> Iterator[Complaint]:
    """Yield a compiler's errors in its order."""
    for found in _COMPLAINT.finditer(stderr):
        yield Complaint(file=found["file"], line=int(found["line"]), reason=found["reason"])


def header_error(header: str, command: str, status: int, stderr: str) -> HeaderError:
    """Return why a compiler failed, with file and line if it says so."""
    if found := _ON_THE_COMMAND_LINE.search(stderr):
        return HeaderError(
            f"the C compiler rejects its options: {_shortened(found[1])}", hint="check `-D` and `-I`"
        )
    if first := next(complaints(stderr), None):
        return first.as_error()
    again = f"see what `{command} -fsyntax-only {header}` says"
    if status < 0 or _CRASH.search(stderr):
        crash = _CRASH.search(stderr)
        how = crash[0].strip() if crash else f"it ended by signal {-status}"
        return HeaderError(f"{header}: the C compiler `{command}` crashed: {_shortened(how)}", hint=again)
    if found := _WITHOUT_PLACE.search(stderr):
        return HeaderError(f"{header}: {_shortened(found[1])}", hint="check the header and the options")
    last = stderr.strip().splitlines()[-1:] or [f"the C compiler `{command}` failed and gave no reason"]
    return HeaderError(f"{header}: {_shortened(last[0])}", hint=again)


def _shortened(text: str) -> str:
    return text if len(text) <= _MAX_REASON else f"{text[:_MAX_REASON]}..."
