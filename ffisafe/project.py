"""What the tool works on: a contract, headers, and a crate or a finished library."""

from dataclasses import dataclass
from pathlib import Path

from ffisafe.abi.targets import find_target
from ffisafe.build import Crate, find_crate
from ffisafe.contracts import ContractProblem, check_names, find_config, load_contract
from ffisafe.errors import ConfigError
from ffisafe.frontends.c_header import HeaderOptions, read_headers
from ffisafe.model.contract import Contract
from ffisafe.model.interface import Interface
from ffisafe.model.target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectOptions:
    """What the user asked for; the contract's ``[library]`` fills in the rest.

    ``config`` is searched upward from the crate's folder, or ``start``, where it is not named.
    """

    headers: tuple[str, ...] = ()
    crate: str | None = None
    lib: str | None = None
    config: str | None = None
    include_dirs: tuple[str, ...] = ()
    defines: tuple[str, ...] = ()
    target: str | None = None
    start: Path = Path()


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One library with its headers; either ``crate`` or ``lib`` is set."""

    contract: Contract
    contract_problems: tuple[ContractProblem, ...]
    target: Target
    headers: tuple[Path, ...]
    interface: Interface
    crate: Crate | None
    lib: Path | None


def load_project(options: ProjectOptions) -> Project:
    """Read contract and headers, and find the library.

    Raises:
        FFISafeError: Something is missing, malformed or misspelt.
    """
    contract = _load_contract(options)
    target = find_target(options.target)
    headers = _headers(options, contract)
    crate, lib = _library(options, contract)
    settings = contract.library
    flags = HeaderOptions(
        include_dirs=(*options.include_dirs, *settings.include_dirs),
        defines=(*options.defines, *settings.defines),
    )
    interface = read_headers(headers, flags, target)
    return Project(
        contract=contract,
        contract_problems=check_names(contract, interface),
        target=target,
        headers=headers,
        interface=interface,
        crate=crate,
        lib=lib,
    )


def _load_contract(options: ProjectOptions) -> Contract:
    if options.config:
        return load_contract(Path(options.config))
    found = find_config(Path(options.crate) if options.crate else options.start)
    return load_contract(found) if found else Contract()


def _headers(options: ProjectOptions, contract: Contract) -> tuple[Path, ...]:
    headers = options.headers or contract.library.headers
    if not headers:
        where = f"`headers` under [library] in {contract.path}" if contract.path else "ffisafe.toml"
        raise ConfigError("no header to check", hint=f"name one, or set {where}")
    return tuple(Path(header) for header in headers)


def _library(options: ProjectOptions, contract: Contract) -> tuple[Crate | None, Path | None]:
    if options.lib:
        return None, Path(options.lib)
    if options.crate:
        return find_crate(Path(options.crate)), None
    if contract.library.lib and not contract.library.crate:
        return None, Path(contract.library.lib)
    beside = Path(contract.path).parent if contract.path else options.start
    return find_crate(Path(contract.library.crate or beside)), None
