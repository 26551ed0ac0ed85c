"""What a command works on: the contract, the headers, and the crate or library."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ffisafe.abi.targets import find_target
from ffisafe.build import Crate, find_crate
from ffisafe.compare import compare_contract
from ffisafe.contracts import find_config, load_contract
from ffisafe.errors import ConfigError
from ffisafe.frontends.c_header import HeaderOptions, read_headers
from ffisafe.model.contract import Contract
from ffisafe.model.finding import Finding
from ffisafe.model.interface import Interface
from ffisafe.model.target import Target

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One library with its headers; either ``crate`` or ``lib`` is set."""

    contract: Contract
    target: Target
    headers: tuple[Path, ...]
    interface: Interface
    crate: Crate | None
    lib: Path | None
    contract_findings: tuple[Finding, ...]


def load_project(arguments: argparse.Namespace) -> Project:
    """Read config and headers and find the library, command line before config.

    Raises:
        FFISafeError: Something is missing, malformed or misspelt.
    """
    contract = _load_contract(arguments)
    target = find_target(arguments.target)
    headers = _headers(arguments, contract)
    crate, lib = _library(arguments, contract)
    settings = contract.library
    options = HeaderOptions(
        include_dirs=(*arguments.include_dirs, *settings.include_dirs),
        defines=(*arguments.defines, *settings.defines),
    )
    interface = read_headers(headers, options, target)
    problems = tuple(compare_contract(contract, interface))
    return Project(
        contract=contract,
        target=target,
        headers=headers,
        interface=interface,
        crate=crate,
        lib=lib,
        contract_findings=problems,
    )


def _load_contract(arguments: argparse.Namespace) -> Contract:
    if arguments.config:
        return load_contract(Path(arguments.config))
    found = find_config(Path(arguments.crate or "."))
    return load_contract(found) if found else Contract()


def _headers(arguments: argparse.Namespace, contract: Contract) -> tuple[Path, ...]:
    headers = arguments.headers or contract.library.headers
    if not headers:
        where = f"`headers` under [library] in {contract.path}" if contract.path else "ffisafe.toml"
        raise ConfigError("no header to check", hint=f"name one, or set {where}")
    return tuple(Path(header) for header in headers)


def _library(arguments: argparse.Namespace, contract: Contract) -> tuple[Crate | None, Path | None]:
    if arguments.lib:
        return None, Path(arguments.lib)
    if arguments.crate:
        return find_crate(Path(arguments.crate)), None
    if contract.library.lib and not contract.library.crate:
        return None, Path(contract.library.lib)
    return find_crate(Path(contract.library.crate or ".")), None
