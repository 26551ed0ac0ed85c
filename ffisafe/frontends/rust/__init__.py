"""The Rust side of the boundary, as the build has it."""

from ffisafe.frontends.rust.crate import read_crate, read_finished
from ffisafe.frontends.rust.library import read_library
from ffisafe.frontends.rust.sources import merge

__all__ = ["merge", "read_crate", "read_finished", "read_library"]
