"""Functions that follow other rules than their target's."""

import pytest

from ffisafe.abi.calls import call_layout
from ffisafe.abi.targets import find_target
from ffisafe.errors import UnsupportedTypeError
from ffisafe.model.ctype import VOID, Convention, FunctionType, Scalar
from ffisafe.model.target import Encoding
from tests.unit.abi.calls.places import call_of, places

INT = Scalar(name="int", encoding=Encoding.SIGNED, size_bytes=4, align_bytes=4)


def register(abi: str, triple: str) -> str | None:
    """Return the register of a function's only argument, None if it is on the stack."""
    function = FunctionType(parameters=(INT,), result=VOID, abi=abi)
    return call_layout(function, {}, find_target(triple)).parameters[0].pieces[0].register


@pytest.mark.parametrize(
    ("abi", "triple", "expected"),
    [
        ("C", "x86_64-unknown-linux-gnu", "rdi"),
        ("C-unwind", "x86_64-unknown-linux-gnu", "rdi"),
        ("win64", "x86_64-unknown-linux-gnu", "rcx"),
        ("sysv64", "x86_64-pc-windows-msvc", "rdi"),
        ("win64", "x86_64-pc-windows-msvc", "rcx"),
        ("stdcall", "x86_64-pc-windows-gnu", "rcx"),
        ("stdcall", "i686-pc-windows-gnu", None),
    ],
)
def test_the_rules_that_are_asked_for(abi: str, triple: str, expected: str | None) -> None:
    """They are known by Rust's names."""
    assert register(abi, triple) == expected


@pytest.mark.parametrize(
    ("abi", "triple"),
    [
        ("Rust", "x86_64-unknown-linux-gnu"),
        ("fastcall", "i686-pc-windows-msvc"),
        ("win64", "aarch64-unknown-linux-gnu"),
        ("stdcall", "aarch64-unknown-linux-gnu"),
    ],
)
def test_rules_that_are_not_known(abi: str, triple: str) -> None:
    """Nothing is taken for the target's own rules that is not."""
    with pytest.raises(
        UnsupportedTypeError, match=f"the calling convention `{abi}` is not known on {triple}"
    ):
        register(abi, triple)


def test_a_target_without_rules() -> None:
    """It is named."""
    with pytest.raises(UnsupportedTypeError, match="the calling convention of wasm32-wasip1 is not known"):
        register("C", "wasm32-wasip1")


@pytest.mark.parametrize(
    ("abi", "triple", "variadic", "popped"),
    [
        ("stdcall", "i686-pc-windows-gnu", False, 4),
        ("system", "i686-pc-windows-msvc", False, 4),
        ("system", "i686-unknown-linux-gnu", False, 0),
        ("stdcall", "i686-pc-windows-gnu", True, 0),
        ("stdcall", "x86_64-pc-windows-gnu", False, 0),
    ],
)
def test_who_takes_arguments_off_the_stack(abi: str, triple: str, variadic: bool, popped: int) -> None:  # noqa: FBT001  # a row of the table
    """The called function, by 32-bit `stdcall` alone, and if it knows how many there are."""
    function = FunctionType(parameters=(INT,), result=VOID, abi=abi, variadic=variadic)
    assert call_layout(function, {}, find_target(triple)).popped_bytes == popped


@pytest.mark.parametrize(
    ("convention", "triple", "expected"),
    [
        (Convention.CDECL, "x86_64-unknown-linux-gnu", "rdi"),
        (Convention.MS_ABI, "x86_64-unknown-linux-gnu", "rcx"),
        (Convention.SYSV_ABI, "x86_64-pc-windows-gnu", "rdi"),
        (Convention.FASTCALL, "x86_64-pc-windows-msvc", "rcx"),
        (Convention.AAPCS_VFP, "armv7-unknown-linux-gnueabihf", "r0"),
    ],
)
def test_what_attributes_ask_for(convention: Convention, triple: str, expected: str) -> None:
    """C has other names than Rust."""
    function = FunctionType(parameters=(INT,), result=VOID, convention=convention)
    (passing,) = call_layout(function, {}, find_target(triple)).parameters
    assert passing.pieces[0].register == expected


def test_a_transparent_union_goes_as_its_first_member() -> None:
    """Not as a union, which would be on the stack."""
    header = "union either { float *f; long double l; } __attribute__((transparent_union));"
    assert places(call_of(f"{header}\nvoid f(union either it);", "x86_64-unknown-linux-gnu")) == ["rdi"]
