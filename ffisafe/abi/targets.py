"""The targets that ffisafe knows, by their Rust names."""

import platform
from collections.abc import Mapping

from ffisafe.abi.platforms import TARGETS
from ffisafe.errors import ConfigError
from ffisafe.model.target import Target

_HOSTS: Mapping[tuple[str, str], str] = {
    ("Linux", "x86_64"): "x86_64-unknown-linux-gnu",
    ("Linux", "aarch64"): "aarch64-unknown-linux-gnu",
    ("Linux", "riscv64"): "riscv64gc-unknown-linux-gnu",
    ("Linux", "ppc64le"): "powerpc64le-unknown-linux-gnu",
    ("Linux", "s390x"): "s390x-unknown-linux-gnu",
    ("Linux", "loongarch64"): "loongarch64-unknown-linux-gnu",
    ("Darwin", "x86_64"): "x86_64-apple-darwin",
    ("Darwin", "arm64"): "aarch64-apple-darwin",
    ("Windows", "AMD64"): "x86_64-pc-windows-msvc",
}


def host_triple() -> str | None:
    """Return the Rust name of the machine that ffisafe runs on, if it is known."""
    return _HOSTS.get((platform.system(), platform.machine()))


def find_target(triple: str | None = None) -> Target:
    """Return a target by its Rust name, or the host's.

    Raises:
        ConfigError: The target is not in the table.
    """
    name = triple or host_triple()
    if name is not None and name in TARGETS:
        return TARGETS[name]
    asked = name or f"{platform.system()} on {platform.machine()}"
    known = ", ".join(sorted(TARGETS))
    raise ConfigError(f"target {asked} is not known", hint=f"choose one of: {known}")
