"""Contracts: what a C type cannot say about a call (the words of GObject-introspection).

None stands for "nothing was said": the defaults belong to those who read the contract,
because a missing ``transfer`` is itself a finding.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ffisafe.model.expression import Expression
from ffisafe.model.source import SourceLocation

Places = Mapping[str, SourceLocation]
"""Where each word was said, by the name of the attribute that holds it."""


class Transfer(StrEnum):
    """Who owns a resource once it has crossed the boundary."""

    NONE = "none"  # borrowed
    FULL = "full"  # ownership moves, contents included
    CONTAINER = "container"  # ownership moves, but not that of the elements


class Direction(StrEnum):
    """Which way the memory behind a pointer is carried."""

    IN = "in"
    OUT = "out"
    INOUT = "inout"


class Order(StrEnum):
    """How an extent is seen as an array."""

    ROW_MAJOR = "C"
    COLUMN_MAJOR = "F"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The call that gives a resource back.

    ``arguments`` are names of the call that made the resource (``return`` for its result);
    None means that the function takes the resource alone.
    """

    function: str
    arguments: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueContract:
    """What is said about one parameter, result or field."""

    transfer: Transfer | None = None
    release: Release | None = None
    count: Expression | None = None  # extent in elements of the pointee
    bytes: Expression | None = None  # extent in bytes
    shape: tuple[Expression, ...] | None = None
    order: Order | None = None
    nullable: bool | None = None
    direction: Direction | None = None
    lifetime: str | None = None  # "call", "static", a parameter's name, or "until F, G"
    noalias: bool | None = None
    zero_terminated: bool | None = None
    utf8: bool | None = None
    range: tuple[int, int] | None = None
    zero_copy: str | None = None
    location: SourceLocation | None = None
    places: Places = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionContract:
    """What is said about one function."""

    params: Mapping[str, ValueContract] = field(default_factory=dict)
    returns: ValueContract = ValueContract()
    requires: tuple[Expression, ...] = ()
    ensures: tuple[Expression, ...] = ()
    error: Expression | None = None
    reference: str | None = None  # "module:name", found beside the contract
    tolerance: str | None = None
    unwind: bool | None = None
    thread_safe: bool | None = None
    deterministic: bool | None = None
    max_time_s: float | None = None
    location: SourceLocation | None = None
    places: Places = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StructContract:
    """What is said about one record type, by its C name."""

    fields: Mapping[str, ValueContract] = field(default_factory=dict)
    release: Release | None = None
    location: SourceLocation | None = None
    places: Places = field(default_factory=dict, compare=False)


class CrateType(StrEnum):
    """The kinds of library that other languages link to."""

    CDYLIB = "cdylib"
    STATICLIB = "staticlib"


@dataclass(frozen=True, slots=True, kw_only=True)
class LibrarySettings:
    """``[library]``: paths are absolute, resolved against the file's folder."""

    headers: tuple[str, ...] = ()
    crate: str | None = None
    lib: str | None = None
    include_dirs: tuple[str, ...] = ()
    system_include_dirs: tuple[str, ...] = ()
    defines: tuple[str, ...] = ()
    undefines: tuple[str, ...] = ()
    include_files: tuple[str, ...] = ()
    pkg_config: tuple[str, ...] = ()
    std: str | None = None
    target: str | None = None
    package: str | None = None
    features: tuple[str, ...] = ()
    all_features: bool = False
    no_default_features: bool = False
    profile: str | None = None
    crate_type: CrateType | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSettings:
    """``[report]``: which findings are reported; ``expectations`` is an absolute path.

    ``select`` is None where nothing is said: all rules.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    strict: bool = False
    expectations: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """Everything that a project says about its boundary; ``path`` is the file it was read from."""

    path: str | None = None
    library: LibrarySettings = LibrarySettings()
    report: ReportSettings = ReportSettings()
    functions: Mapping[str, FunctionContract] = field(default_factory=dict)
    structs: Mapping[str, StructContract] = field(default_factory=dict)
