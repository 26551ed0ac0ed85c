"""C headers: preprocess with the C compiler, parse with pycparser, lower to the model."""

from ffisafe.frontends.c_header.headers import read_headers
from ffisafe.frontends.c_header.preprocessing.options import Flag, HeaderOptions, Switch

__all__ = ["Flag", "HeaderOptions", "Switch", "read_headers"]
