"""FFI205, FFI401 and FFI402: what a function is declared with."""

from dataclasses import replace

import pytest

from ffisafe.abi.targets import find_target
from ffisafe.compare.conventions import compare_conventions
from ffisafe.model.ctype import VOID, Convention
from ffisafe.model.interface import Function
from tests.unit.compare.checks import findings, keys
from tests.unit.compare.rust_side import I32, build, contract, function, function_pointer

MS = "__attribute__((ms_abi))"
SYSV = "__attribute__((sysv_abi))"


@pytest.mark.parametrize(
    ("attribute", "abi", "expected"),
    [
        ("", "C", []),
        ("", "C-unwind", []),
        ("", "system", []),
        ("", "sysv64", []),
        ("", None, []),
        ("", "Rust", ["FFI205"]),
        ("", "rust-cold", ["FFI205"]),
        ("", "win64", ["FFI205"]),
        ("", "efiapi", ["FFI205"]),
        (MS, "win64", []),
        (MS, "win64-unwind", []),
        (MS, "efiapi", []),
        (MS, "C", ["FFI205"]),
        (SYSV, "C", []),
        (SYSV, "sysv64", []),
        (SYSV, "win64", ["FFI205"]),
        ("__attribute__((preserve_most))", "C", ["FFI205"]),
        ("__attribute__((vectorcall))", "C", ["FFI205"]),
        ("__attribute__((vectorcall))", "vectorcall", []),
    ],
)
def test_declared_abis(attribute: str, abi: str | None, expected: list[str]) -> None:
    """Both sides follow the same rules, whatever they call them; an ABI that is not known is no finding."""
    rust = build(function("f", {"a": I32}, abi=abi))
    said = contract(unwind=bool(abi and abi.endswith("-unwind")))
    assert [found.code for found in findings(f"{attribute} void f(int a);", rust, said)] == expected


@pytest.mark.parametrize(
    ("triple", "convention", "abi", "agree"),
    [
        ("i686-unknown-linux-gnu", None, "C", True),
        ("i686-unknown-linux-gnu", None, "cdecl", True),
        ("i686-unknown-linux-gnu", None, "system", True),
        ("i686-unknown-linux-gnu", None, "stdcall", False),
        ("i686-unknown-linux-gnu", Convention.STDCALL, "stdcall", True),
        ("i686-unknown-linux-gnu", Convention.FASTCALL, "fastcall", True),
        ("i686-unknown-linux-gnu", Convention.FASTCALL, "C", False),
        ("i686-pc-windows-gnu", None, "system", False),
        ("i686-pc-windows-gnu", Convention.STDCALL, "system", True),
        ("x86_64-pc-windows-gnu", None, "win64", True),
        ("x86_64-pc-windows-gnu", None, "sysv64", False),
        ("aarch64-unknown-linux-gnu", None, "system", True),
        ("aarch64-unknown-linux-gnu", None, "efiapi", True),
    ],
)
def test_declared_abis_on_other_targets(
    triple: str, convention: Convention, abi: str, *, agree: bool
) -> None:
    """What `system` and `stdcall` are is the target's business."""
    c = Function(name="f", parameters=(), result=VOID, convention=convention)
    found = list(compare_conventions(c, replace(c, abi=abi, convention=None), find_target(triple)))
    assert bool(found) is not agree


def test_rusts_own_abi_is_said_plainly() -> None:
    """The message does not speak of `extern "Rust"`."""
    (found,) = findings("void f(void);", build(function("f", abi="Rust")))
    assert found.message == (
        '`f` is exported without `extern "C"`: it follows Rust\'s own calling convention, which C cannot use'
    )


def test_a_callback_of_another_convention_is_another_type() -> None:
    """FFI205 is about the function itself; what it is handed is FFI202."""
    c = f"void f(void ({MS} *g)(int));"
    assert keys(c, build(function("f", {"g": function_pointer(I32)}))) == [("FFI202", "f.g")]
    assert keys(c, build(function("f", {"g": function_pointer(I32, abi="win64")}))) == []


@pytest.mark.parametrize(
    ("abi", "unwind", "expected"),
    [
        ("C", False, []),
        ("C", True, [("FFI401", "f")]),
        ("system", True, [("FFI401", "f")]),
        ("C-unwind", True, []),
        ("C-unwind", False, [("FFI402", "f")]),
        ("system-unwind", False, [("FFI402", "f")]),
        ("Rust", True, [("FFI205", "f")]),
        (None, True, []),
    ],
)
def test_unwinding(abi: str | None, *, unwind: bool, expected: list[object]) -> None:
    """A panic ends at `extern "C"`, and crosses `extern "C-unwind"`; the contract says which is meant."""
    rust = build(function("f", abi=abi))
    assert keys("void f(void);", rust, contract(unwind=unwind)) == expected
    if not unwind:
        assert keys("void f(void);", rust) == expected


def test_a_warning_does_not_fail() -> None:
    """FFI401 is a warning, FFI402 an error."""
    (aborts,) = findings("void f(void);", build(function("f")), contract(unwind=True))
    (escapes,) = findings("void f(void);", build(function("f", abi="C-unwind")))
    assert (str(aborts.severity), str(escapes.severity)) == ("warning", "error")
