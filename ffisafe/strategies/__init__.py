"""Hypothesis strategies from C types and contracts."""

from ffisafe.strategies.arguments import Argument, CallContract, Drawn, arguments, obstacle
from ffisafe.strategies.memory import Memory, direction_of
from ffisafe.strategies.scalars import dtype_of, from_ctype

__all__ = [
    "Argument",
    "CallContract",
    "Drawn",
    "Memory",
    "arguments",
    "direction_of",
    "dtype_of",
    "from_ctype",
    "obstacle",
]
