"""All that one side of the boundary declares."""

from collections.abc import Mapping
from dataclasses import dataclass, field

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
    """

    name: str
    parameters: tuple[Parameter, ...]
    result: CType
    variadic: bool = False
    attributes: tuple[Attribute, ...] = ()
    location: SourceLocation | None = None
    convention: Convention | None = None

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
    """A global variable by its symbol name."""

    name: str
    type: CType
    location: SourceLocation | None = None
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredEnum:
    """An enumerated type where it is defined; ``name`` is its tag, else a typedef's, else None."""

    name: str | None
    type: Enumeration
    location: SourceLocation | None = None
    attributes: tuple[Attribute, ...] = ()
    constant_attributes: Mapping[str, tuple[Attribute, ...]] = field(default_factory=dict)


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

    ``exports`` are the symbols that a build makes visible; None for a header.
    ``has_types`` is False where a build carries no debug information.
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
    problems: tuple[Problem, ...] = ()
    exports: frozenset[str] | None = None
    has_types: bool = True
    notes: tuple[str, ...] = ()
