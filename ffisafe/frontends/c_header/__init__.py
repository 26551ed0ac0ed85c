"""C headers: preprocess with the C compiler, parse with pycparser, lower to the model."""

from ffisafe.frontends.c_header.preprocess import HeaderOptions
from ffisafe.frontends.c_header.read import read_headers

__all__ = ["HeaderOptions", "read_headers"]
