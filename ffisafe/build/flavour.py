"""Flavours: the ways in which one crate is built, each in a Cargo target directory of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ffisafe.errors import BuildError

ProfileSetting = str | int | bool

# Cargo's own names. They win over the crate's Cargo.toml, which is never edited.
_DEBUG_INFO: dict[str, ProfileSetting] = {"debug": 2, "strip": "none"}
_UNOPTIMISED: dict[str, ProfileSetting] = {"opt-level": 0, "lto": "off"}
_CHECKS: dict[str, ProfileSetting] = {"debug-assertions": True, "overflow-checks": True}

# What each sanitizer that works without rebuilding std asks of rustc.
_SANITIZER_FLAGS: Mapping[str, tuple[str, ...]] = {
    "address": ("-Zsanitizer=address",),
    "leak": ("-Zsanitizer=leak",),
    "thread": ("-Zsanitizer=thread", "-Cunsafe-allow-abi-mismatch=sanitizer"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Flavour:
    """One way to build a crate; ``name`` is also the name of its target directory."""

    name: str
    profile: str = "release"
    settings: Mapping[str, ProfileSetting] = field(default_factory=dict)
    rustflags: tuple[str, ...] = ()  # for every crate of the build, build scripts excepted
    library_rustflags: tuple[str, ...] = ()  # for the library alone; left out if rustc refuses
    env: Mapping[str, str] = field(default_factory=dict)
    sanitizer: str | None = None
    is_read_only: bool = False  # the library is read and never loaded


CHECK = Flavour(
    name="check",
    profile="dev",
    settings=_DEBUG_INFO | _UNOPTIMISED,
    is_read_only=True,
    library_rustflags=(
        "-Zdebug-info-type-line-numbers=yes",
        "--force-warn=improper_ctypes",
        "--force-warn=improper_ctypes_definitions",
    ),
)
"""What is read, never run: unoptimised, so that no function is merged, with lines of types and every lint."""

RELEASE = Flavour(name="release", settings=_DEBUG_INFO)
"""As the crate ships, with debug information and no sanitizer."""


def sanitized(sanitizer: str, *, checked: bool = False) -> Flavour:
    """Return the release build under a sanitizer; ``checked`` turns Rust's own checks on.

    Raises:
        BuildError: Stable rustc cannot instrument for this sanitizer.
    """
    if sanitizer not in _SANITIZER_FLAGS:
        raise BuildError(
            f"rustc cannot build a crate under the `{sanitizer}` sanitizer without rebuilding std",
            hint=f"use one of: {', '.join(_SANITIZER_FLAGS)}",
        )
    return Flavour(
        name=f"{sanitizer}-{'checked' if checked else 'release'}",
        settings=_DEBUG_INFO | _CHECKS if checked else _DEBUG_INFO,
        rustflags=(*_SANITIZER_FLAGS[sanitizer], "-Cforce-frame-pointers=yes"),
        sanitizer=sanitizer,
    )
