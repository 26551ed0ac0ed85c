"""Asks rustc about itself, in the crate's directory so that rustup's overrides hold."""

from collections.abc import Sequence
from pathlib import Path

from ffisafe.build.process import run
from ffisafe.errors import BuildError


def host_triple(directory: Path | None = None) -> str:
    """Return the target triple that rustc builds for when nothing is said."""
    for line in _rustc(["-vV"], directory).splitlines():
        key, _, value = line.partition(": ")
        if key == "host":
            return value.strip()
    raise BuildError("rustc -vV does not name a host", hint="check what RUSTC is set to")


def target_libraries(target: str, directory: Path | None = None) -> Path:
    """Return the folder in which the toolchain keeps a target's libraries."""
    printed = _rustc(["--print", "target-libdir", "--target", target], directory)
    return Path(printed.strip())


def accepts(rustflags: Sequence[str], directory: Path | None = None) -> bool:
    """Return whether rustc takes these flags, unstable ones included."""
    arguments = [*rustflags, "--print", "sysroot"]
    return run("rustc", arguments, directory=directory, env={"RUSTC_BOOTSTRAP": "1"}).status == 0


def _rustc(arguments: Sequence[str], directory: Path | None) -> str:
    output = run("rustc", arguments, directory=directory)
    if output.status != 0:
        raise BuildError(
            f"rustc {' '.join(arguments)} failed with status {output.status}",
            details=output.stderr,
        )
    return output.stdout
