"""Builds a crate the way each half of ffisafe needs it, and finds what the build needs to run."""

from ffisafe.build.cache import cache_directory
from ffisafe.build.cargo import Artefact, build_crate, cargo_arguments, cargo_environment
from ffisafe.build.crate import Crate, find_crate
from ffisafe.build.flavour import CHECK, RELEASE, Flavour, sanitized
from ffisafe.build.options import CargoOptions
from ffisafe.build.process import Progress
from ffisafe.build.runtime import sanitizer_runtime
from ffisafe.build.rustdoc import Documents, document
from ffisafe.build.toolchain import host_triple

__all__ = [
    "CHECK",
    "RELEASE",
    "Artefact",
    "CargoOptions",
    "Crate",
    "Documents",
    "Flavour",
    "Progress",
    "build_crate",
    "cache_directory",
    "cargo_arguments",
    "cargo_environment",
    "document",
    "find_crate",
    "host_triple",
    "sanitized",
    "sanitizer_runtime",
]
