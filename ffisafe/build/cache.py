"""Folders that ffisafe writes to: its own, never the crate's sources."""

import os
from hashlib import blake2b
from pathlib import Path

from ffisafe.build.crate import Crate
from ffisafe.errors import BuildError


def cache_directory() -> Path:
    """Return ffisafe's cache, which may not exist yet.

    It is FFISAFE_CACHE_DIR, else what the XDG Base Directory Specification says.
    """
    if chosen := os.environ.get("FFISAFE_CACHE_DIR"):
        return Path(chosen).absolute()
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    # The specification has relative paths ignored.
    return (named if named.is_absolute() else Path.home() / ".cache") / "ffisafe"


def build_directory(crate: Crate, flavour: str) -> Path:
    """Return a writable Cargo target directory for one flavour of a crate.

    Raises:
        BuildError: Neither the crate's target directory nor the cache can be written.
    """
    digest = blake2b(os.fsencode(crate.manifest), digest_size=8).hexdigest()
    places = (
        crate.target_directory / "ffisafe" / flavour,
        cache_directory() / "target" / f"{crate.name}-{digest}" / flavour,
    )
    for place in places:
        if _writable(place):
            return place
    raise BuildError(
        f"neither {places[0]} nor {places[1]} can be written",
        hint="set CARGO_TARGET_DIR or XDG_CACHE_HOME to a folder that can",
    )


def _writable(directory: Path) -> bool:
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(directory, os.W_OK | os.X_OK)
