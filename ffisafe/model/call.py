"""Where the arguments and the result of a call travel."""

from dataclasses import dataclass
from enum import StrEnum


class CallingConvention(StrEnum):
    """The rules by which a target passes arguments when nothing else is asked for."""

    SYSTEM_V_AMD64 = "System V AMD64"
    APPLE_AMD64 = "Apple x86-64"  # System V's, with two differences
    MICROSOFT_X64 = "Microsoft x64"
    MINGW_X64 = "MinGW x64"  # Microsoft's, with GCC's 80-bit `long double`
    SYSTEM_V_I386 = "System V i386"
    MICROSOFT_X86 = "Microsoft x86"
    MINGW_X86 = "MinGW x86"
    AAPCS64 = "AAPCS64"
    APPLE_ARM64 = "Apple ARM64"
    AAPCS32_VFP = "AAPCS32 VFP"
    RISCV_LP64D = "RISC-V LP64D"


class ArgumentClass(StrEnum):
    """What a psABI takes a value, or a part of it, for."""

    # Of an eightbyte (System V AMD64 psABI §3.2.3); INTEGER is what every psABI has.
    INTEGER = "INTEGER"
    SSE = "SSE"
    SSEUP = "SSEUP"
    X87 = "X87"
    X87UP = "X87UP"
    COMPLEX_X87 = "COMPLEX_X87"
    NO_CLASS = "NO_CLASS"
    MEMORY = "MEMORY"
    # Of a value, elsewhere.
    FLOAT = "FLOAT"  # for a floating-point register
    VECTOR = "VECTOR"
    HFA = "HFA"  # homogeneous floating-point aggregate (AAPCS64, "Homogeneous Aggregates")
    HVA = "HVA"  # homogeneous short-vector aggregate
    AGGREGATE = "AGGREGATE"


class Passage(StrEnum):
    """What of a value travels."""

    DIRECT = "direct"  # its bytes
    REFERENCE = "reference"  # the address of a copy; of a result, of the memory for it
    IGNORED = "ignored"  # nothing: it has no bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of a value's bytes (or of its address) in one register, or else on the stack.

    A stack offset counts from the stack pointer at the call, before a return address is pushed.
    What is narrower than its register fills the register's low-order end.
    """

    offset_bytes: int  # in the value
    size_bytes: int
    register: str | None = None
    stack_offset_bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """How one argument, or the result, travels; ``pieces`` are in the order of the value's bytes."""

    passage: Passage
    classes: tuple[ArgumentClass, ...]  # of the eightbytes where the psABI has those, else one
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLayout:
    """All that caller and callee have to agree on; ``stack_bytes`` is the size of the argument area.

    A result of passage ``REFERENCE`` has a hidden argument: the address of the memory for it.
    """

    parameters: tuple[Passing, ...]
    result: Passing
    stack_bytes: int
    popped_bytes: int = 0  # that the callee takes off the stack
    returned_address: str | None = None  # register that has the hidden argument again after the call
    vector_count: str | None = None  # register that tells a variadic function how many SSE registers are used

    @property
    def hidden_result(self) -> bool:
        """Whether the result goes through a hidden pointer."""
        return self.result.passage is Passage.REFERENCE
