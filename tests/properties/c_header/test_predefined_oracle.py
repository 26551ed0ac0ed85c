"""The macros that stand in for a target's compiler, against those that it predefines itself."""

import re
import subprocess
from functools import cache

import pytest

from ffisafe.abi.platforms import TARGETS
from ffisafe.frontends.c_header.preprocessing.predefined import predefined_macros
from ffisafe.frontends.c_header.scalars import canonical_name
from ffisafe.model.target import Target
from tests.support.ask import compiler_for

TYPES_AND_LIMITS = re.compile(
    r"__(SIZEOF_\w+|\w+_(TYPE|MAX|WIDTH)|\w*BYTE_ORDER|ORDER_\w+)__|_?_?I?LP(64|32)(__)?"
)
FLOATING = re.compile(r"__(FLT|DBL|LDBL|DEC)\w*__")
# Not defined: nobody has to ask, for no other type is named so.
OPTIONAL = {
    "__SIZEOF_FLOAT128__": "`_Float128` is asked for by GCC's version",
    "__SIZEOF_FLOAT80__": "the same",
    "__SIZEOF_IBM128__": "the same",
    "__SIZEOF_IEEE128__": "the same",
    "__FLOAT128_TYPE__": "what PowerPC's headers make of `_Float128`",
    "__ARM_SIZEOF_MINIMAL_ENUM": "Arm's C extensions are not claimed",
    "__ARM_SIZEOF_WCHAR_T": "the same",
    "__BOOL_WIDTH__": "Clang's alone",
    "__POINTER_WIDTH__": "Clang's alone",
    "__VEC_ELEMENT_REG_ORDER__": "registers, not memory",
}
FIXED_POINT = re.compile(r"__[SLU]*(ACCUM|FRACT)_MAX__")
FAST = re.compile(r"__U?INT_FAST(16|32)_(TYPE|MAX|WIDTH)__")


@cache
def of_the_compiler(triple: str) -> dict[str, str]:
    """Return what the target's compiler predefines."""
    command = [*compiler_for(TARGETS[triple]).command, "-E", "-dM", "-std=gnu11", "-x", "c", "/dev/null"]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return {name: value for _, name, value in (f"{line} ".split(" ", 2) for line in lines)}


def of_the_table(target: Target) -> dict[str, str]:
    """Return what stands in for it."""
    split = (macro.partition("=") for macro in predefined_macros(target))
    return {name: value if sign else "1" for name, sign, value in split}


def meaning(name: str, value: str) -> object:
    """Return what a macro means, however its compiler writes it."""
    value = value.strip()
    if name.endswith("_TYPE__"):
        return canonical_name(value.split())
    number = re.fullmatch(r"(0[xX][\da-fA-F]+|\d+)([uUlL]*)", value)
    return (int(number[1], 0), number[2].upper()) if number else value


def is_known_difference(triple: str, name: str) -> bool:
    """Whether it is one that we want: GCC's fast integers for LoongArch, where headers are glibc's."""
    return triple.startswith("loongarch64") and FAST.fullmatch(name) is not None


@pytest.mark.parametrize("triple", TARGETS)
def test_types_and_limits_are_the_compilers(triple: str) -> None:
    """Sizes, types, limits, widths and byte orders mean the same."""
    theirs, ours = of_the_compiler(triple), of_the_table(TARGETS[triple])
    both = [
        name
        for name in ours.keys() & theirs.keys()
        if TYPES_AND_LIMITS.fullmatch(name) and not FLOATING.fullmatch(name)
    ]
    wrong = {name for name in both if meaning(name, ours[name]) != meaning(name, theirs[name])}
    assert {name for name in wrong if not is_known_difference(triple, name)} == set()
    assert len(both) > 50


@pytest.mark.parametrize("triple", TARGETS)
def test_none_of_them_is_missing(triple: str) -> None:
    """What the compiler says of types and limits is said."""
    theirs, ours = of_the_compiler(triple), of_the_table(TARGETS[triple])
    missing = {name for name in theirs.keys() - ours.keys() if TYPES_AND_LIMITS.fullmatch(name)}
    missing = {name for name in missing if not FLOATING.fullmatch(name) and not FIXED_POINT.fullmatch(name)}
    assert missing - OPTIONAL.keys() == set()


@pytest.mark.parametrize("triple", TARGETS)
def test_the_platform_is_named_as_the_compiler_names_it(triple: str) -> None:
    """Processor, system and object format: every macro of the table is the compiler's, with its value."""
    theirs, target = of_the_compiler(triple), TARGETS[triple]
    versions = {"_MSC_VER", "_MSC_FULL_VER", "OBJC_NEW_PROPERTIES"}
    named = dict(f"{macro}=1".split("=", 2)[:2] for macro in target.toolchain.macros)
    differing = {
        name: (value, theirs.get(name))
        for name, value in named.items()
        if theirs.get(name, "").strip() != value
    }
    assert differing.keys() <= versions, differing
