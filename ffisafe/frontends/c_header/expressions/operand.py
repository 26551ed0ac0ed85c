"""What an expression denotes: a type, and where it is constant, a value."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Protocol

from pycparser import c_ast

from ffisafe.frontends.c_header.alignment import Alignments
from ffisafe.frontends.c_header.declarations import Declarations
from ffisafe.frontends.c_header.enums import Enumerations
from ffisafe.frontends.c_header.records import Records
from ffisafe.model.ctype import CType, Scalar
from ffisafe.model.target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A place in memory: ``offset`` bytes into an object, or absolute where ``base`` is None."""

    base: str | None = None
    offset: int = 0

    def moved(self, offset: int) -> "Address":
        """Return the place some bytes further on."""
        return replace(self, offset=self.offset + offset)


Value = int | Fraction | Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Operand:
    """One expression; ``value`` is None where it is not constant, and ``why`` says so."""

    type: CType
    value: Value | None = None
    why: str = "it is not a constant"
    place: Address | None = None  # where an lvalue lies
    align_bytes: int | None = None  # of the variable or member that is named
    width_bits: int | None = None  # None: not a bit-field
    const: bool = False
    is_null: bool = False  # a null pointer constant (C17 §6.3.2.3)
    text: tuple[int, ...] | None = None  # of a string literal


class Types(Protocol):
    """What expressions ask about a translation unit."""

    @property
    def target(self) -> Target:
        """Whose types they are."""

    @property
    def declarations(self) -> Declarations:
        """All names."""

    @property
    def records(self) -> Records:
        """Structs and unions."""

    @property
    def enumerations(self) -> Enumerations:
        """Enums."""

    @property
    def alignments(self) -> Alignments:
        """What declarations ask for."""

    def type_of(self, node: c_ast.Node) -> CType:
        """Return the type that a declaration or type name denotes."""

    def declared_type(self, node: c_ast.Decl) -> CType:
        """Return the type of a variable or function, with what its attributes make of it."""

    def canonical(self, ctype: Scalar) -> Scalar:
        """Return a scalar without the typedef's name and alignment."""

    def is_const(self, node: c_ast.Node) -> bool:
        """Whether a declarator is of a const-qualified type."""
