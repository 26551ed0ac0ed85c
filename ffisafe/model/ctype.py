"""C types, resolved for one target.

Records are named by key and defined once in an :class:`~ffisafe.model.interface.Interface`,
because they may refer to themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from ffisafe.model.target import Encoding


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """An arithmetic type or ``void``; ``name`` is its spelling in its own language."""

    name: str
    encoding: Encoding
    size_bytes: int
    align_bytes: int


class PointerKind(StrEnum):
    """What Rust promises about a pointer; C's are all ``RAW``."""

    RAW = "raw"
    REFERENCE = "reference"
    NON_NULL = "non-null"
    BOX = "box"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """A pointer; ``const`` says that the pointee may not be written through it.

    A raw pointer may always be null, whatever ``nullable`` says.
    """

    pointee: CType
    const: bool
    size_bytes: int
    kind: PointerKind = PointerKind.RAW
    nullable: bool = False  # Rust: in an `Option`, whose `None` is the null pointer


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector(Scalar):
    """A GNU vector: ``count`` elements that are computed with, passed and aligned as one value."""

    element: Scalar
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Array:
    """``count`` elements in a row; None where C leaves the bound open."""

    element: CType
    count: int | None


class RecordKind(StrEnum):
    """A record is a struct or a union."""

    STRUCT = "struct"
    UNION = "union"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A reference to a struct or union: ``key`` finds its layout in the interface."""

    kind: RecordKind
    name: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation:
    """What ``#[repr(...)]`` says of a Rust type (Rust reference, "Type layout")."""

    is_c: bool = False
    is_transparent: bool = False
    integer: str | None = None  # `u8`, `isize`, ...
    packed_bytes: int | None = None
    align_bytes: int | None = None

    @property
    def is_stable(self) -> bool:
        """Whether the layout is promised, and not only what this compiler chose."""
        return self.is_c or self.is_transparent or self.integer is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enumeration:
    """An enumerated type with its constants in the order of declaration.

    ``key`` is the path of a Rust enum; ``representation`` is None where it is not known, as in C.
    ``typedef`` is what C calls one without a tag. ``is_fixed`` says that the underlying type is
    written down, not the compiler's choice.
    """

    name: str
    underlying: Scalar
    constants: tuple[tuple[str, int], ...]
    key: str = ""
    typedef: str = field(default="", compare=False)
    is_fixed: bool = False
    representation: Representation | None = None


class Convention(StrEnum):
    """A calling convention that C's attributes ask for, as GCC and Clang spell them.

    Which of them a target has, and which of them it takes for its own, is the target's business.
    """

    CDECL = "cdecl"
    STDCALL = "stdcall"
    FASTCALL = "fastcall"
    THISCALL = "thiscall"
    VECTORCALL = "vectorcall"
    REGCALL = "regcall"
    PASCAL = "pascal"
    CLRCALL = "clrcall"
    MS_ABI = "ms_abi"
    SYSV_ABI = "sysv_abi"
    REGPARM_0 = "regparm(0)"
    REGPARM_1 = "regparm(1)"
    REGPARM_2 = "regparm(2)"
    REGPARM_3 = "regparm(3)"
    SSEREGPARM = "sseregparm"
    AAPCS = "aapcs"
    AAPCS_VFP = "aapcs-vfp"
    AARCH64_VECTOR_PCS = "aarch64_vector_pcs"
    AARCH64_SVE_PCS = "aarch64_sve_pcs"
    PRESERVE_MOST = "preserve_most"
    PRESERVE_ALL = "preserve_all"
    PRESERVE_NONE = "preserve_none"
    SWIFT = "swiftcall"
    SWIFT_ASYNC = "swiftasynccall"


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionType:
    """The type that a function pointer points to; ``abi`` is as Rust spells it (``C-unwind``).

    ``convention`` is what C's declaration asks for; None where it leaves that to the target.
    """

    parameters: tuple[CType, ...]
    result: CType
    variadic: bool = False
    abi: str = "C"
    convention: Convention | None = None


CType = Scalar | Pointer | Array | Record | Enumeration | FunctionType

VOID = Scalar(name="void", encoding=Encoding.VOID, size_bytes=0, align_bytes=1)


def innermost(ctype: CType) -> CType:
    """Return what an array of arrays is made of in the end; a type that is no array is that itself."""
    while isinstance(ctype, Array):
        ctype = ctype.element
    return ctype


def is_void(ctype: CType) -> bool:
    """Return whether a type is C's ``void`` or Rust's ``()``."""
    return isinstance(ctype, Scalar) and ctype.encoding is Encoding.VOID
