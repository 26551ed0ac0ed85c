"""The targets that ffisafe knows, by their Rust names.

A target is a table of facts; its docstring or comment names the psABI they come from.
"""

import platform
from collections.abc import Mapping

from ffisafe.errors import ConfigError
from ffisafe.model.target import Encoding, Endianness, ScalarFact, Target


def _fact(encoding: Encoding, size_bytes: int, align_bytes: int | None = None) -> ScalarFact:
    align = size_bytes if align_bytes is None else align_bytes
    return ScalarFact(encoding=encoding, size_bytes=size_bytes, align_bytes=align)


# System V AMD64 psABI 1.0 §3.1.2, table 3.1; the LP64 programming model.
_SYSV_AMD64_LP64 = {
    "void": _fact(Encoding.VOID, 0, 1),
    "_Bool": _fact(Encoding.BOOLEAN, 1),
    "char": _fact(Encoding.CHAR, 1),
    "signed char": _fact(Encoding.SIGNED, 1),
    "unsigned char": _fact(Encoding.UNSIGNED, 1),
    "short": _fact(Encoding.SIGNED, 2),
    "unsigned short": _fact(Encoding.UNSIGNED, 2),
    "int": _fact(Encoding.SIGNED, 4),
    "unsigned int": _fact(Encoding.UNSIGNED, 4),
    "long": _fact(Encoding.SIGNED, 8),
    "unsigned long": _fact(Encoding.UNSIGNED, 8),
    "long long": _fact(Encoding.SIGNED, 8),
    "unsigned long long": _fact(Encoding.UNSIGNED, 8),
    "__int128": _fact(Encoding.SIGNED, 16),
    "unsigned __int128": _fact(Encoding.UNSIGNED, 16),
    "_Float16": _fact(Encoding.FLOAT, 2),
    "float": _fact(Encoding.FLOAT, 4),
    "double": _fact(Encoding.FLOAT, 8),
    "long double": _fact(Encoding.FLOAT, 16),
    "_Float128": _fact(Encoding.FLOAT, 16),
}

_TARGETS = {
    "x86_64-unknown-linux-gnu": Target(
        triple="x86_64-unknown-linux-gnu",
        endianness=Endianness.LITTLE,
        pointer_bytes=8,
        scalars=_SYSV_AMD64_LP64,
    ),
}

_HOSTS: Mapping[tuple[str, str], str] = {("Linux", "x86_64"): "x86_64-unknown-linux-gnu"}


def find_target(triple: str | None = None) -> Target:
    """Return a target by its Rust name, or the host's.

    Raises:
        ConfigError: The target is not in the table.
    """
    name = triple or _HOSTS.get((platform.system(), platform.machine()))
    if name in _TARGETS:
        return _TARGETS[name]
    asked = name or f"{platform.system()} on {platform.machine()}"
    known = ", ".join(sorted(_TARGETS))
    raise ConfigError(f"target {asked} is not known", hint=f"choose one of: {known}")
