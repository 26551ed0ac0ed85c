"""Which C compiler preprocesses for a target, and what it must be told."""

import os
import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ffisafe.abi.targets import host_triple
from ffisafe.errors import MissingToolError
from ffisafe.frontends.c_header.preprocessing.predefined import predefined_macros
from ffisafe.model.target import Target

FREESTANDING = Path(__file__).resolve().parent / "freestanding"
"""The headers of a freestanding program, for any target: they say only what its macros say."""

OWN_HEADERS = Path(__file__).resolve().parents[3] / "include"
"""Where ``ffisafe.h`` is: the last folder that is searched, so that a project's own copy comes first."""

_VERSIONED_CLANG = re.compile(r"clang-(\d+)(\.exe)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiler:
    """A command with its first arguments; ``note`` says what is not as the user might expect.

    ``without_library`` are the arguments with which it does without a C library, which it may
    lack for this target.
    """

    command: tuple[str, ...]
    knows_target: bool = True  # its types are the target's
    note: str | None = None
    without_library: tuple[str, ...] = ()


def find_compiler(target: Target) -> Compiler | None:
    """Return a compiler for a target: its own, a cross compiler, Clang, or the host's with its macros.

    ``CC`` names the host's, ``CC_aarch64_unknown_linux_gnu`` that of a target, as for Cargo.
    None: there is none on this machine.

    Raises:
        MissingToolError: The one that is named is not there.
    """
    if target.triple == host_triple():
        command = host_command()
        return Compiler(command=command) if command else None
    if asked := _named(f"CC_{target.triple.replace('-', '_')}"):
        return Compiler(command=asked)
    for prefix in target.toolchain.prefixes:
        if shutil.which(f"{prefix}-gcc"):
            return Compiler(command=(f"{prefix}-gcc",))
    if clang := _find_clang():
        return Compiler(
            command=(clang, f"--target={target.toolchain.clang_target}"),
            # Its own headers come first, and those of this machine's C library not at all.
            without_library=("-ffreestanding", "-nostdlibinc"),
        )
    return _host_compiler_for(target)


def host_command() -> tuple[str, ...] | None:
    """Return the host's C compiler: ``CC``, else ``cc``, ``gcc`` or ``clang`` on PATH; None if there is none.

    Raises:
        MissingToolError: ``CC`` names one that is not there.
    """
    if asked := _named("CC"):
        return asked
    for name in ("cc", "gcc"):
        if shutil.which(name):
            return (name,)
    clang = _find_clang()
    return (clang,) if clang else None


def _named(variable: str) -> tuple[str, ...] | None:
    """Return the command that a variable holds, a compiler with its first arguments."""
    text = os.environ.get(variable, "")
    try:
        words = tuple(shlex.split(text))
    except ValueError as error:
        raise MissingToolError(
            f"{variable}={text} is not a command: {error}", hint="close the quotation"
        ) from None
    if words and not shutil.which(words[0]):
        raise MissingToolError(
            f"C compiler `{words[0]}` was not found", hint=f"install it, or change {variable}"
        )
    return words or None


def _find_clang() -> str | None:
    """Return the name of Clang on PATH; of those that only a version's name has, the newest."""
    return "clang" if shutil.which("clang") else next(_versioned_clangs(), None)


def _versioned_clangs() -> Iterator[str]:
    """Yield `clang-19` and its likes on PATH, newest first."""
    found: dict[int, str] = {}
    for folder in os.get_exec_path():
        try:
            names = os.listdir(folder)  # noqa: PTH208  # the strings are all that is looked at
        except OSError:
            continue
        for name in names:
            if version := _VERSIONED_CLANG.fullmatch(name):
                found.setdefault(int(version[1]), name)
    return (name for _, name in sorted(found.items(), reverse=True) if shutil.which(name))


def _host_compiler_for(target: Target) -> Compiler | None:
    command = host_command()
    if command is None:
        return None
    macros = [f"-D{macro}" for macro in predefined_macros(target)]
    return Compiler(
        # The compiler's own <stddef.h> and the like are the host's in details.
        command=(*command, "-undef", "-ffreestanding", "-isystem", str(FREESTANDING), *macros),
        knows_target=False,
        note=(
            f"no C compiler for {target.triple} was found: the headers were preprocessed by"
            f" `{Path(command[0]).name}` with that target's macros, and what they take from the C library"
            " is this machine's"
        ),
    )
