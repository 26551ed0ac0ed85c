"""Contracts: reading them, checking their names, evaluating their expressions."""

from ffisafe.contracts.evaluate import Lookup, evaluate
from ffisafe.contracts.expression import parse
from ffisafe.contracts.extent import (
    Evaluator,
    Extent,
    call_extents,
    extent_bytes,
    extent_of,
    record_extents,
)
from ffisafe.contracts.merge import Merged, merge_header
from ffisafe.contracts.resolve import ContractProblem, check_names
from ffisafe.contracts.state import State, Value
from ffisafe.contracts.toml import find_config, load_contract
from ffisafe.contracts.unparse import unparse

__all__ = [
    "ContractProblem",
    "Evaluator",
    "Extent",
    "Lookup",
    "Merged",
    "State",
    "Value",
    "call_extents",
    "check_names",
    "evaluate",
    "extent_bytes",
    "extent_of",
    "find_config",
    "load_contract",
    "merge_header",
    "parse",
    "record_extents",
    "unparse",
]
