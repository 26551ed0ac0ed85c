"""Builds a crate the way each half of ffisafe needs it, and finds what the build needs to run."""

from ffisafe.build.cache import cache_directory
from ffisafe.build.cargo import Artefact, build_crate
from ffisafe.build.crate import Crate, find_crate
from ffisafe.build.flavour import CHECK, RELEASE, Flavour, sanitized
from ffisafe.build.runtime import sanitizer_runtime
from ffisafe.build.toolchain import host_triple

__all__ = [
    "CHECK",
    "RELEASE",
    "Artefact",
    "Crate",
    "Flavour",
    "build_crate",
    "cache_directory",
    "find_crate",
    "host_triple",
    "sanitized",
    "sanitizer_runtime",
]
