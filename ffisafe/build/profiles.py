"""What a flavour sets of cargo's profiles; the rest stays as the user has it."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ffisafe.build.crate import Crate
from ffisafe.build.flavour import Flavour, ProfileSetting

# What a package of its own may have set otherwise; the rest is the same for a whole build.
_OF_A_PACKAGE = ("debug", "opt-level", "debug-assertions", "overflow-checks")


# Of these, `cargo rustc` makes a test harness in place of the library.
_HARNESSES = frozenset({"bench", "test"})


def profile_name(crate: Crate, flavour: Flavour) -> str:
    """Return the profile to build with: the one asked for, or an heir of it, else the flavour's."""
    asked = crate.options.profile
    return f"ffisafe-{asked}" if asked in _HARNESSES else asked or flavour.profile


def profile_arguments(crate: Crate, flavour: Flavour, target: str) -> list[str]:
    """Return cargo's arguments for a flavour's settings; they outrank files and environment."""
    arguments = ["-Zprofile-rustflags"] if flavour.rustflags else []
    for key, value in _settings(crate, flavour, target):
        setting = f"profile.{profile_name(crate, flavour)}.{key}={json.dumps(value)}"
        arguments += ["--config", setting]
    return arguments


def _settings(
    crate: Crate, flavour: Flavour, target: str
) -> Iterator[tuple[str, ProfileSetting | list[str]]]:
    if crate.options.profile in _HARNESSES:
        yield "inherits", crate.options.profile
    yield from flavour.settings.items()
    yield "split-debuginfo", _split_debuginfo(target)
    if flavour.rustflags:
        yield "rustflags", list(flavour.rustflags)
        yield "build-override.rustflags", []
    for package in sorted(_packages_with_settings(crate)):
        for key in _OF_A_PACKAGE:
            if key in flavour.settings:
                yield f"package.{json.dumps(package)}.{key}", flavour.settings[key]


def _split_debuginfo(target: str) -> str:
    """Return where debug information goes: into the library, or beside it where the system has it so."""
    return "packed" if "-apple-" in target or target.endswith("-msvc") else "off"


def _packages_with_settings(crate: Crate) -> set[str]:
    """Return the packages, and `*`, for which the user's profiles set something of their own."""
    found: set[str] = set()
    for file in (crate.workspace_root / "Cargo.toml", *_config_files(crate.directory)):
        for profile in _tables(_read(file).get("profile")):
            packages = profile.get("package")
            found |= packages.keys() if isinstance(packages, dict) else set()
    return found


def _tables(value: object) -> Iterator[dict[str, Any]]:
    """Yield the tables within a table, which is cargo's to validate."""
    if isinstance(value, dict):
        yield from (one for one in value.values() if isinstance(one, dict))


def _config_files(directory: Path) -> Iterator[Path]:
    """Yield where cargo looks for its configuration, but for the folder of the user."""
    for folder in (directory, *directory.parents):
        yield folder / ".cargo" / "config.toml"
        yield folder / ".cargo" / "config"


def _read(file: Path) -> dict[str, Any]:
    """Return a file of cargo's; nothing of one that is not there or that cargo complains about itself."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}
