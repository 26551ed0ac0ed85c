"""The Rust side of the boundary, as the build has it."""

from ffisafe.frontends.rust.library import read_library

__all__ = ["read_library"]
