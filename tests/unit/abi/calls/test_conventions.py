"""Functions that follow other rules than their target's."""

import pytest

from ffisafe.abi.calls import abi_of, call_layout
from ffisafe.abi.targets import find_target
from ffisafe.errors import UnsupportedTypeError
from ffisafe.model.ctype import VOID, FunctionType, Scalar
from ffisafe.model.interface import Attribute
from ffisafe.model.target import Encoding

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
    ("names", "abi"),
    [
        ([], "C"),
        (["nothrow"], "C"),
        (["__stdcall__"], "stdcall"),
        (["ms_abi"], "win64"),
        (["regparm"], "regparm"),
    ],
)
def test_attributes_name_a_convention(names: list[str], abi: str) -> None:
    """With underscores or without."""
    assert abi_of(Attribute(name=name) for name in names) == abi
