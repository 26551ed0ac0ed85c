"""What the tool works on: a contract, headers, and a crate or a finished library."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ffisafe.abi.targets import find_target
from ffisafe.build import CargoOptions, Crate, cache_directory, find_crate
from ffisafe.contracts import ContractProblem, check_names, find_config, load_contract, merge_header
from ffisafe.errors import ConfigError
from ffisafe.frontends.c_header import Flag, HeaderOptions, Switch, read_headers
from ffisafe.model.contract import Contract, LibrarySettings
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
    flags: tuple[Flag, ...] = ()
    standard: str | None = None
    use_cache: bool = True
    target: str | None = None
    cargo: CargoOptions = field(default_factory=CargoOptions)
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
    target = find_target(options.target or contract.library.target)
    headers = _headers(options, contract)
    crate, lib = _library(options, contract)
    interface = read_headers(headers, _header_options(options, contract), target)
    merged = merge_header(contract, interface)
    return Project(
        contract=merged.contract,
        contract_problems=(*check_names(merged.contract, interface), *merged.conflicts),
        target=target,
        headers=headers,
        interface=interface,
        crate=crate,
        lib=lib,
    )


def begin_project(options: ProjectOptions, search: Callable[[Path], Sequence[Path]]) -> Project:
    """Read headers and find the library for somebody who has no contract yet.

    Args:
        options: What the user asked for. A configuration counts only if it is named, or lies in
            the crate's own folder.
        search: Finds headers in a folder, where neither user nor configuration names any.

    Raises:
        FFISafeError: Something is missing, malformed or misspelt.
    """
    folder = Path(options.crate) if options.crate else options.start
    found = Path(options.config) if options.config else find_config(folder)
    is_own = found is not None and (options.config or found.parent.resolve() == folder.resolve())
    contract = load_contract(found) if found and is_own else Contract()
    target = find_target(options.target or contract.library.target)
    crate, lib = _library(options, contract)
    named = options.headers or contract.library.headers
    headers = tuple(map(Path, named)) or tuple(search(crate.directory if crate else folder))
    return Project(
        contract=contract,
        contract_problems=(),
        target=target,
        headers=headers,
        interface=read_headers(headers, _header_options(options, contract), target),
        crate=crate,
        lib=lib,
    )


def header_options(options: ProjectOptions) -> HeaderOptions:
    """Return what is said to the preprocessor, where nothing else of a project is needed.

    Raises:
        ConfigError: The configuration is missing, malformed or misspelt.
    """
    return _header_options(options, _load_contract(options))


def _header_options(options: ProjectOptions, contract: Contract) -> HeaderOptions:
    """Return what both say to the preprocessor: the command line's folders first, its macros last."""
    asked, settings = options.flags, contract.library
    macros = {Switch.DEFINE, Switch.UNDEFINE}
    return HeaderOptions(
        flags=(
            *(flag for flag in asked if flag.switch not in macros),
            *_configured(settings),
            *(flag for flag in asked if flag.switch in macros),
        ),
        standard=options.standard or settings.std,
        cache=cache_of("headers") if options.use_cache else None,
    )


def cache_of(kind: str) -> Path | None:
    """Return the folder where what has been read is kept: ``headers`` or ``libraries``."""
    try:
        return cache_directory() / kind
    except RuntimeError:  # a user without a home
        return None


def _configured(settings: LibrarySettings) -> Iterator[Flag]:
    said = {
        Switch.INCLUDE_DIR: settings.include_dirs,
        Switch.SYSTEM_DIR: settings.system_include_dirs,
        Switch.PKG_CONFIG: settings.pkg_config,
        Switch.DEFINE: settings.defines,
        Switch.UNDEFINE: settings.undefines,
        Switch.INCLUDE_FILE: settings.include_files,
    }
    for switch, values in said.items():
        yield from (Flag(switch=switch, value=value) for value in values)


def _load_contract(options: ProjectOptions) -> Contract:
    if options.config:
        return load_contract(Path(options.config))
    if options.crate and not Path(options.crate).exists():
        raise ConfigError(f"{options.crate}: no such folder", hint="name the crate's folder with `--crate`")
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
    cargo = _cargo_options(options.cargo, contract.library)
    if options.crate:
        return find_crate(Path(options.crate), cargo), None
    if contract.library.lib and not contract.library.crate:
        return None, Path(contract.library.lib)
    beside = Path(contract.path).parent if contract.path else options.start
    return find_crate(Path(contract.library.crate or beside), cargo), None


def _cargo_options(asked: CargoOptions, settings: LibrarySettings) -> CargoOptions:
    """Return what both say to cargo; the command line replaces what the file says."""
    return replace(
        asked,
        package=asked.package or settings.package,
        features=asked.features or settings.features,
        all_features=asked.all_features or settings.all_features,
        no_default_features=asked.no_default_features or settings.no_default_features,
        profile=asked.profile or settings.profile,
        crate_type=asked.crate_type or settings.crate_type,
    )
