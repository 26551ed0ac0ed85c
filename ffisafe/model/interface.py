"""All that one side of the boundary declares."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ffisafe.model.attribute import Attribute
from ffisafe.model.ctype import Convention, CType, Enumeration, FunctionType
from ffisafe.model.layout import RecordLayout
from ffisafe.model.source import SourceLocation
from ffisafe.model.target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of a function; C's prototypes may leave the name out."""

    name: str | None
    type: CType
    location: SourceLocation | None = None
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function by its symbol name; ``result`` is ``VOID`` where there is none.

    ``convention`` is what its declaration asks for; None where it leaves that to the target.
    ``abi`` is what a Rust function is declared with (``C-unwind``, ``Rust``); None where that is
    not known, as in C. ``path`` is its name in the Rust source.
    """

    name: str
    parameters: tuple[Parameter, ...]
    result: CType
    variadic: bool = False
    attributes: tuple[Attribute, ...] = ()
    location: SourceLocation | None = None
    convention: Convention | None = None
    abi: str | None = None
    path: str | None = None
    documentation: str | None = None

    @property
    def type(self) -> FunctionType:
        """The function's type without names."""
        return FunctionType(
            parameters=tuple(parameter.type for parameter in self.parameters),
            result=self.result,
            variadic=self.variadic,
            convention=self.convention,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A global variable by its symbol name; ``const`` says that nobody may write to it, None: not known.

    ``path`` is its name in the Rust source.
    """

    name: str
    type: CType
    const: bool | None = None
    thread_local: bool | None = None  # None: not known
    location: SourceLocation | None = None
    attributes: tuple[Attribute, ...] = ()
    path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredEnum:
    """An enumerated type where it is defined; ``name`` is its tag, else a typedef's, else None."""

    name: str | None
    type: Enumeration
    location: SourceLocation | None = None
    attributes: tuple[Attribute, ...] = ()
    constant_attributes: Mapping[str, tuple[Attribute, ...]] = field(default_factory=dict)
    constant_locations: Mapping[str, SourceLocation] = field(default_factory=dict)


class Unreachable(StrEnum):
    """Why a symbol that a build has cannot be linked to."""

    LOCAL = "local"  # bound to the library: STB_LOCAL, or left out of the dynamic symbols
    HIDDEN = "hidden"  # STV_HIDDEN or STV_INTERNAL
    VERSION = "version"  # only as a version that is not the default one


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenSymbol:
    """A symbol that is in a build, and that others cannot reach (FFI304)."""

    name: str
    reason: Unreachable
    version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lint:
    """What rustc says about a foreign signature (``improper_ctypes``, ``improper_ctypes_definitions``)."""

    name: str
    message: str
    notes: tuple[str, ...]
    location: SourceLocation


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A source of facts that could not be read, and the rules that need it (FFI903)."""

    rules: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A declaration that could not be understood (FFI901)."""

    symbol: str
    reason: str
    location: SourceLocation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    """Functions and variables by symbol, records by key, enumerators, macros and typedefs by name.

    ``constants`` are the enumerators and the macros that are integers.
    ``typedef_attributes`` are those of the typedefs that have any.
    ``included`` are the functions and variables that a header includes from elsewhere, by their symbols.

    ``exports`` are the symbols that a build makes visible; None for a header.
    ``has_types`` is False where a build carries no debug information.
    ``hidden`` are symbols that a build has and does not let others reach; ``unexported`` are Rust's
    functions by their plain name that have neither ``no_mangle`` nor ``export_name``.
    ``variable_sizes`` are the sizes of the variables that a build exports, in bytes, as its symbols say.
    ``gaps`` are sources of facts about a build that could not be read.
    ``notes`` say what the user should know about how it was read.
    """

    target: Target
    functions: Mapping[str, Function]
    records: Mapping[str, RecordLayout]
    constants: Mapping[str, int] = field(default_factory=dict)
    variables: Mapping[str, Variable] = field(default_factory=dict)
    enums: tuple[DeclaredEnum, ...] = ()
    typedefs: Mapping[str, CType] = field(default_factory=dict)
    typedef_attributes: Mapping[str, tuple[Attribute, ...]] = field(default_factory=dict)
    included: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    exports: frozenset[str] | None = None
    has_types: bool = True
    notes: tuple[str, ...] = ()
    hidden: Mapping[str, HiddenSymbol] = field(default_factory=dict)
    unexported: Mapping[str, Function] = field(default_factory=dict)
    variable_sizes: Mapping[str, int] = field(default_factory=dict)
    lints: tuple[Lint, ...] = ()
    gaps: tuple[Gap, ...] = ()
