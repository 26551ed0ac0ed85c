"""Targets: the facts of a platform's ABI that layout and calls depend on."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Endianness(StrEnum):
    """Byte order of scalars in memory."""

    LITTLE = "little"
    BIG = "big"


class Encoding(StrEnum):
    """How the bits of a scalar are read (DWARF 5 §5.1.1, ``DW_ATE_*``)."""

    VOID = "void"
    SIGNED = "signed"
    UNSIGNED = "unsigned"
    FLOAT = "float"
    COMPLEX = "complex"  # two floats (or integers, in GNU C), the real part first
    VECTOR = "vector"  # several of one scalar (GCC manual, "Vector Extensions")
    BOOLEAN = "boolean"
    CHAR = "char"  # C's plain char: signedness is the platform's business
    UTF = "utf"  # Rust's char


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalarFact:
    """Encoding, size and alignment of one C arithmetic type on a target."""

    encoding: Encoding
    size_bytes: int
    align_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A platform, named by its Rust target triple.

    ``scalars`` maps C's canonical spellings (``unsigned long``) to their facts.
    """

    triple: str
    endianness: Endianness
    pointer_bytes: int
    scalars: Mapping[str, ScalarFact]
    max_vector_align_bytes: int | None = None  # None: a vector is aligned to its size
