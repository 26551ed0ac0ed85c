"""How calls pass their arguments and results: one module for each psABI."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from ffisafe.abi.calls import aapcs32, aapcs64, i386, riscv, sysv, win64
from ffisafe.abi.calls.conventions import convention_of, pops_arguments
from ffisafe.abi.extent import Records
from ffisafe.model.call import CallingConvention, CallLayout
from ffisafe.model.ctype import CType, FunctionType, Record
from ffisafe.model.target import Target

Rules = Callable[[FunctionType, Records, Target, Sequence[CType]], CallLayout]

_RULES: Mapping[CallingConvention, Rules] = {
    CallingConvention.SYSTEM_V_AMD64: sysv.call_layout,
    CallingConvention.APPLE_AMD64: sysv.call_layout,
    CallingConvention.SYSTEM_V_I386: i386.call_layout,
    CallingConvention.MICROSOFT_X86: i386.call_layout,
    CallingConvention.MINGW_X86: i386.call_layout,
    CallingConvention.MICROSOFT_X64: win64.call_layout,
    CallingConvention.MINGW_X64: win64.call_layout,
    CallingConvention.AAPCS64: aapcs64.call_layout,
    CallingConvention.APPLE_ARM64: aapcs64.call_layout,
    CallingConvention.AAPCS32_VFP: aapcs32.call_layout,
    CallingConvention.RISCV_LP64D: riscv.call_layout,
}


def call_layout(
    function: FunctionType, records: Records, target: Target, variadic: Sequence[CType] = ()
) -> CallLayout:
    """Return where the arguments and the result of a call travel, by the target's psABI.

    Args:
        function: Its parameters are as C adjusts them: no arrays, no functions.
        records: The layouts of all structs and unions that are passed by value.
        target: Its convention decides, unless the function's type names another.
        variadic: Types of the arguments for ``...``, after C's default promotions.

    Raises:
        UnsupportedTypeError: A type is incomplete or not understood, or the convention is not known.
    """
    convention = convention_of(function, target)
    parameters = tuple(_as_passed(ctype, records) for ctype in function.parameters)
    function = replace(function, parameters=parameters)
    layout = _RULES[convention](function, records, replace(target, calls=convention), variadic)
    if pops_arguments(function, target):
        return replace(layout, popped_bytes=layout.stack_bytes)
    return layout


def _as_passed(ctype: CType, records: Records) -> CType:
    """Return a parameter's type, or of a ``transparent_union`` that of the first member.

    GCC and Clang pass it by the calling convention of that member.
    """
    if isinstance(ctype, Record) and ctype.key in records:
        layout = records[ctype.key]
        names = {attribute.name.strip("_") for attribute in layout.attributes}
        if "transparent_union" in names and layout.members:
            return layout.members[0].type
    return ctype
