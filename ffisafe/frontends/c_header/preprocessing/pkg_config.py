"""What pkg-config says about a library: where its headers are, and which macros they need."""

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence

from ffisafe.abi.targets import host_triple
from ffisafe.errors import HeaderError, MissingToolError
from ffisafe.frontends.c_header.preprocessing.options import Flag, Switch
from ffisafe.model.target import Target

_TIMEOUT_S = 60
_JOINED = {
    each.value: each for each in (Switch.INCLUDE_DIR, Switch.SYSTEM_DIR, Switch.DEFINE, Switch.UNDEFINE)
}
_SEPARATE = {"-isystem": Switch.SYSTEM_DIR, "-include": Switch.INCLUDE_FILE, "-idirafter": Switch.SYSTEM_DIR}
_SEARCH = ("PKG_CONFIG_PATH", "PKG_CONFIG_LIBDIR", "PKG_CONFIG_SYSROOT_DIR")
# Which may change a layout, and ffisafe does not follow; `-pthread` and `-Wall` do not.
_CODE_GENERATION = ("-f", "-m", "-std")


def expand(flags: Sequence[Flag], target: Target) -> tuple[tuple[Flag, ...], tuple[str, ...]]:
    """Put in place of each ``--pkg-config`` what pkg-config says; return notes, too.

    Raises:
        HeaderError: pkg-config does not know a module.
        MissingToolError: There is no pkg-config for the target.
    """
    expanded: list[Flag] = []
    notes: list[str] = []
    for flag in flags:
        if flag.switch is not Switch.PKG_CONFIG:
            expanded.append(flag)
            continue
        words = _ask(flag.value, target)
        expanded += _flags_in(words)
        notes += [
            f"`{word}`, which pkg-config names for `{flag.value}`, is not taken into account"
            for word in words
            if word.startswith(_CODE_GENERATION)
        ]
    return tuple(expanded), tuple(notes)


def _ask(module: str, target: Target) -> list[str]:
    command = _command(target)
    try:
        process = subprocess.run(
            [*command, "--cflags", "--", module],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="surrogateescape",
            check=False,
            timeout=_TIMEOUT_S,
            env={**os.environ, **_search_path(target), "LC_ALL": "C"},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MissingToolError(
            f"`{command[0]}` does not work: {error}", hint="set PKG_CONFIG, or name folders with `-I`"
        ) from None
    if process.returncode != 0:
        raise _unknown(module, process.stderr)
    return shlex.split(process.stdout)


def _unknown(module: str, said: str) -> HeaderError:
    """Return the error of a module that pkg-config does not know, or not all of."""
    lines = [line for line in said.splitlines() if line and not line.startswith("Perhaps you should")]
    reason = lines[0] if lines else "it gave no reason"
    return HeaderError(
        f"pkg-config knows no usable module `{module}`: {reason}",
        hint=f"install its development package, or put the folder of `{module}.pc` into PKG_CONFIG_PATH",
    )


def _command(target: Target) -> list[str]:
    """Return the program: the one that is named for the target, its own, or for the host `pkg-config`.

    The variables are those of Rust's crate `pkg-config`, and so is the refusal to answer with
    the host's headers for another target.
    """
    is_host = target.triple == host_triple()
    if named := _targeted("PKG_CONFIG", target):
        words = _split(named)
    else:
        prefixed = [f"{prefix}-pkg-config" for prefix in target.toolchain.prefixes]
        found = [name for name in prefixed if not is_host and shutil.which(name)]
        words = [*found, "pkg-config"][:1]
        if not is_host and not found and not _is_set_up_for(target):
            raise MissingToolError(
                f"pkg-config is not set up for {target.triple}: it would name the headers of this machine",
                hint=f"install `{[*prefixed, 'a pkg-config for it'][0]}`, or set "
                f"PKG_CONFIG_{target.triple.replace('-', '_')}, or name folders with `-I`",
            )
    if not words or not shutil.which(words[0]):
        raise MissingToolError(
            f"`{' '.join(words) or named}` was not found",
            hint="install pkg-config, set PKG_CONFIG, or name folders with `-I`",
        )
    return words


def _split(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError:
        return []


def _is_set_up_for(target: Target) -> bool:
    if os.environ.get("PKG_CONFIG_ALLOW_CROSS", "0") not in {"", "0"}:
        return True
    return any(_targeted(name, target) for name in ("PKG_CONFIG_LIBDIR", "PKG_CONFIG_SYSROOT_DIR"))


def _search_path(target: Target) -> dict[str, str]:
    """Return the variables by which pkg-config searches, with the target's values."""
    return {name: value for name in _SEARCH if (value := _targeted(name, target))}


def _targeted(name: str, target: Target) -> str | None:
    """Return a variable's value for a target, else its value for all of them."""
    kind = "HOST" if target.triple == host_triple() else "TARGET"
    underscored = target.triple.replace("-", "_")
    for variable in (f"{name}_{target.triple}", f"{name}_{underscored}", f"{kind}_{name}", name):
        if value := os.environ.get(variable):
            return value
    return None


def _flags_in(words: Iterable[str]) -> Iterator[Flag]:
    """Yield what concerns the preprocessor; `-pthread` is a macro for it (GCC manual)."""
    rest = iter(words)
    for word in rest:
        if word in _SEPARATE:
            yield Flag(switch=_SEPARATE[word], value=next(rest, ""))
        elif word == "-pthread":
            yield Flag(switch=Switch.DEFINE, value="_REENTRANT")
        else:
            for prefix, switch in _JOINED.items():
                if word.startswith(prefix):
                    yield Flag(switch=switch, value=word.removeprefix(prefix) or next(rest, ""))
                    break
