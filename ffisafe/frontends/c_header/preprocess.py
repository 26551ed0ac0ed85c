"""Run the system's C compiler over headers: preprocessing and syntax checking."""

import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ffisafe.errors import HeaderError
from ffisafe.frontends.c_header.compilers import Compiler, find_compiler
from ffisafe.model.target import Target

_STANDARD = "-std=gnu11"
_DEFINE = re.compile(r"#define (\w+)(\(?)[^\S\n]*(.*)")
_LINE_MARKER = re.compile(r'# \d+ "((?:[^"\\]|\\.)*)"([ \d]*)')
_DIAGNOSTIC = re.compile(r"^(.+?:\d+)(?::\d+)?: (?:fatal )?error: (.*)$", re.MULTILINE)
_ON_THE_COMMAND_LINE = re.compile(r"^<command[- ]line>.*?: (?:fatal )?error: (.*)$", re.MULTILINE)
_HINTS = {
    "No such file": "name the folder that has it with `-I DIR`",
    "unknown type name 'class'": "this is C++: give ffisafe a C header",
    "unknown type name 'namespace'": "this is C++: give ffisafe a C header",
    "before string constant": (
        'put what is C++, such as `extern "C"`, between `#ifdef __cplusplus` and `#endif`'
    ),
    "unknown type name": "include the header that declares it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderOptions:
    """What the preprocessor is told: ``-I``, ``-D`` and ``-isystem`` in the user's order."""

    include_dirs: tuple[str, ...] = ()
    defines: tuple[str, ...] = ()

    @property
    def flags(self) -> list[str]:
        """The options as the compiler takes them."""
        return [f"-I{path}" for path in self.include_dirs] + [f"-D{d}" for d in self.defines]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preprocessed:
    """A translation unit without directives other than line markers and pragmas.

    ``macros`` maps object-like macros to their replacement text; ``system_files`` are the
    files that the compiler found in its system directories; ``notes`` say what the user should
    know about how it was done.
    """

    text: str
    macros: dict[str, str]
    system_files: frozenset[str]
    notes: tuple[str, ...] = ()


def preprocess(headers: Sequence[Path], options: HeaderOptions, target: Target | None = None) -> Preprocessed:
    """Preprocess headers as one translation unit, for the host unless a target is named.

    Raises:
        HeaderError: A header does not exist, or the preprocessor rejects it.
        MissingToolError: There is no C compiler.
    """
    for header in headers:
        _require_file(header)
    compiler = find_compiler(target)
    process = _run(compiler, ["-E", "-dD", *options.flags], headers)
    if process.returncode != 0:
        raise _header_error(headers, process.stderr)
    text, macros = _take_defines(process.stdout)
    notes = (compiler.note,) if compiler.note else ()
    return Preprocessed(text=text, macros=macros, system_files=_system_files(text), notes=notes)


def check_syntax(headers: Sequence[Path], options: HeaderOptions, target: Target | None = None) -> None:
    """Ask the compiler whether the headers are C at all, if it knows the target's types.

    Raises:
        HeaderError: It says no; the message carries its first complaint.
    """
    compiler = find_compiler(target)
    if not compiler.knows_target:
        return
    process = _run(compiler, ["-fsyntax-only", "-w", *options.flags], headers)
    if process.returncode != 0:
        raise _header_error(headers, process.stderr)


def _require_file(header: Path) -> None:
    if not header.exists():
        raise HeaderError(f"{header}: no such header", hint="check the path, or `headers` in ffisafe.toml")
    if not header.is_file():
        raise HeaderError(f"{header}: not a file", hint="name the header itself")


def _run(compiler: Compiler, flags: list[str], headers: Sequence[Path]) -> "subprocess.CompletedProcess[str]":
    command = [*compiler.command, "-x", "c", _STANDARD, "-D__FFISAFE__=1", *flags]
    includes = [part for header in headers[:-1] for part in ("-include", str(header.resolve()))]
    return subprocess.run(
        [*command, *includes, str(headers[-1])],
        capture_output=True,
        text=True,
        errors="surrogateescape",
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    )


def _header_error(headers: Sequence[Path], stderr: str) -> HeaderError:
    if found := _ON_THE_COMMAND_LINE.search(stderr):
        return HeaderError(f"the C compiler rejects its options: {found[1]}", hint="check `-D` and `-I`")
    found = _DIAGNOSTIC.search(stderr)
    if found is None:
        last = stderr.strip().splitlines()[-1:] or ["the C compiler failed and gave no reason"]
        return HeaderError(f"{headers[-1]}: {last[0]}", hint="see what `cc -fsyntax-only` says about it")
    where, reason = found.groups()
    hints = [hint for words, hint in _HINTS.items() if words in reason]
    return HeaderError(
        f"{where}: {reason}", hint=[*hints, "the C compiler rejects it: correct the header"][0]
    )


def _take_defines(text: str) -> tuple[str, dict[str, str]]:
    """Split ``-dD`` output; taken lines stay as empty ones, so that line numbers hold."""
    macros: dict[str, str] = {}
    lines = text.split("\n")
    for index, line in enumerate(lines):
        if line.startswith("#define "):
            lines[index] = ""
            found = _DEFINE.match(line)
            if found and not found[2]:
                macros[found[1]] = found[3].strip()
        elif line.startswith("#undef "):
            lines[index] = ""
            macros.pop(line[len("#undef ") :].strip(), None)
        elif line.startswith(("#ident", "#sccs", "#assert", "#unassert")):
            lines[index] = ""
    return "\n".join(lines), macros


def _system_files(text: str) -> frozenset[str]:
    markers = (_LINE_MARKER.match(line) for line in text.split("\n") if line.startswith("# "))
    return frozenset(found[1] for found in markers if found and "3" in found[2].split())
