"""Targets: the facts of a platform's ABI that layout and calls depend on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ffisafe.model.call import CallingConvention


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
    """Encoding, size and alignment of one C arithmetic type on a target.

    ``align_bytes`` is what holds inside a record, ``_Alignof``; ``preferred_align_bytes`` is what
    a variable of its own gets, GNU C's ``__alignof__``, where that is stricter.
    """

    encoding: Encoding
    size_bytes: int
    align_bytes: int
    preferred_align_bytes: int | None = None


class BitFieldRules(StrEnum):
    """The families of rules by which bit-fields share storage."""

    SYSTEM_V = "System V"
    MS_STRUCT = "ms_struct"  # Microsoft's as GCC and Clang imitate them
    MICROSOFT = "Microsoft"


class RulesOf(StrEnum):
    """The compiler that a platform goes by where the psABI is silent."""

    GCC = "GCC"
    CLANG = "Clang"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRules:
    """What differs between targets in the layout of records."""

    of: RulesOf = RulesOf.GCC
    bit_fields: BitFieldRules = BitFieldRules.SYSTEM_V
    attributes: frozenset[BitFieldRules] = frozenset()  # families that attributes may choose instead
    aligns_unnamed_bit_fields: bool = False  # an unnamed one aligns its record as a named one does
    max_scalar_align_bytes: int | None = None  # inside records, where that is less than by themselves
    max_integer_align_bytes: int = 16
    max_pack_bytes: int = 16  # a `#pragma pack` above it is ignored (Microsoft's rules)
    empty_struct_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class VaList:
    """A ``va_list`` that is a struct: its tag, and its members' names and types, ``void *`` or scalars."""

    tag: str
    members: tuple[tuple[str, str], ...]
    in_array: bool  # an array of one such struct, and as a parameter therefore a pointer


@dataclass(frozen=True, slots=True, kw_only=True)
class Toolchain:
    """How C is preprocessed for a target."""

    prefixes: tuple[str, ...] = ()  # of GNU cross compilers: `aarch64-linux-gnu` for `aarch64-linux-gnu-gcc`
    clang_target: str = ""
    macros: tuple[str, ...] = ()  # that name the processor, the system and the object format


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A platform, named by its Rust target triple.

    ``scalars`` maps C's canonical spellings (``unsigned long``) to their facts.
    """

    triple: str
    source: str = ""  # where the facts stand: psABI and section
    endianness: Endianness
    pointer_bytes: int
    scalars: Mapping[str, ScalarFact]
    char_is_signed: bool = True
    size_type: str = "unsigned long"
    wchar_type: str = "int"
    max_aligned_bytes: int = 16  # what `aligned` without an argument asks for
    max_vector_align_bytes: int | None = None  # None: a vector is aligned to its size
    max_atomic_bytes: int = 16  # a larger `_Atomic` type is as the plain one (Clang's rules)
    max_bit_int_align_bytes: int | None = None  # None: that of `long long`
    enums_are_int: bool = False  # whatever values they have
    records: RecordRules = RecordRules()
    va_list: VaList | None = None  # None: a pointer
    calls: CallingConvention | None = None  # None: not known to ffisafe
    toolchain: Toolchain = field(default_factory=Toolchain)
