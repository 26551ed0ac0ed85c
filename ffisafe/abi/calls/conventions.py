"""Which rules a function follows, where an attribute or Rust's `extern "..."` asks for others."""

from ffisafe.errors import UnsupportedTypeError
from ffisafe.model.call import CallingConvention
from ffisafe.model.ctype import Convention, FunctionType
from ffisafe.model.target import Target

# Attributes of GCC and Clang, with the names that Rust has for them.
_RUST_NAMES = {Convention.MS_ABI: "win64", Convention.SYSV_ABI: "sysv64"}
_TARGETS_OWN = {"C", "system", "cdecl", "regparm(0)", "preserve_most", "preserve_all"}
_IGNORED_ON_AMD64 = {"stdcall", "fastcall", "thiscall"}  # there is one convention only
# What Rust's `extern "..."` has for C (Rust reference, "The `extern` ABI").
_C_ABIS = frozenset({"C", "system", "cdecl", "stdcall", "fastcall", "thiscall", "vectorcall"}) | {
    *("aapcs", "win64", "sysv64", "efiapi")
}
_KEEPING_REGISTERS = {Convention.PRESERVE_MOST, Convention.PRESERVE_ALL}

_AMD64 = {
    CallingConvention.SYSTEM_V_AMD64,
    CallingConvention.APPLE_AMD64,
    CallingConvention.MICROSOFT_X64,
    CallingConvention.MINGW_X64,
}
_I386 = {
    CallingConvention.SYSTEM_V_I386,
    CallingConvention.MICROSOFT_X86,
    CallingConvention.MINGW_X86,
}
_X87_MEMORY_BYTES = 16


def _name(function: FunctionType) -> str:
    """Return the convention that a type asks for, as Rust spells it where Rust has it."""
    if function.convention is None:
        return function.abi.removesuffix("-unwind")
    return _RUST_NAMES.get(function.convention, function.convention)


def convention_of(function: FunctionType, target: Target) -> CallingConvention:
    """Return the rules that a function follows.

    Raises:
        UnsupportedTypeError: They are not known, for the target or at all.
    """
    if target.calls is None:
        raise UnsupportedTypeError(f"the calling convention of {target.triple} is not known")
    name = _name(function)
    if name == "sysv64" and target.calls in _AMD64:
        is_apple = target.calls is CallingConvention.APPLE_AMD64
        return CallingConvention.APPLE_AMD64 if is_apple else CallingConvention.SYSTEM_V_AMD64
    if name in {"win64", "efiapi"} and target.calls in _AMD64:
        has_x87 = target.scalars["long double"].size_bytes == _X87_MEMORY_BYTES
        return CallingConvention.MINGW_X64 if has_x87 else CallingConvention.MICROSOFT_X64
    own = (
        _TARGETS_OWN
        | (_IGNORED_ON_AMD64 if target.calls in _AMD64 else set())
        | ({"stdcall"} if target.calls in _I386 else set())
        | ({"aapcs-vfp"} if target.calls is CallingConvention.AAPCS32_VFP else set())
        | ({"efiapi"} if target.calls not in {*_AMD64, CallingConvention.AAPCS32_VFP} else set())
    )
    if name in own:
        return target.calls
    raise UnsupportedTypeError(f"the calling convention `{name}` is not known on {target.triple}")


def pops_arguments(function: FunctionType, target: Target) -> bool:
    """Return whether the called function takes its arguments off the stack, as 32-bit `stdcall` does.

    Rust's `system` is `stdcall` on 32-bit Windows; what is variadic is `cdecl` all the same.
    """
    name = _name(function)
    on_windows = target.calls in _I386 - {CallingConvention.SYSTEM_V_I386}
    asked = name == "stdcall" or (name == "system" and on_windows)
    return asked and target.calls in _I386 and not function.variadic


def is_c_abi(abi: str) -> bool:
    """Return whether a Rust function with such an ``extern "..."`` can be called from C."""
    return abi.removesuffix("-unwind") in _C_ABIS


def same_convention(c: FunctionType, rust: FunctionType, target: Target) -> bool:
    """Return whether caller and callee follow the same rules, as far as that can be told."""
    if c.convention in _KEEPING_REGISTERS:
        return False  # Rust has nothing that keeps them
    try:
        ours, theirs = convention_of(c, target), convention_of(rust, target)
    except UnsupportedTypeError:
        return _named_alike(c, rust)
    return ours is theirs and pops_arguments(c, target) == pops_arguments(rust, target)


def _named_alike(c: FunctionType, rust: FunctionType) -> bool:
    ours, theirs = _name(c), _name(rust)
    return ours == theirs or {ours, theirs} <= _TARGETS_OWN
