"""Run a C preprocessor over headers: the system's compiler, or pcpp where there is none."""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ffisafe.abi.targets import find_target
from ffisafe.errors import HeaderError
from ffisafe.frontends.c_header.preprocessing.compilers import OWN_HEADERS, Compiler, find_compiler
from ffisafe.frontends.c_header.preprocessing.diagnostics import header_error
from ffisafe.frontends.c_header.preprocessing.options import HeaderOptions, Switch
from ffisafe.frontends.c_header.preprocessing.pkg_config import expand
from ffisafe.model.target import Target

_TIMEOUT_S = 120
_DEFINE = re.compile(r"#define (\w+)(\(?)[^\S\n]*(.*)")
_LINE_MARKER = re.compile(r'# \d+ "((?:[^"\\]|\\.)*)"([ \d]*)')


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """A compiler with all that it is told about some headers."""

    compiler: Compiler
    arguments: tuple[str, ...]
    headers: tuple[Path, ...]

    def command(self, *mode: str) -> list[str]:
        """Return the whole command; the headers but the last are included before it."""
        first, last = self.headers[:-1], str(self.headers[-1])
        includes = [part for header in first for part in ("-include", str(header.resolve()))]
        name = f"./{last}" if last.startswith("-") else last
        ours = ("-x", "c", "-D__FFISAFE__=1")
        own_headers = ("-I", str(OWN_HEADERS))
        return [*self.compiler.command, *ours, *mode, *self.arguments, *own_headers, *includes, name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preprocessed:
    """A translation unit without directives other than line markers and pragmas.

    ``macros`` maps object-like macros to their replacement text; ``system_files`` are the
    files that the compiler found in its system directories; ``notes`` say what the user should
    know about how it was done; ``invocation`` is None where no compiler did it.
    """

    text: str
    macros: dict[str, str]
    system_files: frozenset[str]
    notes: tuple[str, ...] = ()
    invocation: Invocation | None = None


def preprocess(headers: Sequence[Path], options: HeaderOptions, target: Target | None = None) -> Preprocessed:
    """Preprocess headers as one translation unit, for the host unless a target is named.

    Raises:
        HeaderError: A header does not exist, or the preprocessor rejects it.
        MissingToolError: A tool that was named is not on this machine.
    """
    for header in headers:
        _require_readable(header)
    target = target or find_target()
    flags, notes = expand(options.flags, target)
    options = replace(options, flags=flags)
    notes = (*_missing_folders(options), *notes)
    try:
        source = _preprocess(headers, options, target)
    except HeaderError as error:
        raise _with_notes(error, notes) from None
    return replace(source, notes=(*notes, *source.notes))


def _preprocess(headers: Sequence[Path], options: HeaderOptions, target: Target) -> Preprocessed:
    compiler = find_compiler(target)
    if compiler is None:
        from ffisafe.frontends.c_header.preprocessing.pcpp_fallback import preprocess_with_pcpp  # noqa: PLC0415  # is slow

        return preprocess_with_pcpp(headers, options, target)
    arguments = tuple(options.arguments)
    return _preprocess_with(
        Invocation(compiler=compiler, arguments=arguments, headers=tuple(headers)), target
    )


def run_compiler(invocation: Invocation, *mode: str) -> "subprocess.CompletedProcess[str]":
    """Run a compiler to its end, in C's locale.

    Raises:
        HeaderError: It does not come to an end, or does not start.
    """
    command = invocation.compiler.command[0]
    try:
        return subprocess.run(
            invocation.command(*mode),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="surrogateescape",
            check=False,
            timeout=_TIMEOUT_S,
            env=compiler_environment(),
        )
    except subprocess.TimeoutExpired:
        raise HeaderError(
            f"{invocation.headers[-1]}: the C compiler `{command}` did not come to an end in {_TIMEOUT_S} s",
            hint="try it by hand, or name another with CC",
        ) from None
    except OSError as error:
        raise HeaderError(
            f"the C compiler `{command}` does not start: {error.strerror}",
            hint="check CC, or install another",
        ) from None


def compiler_environment() -> dict[str, str]:
    """Return the environment in which a compiler's messages are those that we know."""
    return {**os.environ, "LC_ALL": "C"}


def _preprocess_with(invocation: Invocation, target: Target) -> Preprocessed:
    process = run_compiler(invocation, "-E", "-dD")
    notes = []
    if process.returncode != 0 and (alone := invocation.compiler.without_library):
        compiler = invocation.compiler
        invocation = replace(invocation, compiler=replace(compiler, command=(*compiler.command, *alone)))
        process = run_compiler(invocation, "-E", "-dD")
        notes.append(
            f"`{compiler.command[0]}` has no C library for {target.triple}: the headers were preprocessed"
            " as for a freestanding program"
        )
    if invocation.compiler.note:
        notes.append(invocation.compiler.note)
    if process.returncode != 0:
        command = invocation.compiler.command[0]
        error = header_error(str(invocation.headers[-1]), command, process.returncode, process.stderr)
        raise _with_notes(error, notes)
    text, macros = take_defines(process.stdout)
    notes += _of_another_target(invocation.compiler.command[0], macros, target)
    return Preprocessed(
        text=text,
        macros=macros,
        system_files=system_files(text),
        notes=tuple(notes),
        invocation=invocation,
    )


def _with_notes(error: HeaderError, notes: Sequence[str]) -> HeaderError:
    """Return an error that also says what may have led to it."""
    return HeaderError(error.message, hint="; ".join([error.hint, *notes]), details=error.details)


def _of_another_target(command: str, macros: Mapping[str, str], target: Target) -> Iterator[str]:
    """Yield a note if a compiler's own macros are not the target's."""
    expected = {
        "__SIZEOF_POINTER__": str(target.pointer_bytes),
        "__SIZEOF_LONG__": str(target.scalars["long"].size_bytes),
        "__BYTE_ORDER__": f"__ORDER_{target.endianness.upper()}_ENDIAN__",
    }
    processor = target.toolchain.macros[0].split("=")[0]
    differs = any(macros.get(name, value) != value for name, value in expected.items())
    if differs or ("__GNUC__" in macros and processor not in macros):
        yield (
            f"`{command}` compiles for another target than {target.triple}: its macros are not those of"
            " the layouts; name the target with --target, or another compiler with CC"
        )


def _require_readable(header: Path) -> None:
    if str(header) == "-":
        raise HeaderError(
            "-: headers are read from files, not from standard input",
            hint="write it to a file, and name that",
        )
    try:
        if not header.exists():
            raise HeaderError(
                f"{header}: no such header", hint="check the path, or `headers` in ffisafe.toml"
            )
        if not header.is_file():
            raise HeaderError(f"{header}: not a file", hint="name the header itself")
        with header.open("rb"):
            pass
    except OSError as error:
        raise HeaderError(
            f"{header}: cannot be read: {error.strerror}", hint="check its permissions"
        ) from None


def _missing_folders(options: HeaderOptions) -> Iterator[str]:
    """Yield a note for each folder that is not there, which compilers pass over in silence."""
    for flag in options.flags:
        if flag.switch in {Switch.INCLUDE_DIR, Switch.SYSTEM_DIR} and not os.path.isdir(flag.value):  # noqa: PTH112  # "" too
            yield f"`{' '.join(flag.arguments)}`: there is no such folder"


def take_defines(text: str) -> tuple[str, dict[str, str]]:
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


def system_files(text: str) -> frozenset[str]:
    """Return the files that line markers flag as the system's."""
    markers = (_LINE_MARKER.match(line) for line in text.split("\n") if line.startswith("# "))
    return frozenset(found[1] for found in markers if found and "3" in found[2].split())
