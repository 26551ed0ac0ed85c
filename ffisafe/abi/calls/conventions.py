"""Which rules a function follows, where an attribute or Rust's `extern "..."` asks for others."""

from collections.abc import Iterable

from ffisafe.errors import UnsupportedTypeError
from ffisafe.model.call import CallingConvention
from ffisafe.model.interface import Attribute
from ffisafe.model.target import Target

# GCC manual, "x86 Function Attributes", "ARM Function Attributes", with the names that Rust has for them.
_ABIS = {
    "cdecl": "cdecl",
    "stdcall": "stdcall",
    "fastcall": "fastcall",
    "thiscall": "thiscall",
    "vectorcall": "vectorcall",
    "ms_abi": "win64",
    "sysv_abi": "sysv64",
    "pcs": "aapcs",
    "regparm": "regparm",
    "sseregparm": "sseregparm",
    "regcall": "regcall",
    "aarch64_vector_pcs": "aarch64_vector_pcs",
    "preserve_none": "preserve_none",
}
_TARGETS_OWN = {"C", "cdecl", "system"}

_AMD64 = {
    CallingConvention.SYSTEM_V_AMD64,
    CallingConvention.MICROSOFT_X64,
    CallingConvention.MINGW_X64,
}
_I386 = {
    CallingConvention.SYSTEM_V_I386,
    CallingConvention.MICROSOFT_X86,
    CallingConvention.MINGW_X86,
}
_X87_MEMORY_BYTES = 16


def abi_of(attributes: Iterable[Attribute]) -> str:
    """Return the calling convention that attributes ask for, as Rust spells it; ``C`` if none."""
    named = [_ABIS[name] for each in attributes if (name := each.name.strip("_")) in _ABIS]
    return named[-1] if named else "C"


def convention_of(abi: str, target: Target) -> CallingConvention:
    """Return the rules that a function follows.

    Raises:
        UnsupportedTypeError: They are not known, for the target or at all.
    """
    if target.calls is None:
        raise UnsupportedTypeError(f"the calling convention of {target.triple} is not known")
    name = abi.removesuffix("-unwind")
    if name == "sysv64" and target.calls in _AMD64:
        return CallingConvention.SYSTEM_V_AMD64
    if name == "win64" and target.calls in _AMD64:
        has_x87 = target.scalars["long double"].size_bytes == _X87_MEMORY_BYTES
        return CallingConvention.MINGW_X64 if has_x87 else CallingConvention.MICROSOFT_X64
    if name in _TARGETS_OWN or (name == "stdcall" and target.calls in _AMD64 | _I386):
        return target.calls
    raise UnsupportedTypeError(f"the calling convention `{abi}` is not known on {target.triple}")


def pops_arguments(abi: str, target: Target, *, variadic: bool) -> bool:
    """Return whether the called function takes its arguments off the stack, as 32-bit `stdcall` does.

    Rust's `system` is `stdcall` on 32-bit Windows; what is variadic is `cdecl` all the same.
    """
    name = abi.removesuffix("-unwind")
    on_windows = target.calls in _I386 - {CallingConvention.SYSTEM_V_I386}
    asked = name == "stdcall" or (name == "system" and on_windows)
    return asked and target.calls in _I386 and not variadic
