"""In which way two types differ."""

import pytest

from ffisafe.model.ctype import CType
from tests.unit.compare.checks import findings
from tests.unit.compare.rust_side import (
    F64,
    I32,
    U8,
    U32,
    build,
    enum,
    function,
    function_pointer,
    layout,
    scalar,
    struct,
    to,
)

U64 = scalar("u64")
HEAD = """typedef uint32_t Handle; struct Token { int a; }; struct Frame { int a; int b; };"""
RECORDS = [
    layout("lib::Handle", ("0", U64, 0, 8)),
    layout("lib::Token", ("a", I32, 0, 4)),
    layout("lib::net::Frame", ("x", F64, 0, 8), ("y", F64, 8, 8), ("z", F64, 16, 8)),
]


@pytest.mark.parametrize(
    ("c", "rust", "words"),
    [
        ("size_t p", U32, "8 bytes in C, 4 bytes in Rust"),
        ("int32_t p", U32, "a signed integer of 4 bytes in C, an unsigned integer of 4 bytes in Rust"),
        ("double p", U64, "a floating-point number of 8 bytes in C, an unsigned integer of 8 bytes in Rust"),
        ("Handle p", struct("lib::Handle"), "4 bytes in C, 8 bytes in Rust"),
        ("Handle p", to(U8), "an unsigned integer of 4 bytes in C, a pointer in Rust"),
        ("struct Token p", U32, "a struct in C, an unsigned integer of 4 bytes in Rust"),
        ("struct Token p", enum("Token"), "a struct in C, an enum of 4 bytes in Rust"),
        (
            "int **p",
            to(I32),
            "they point to different types: a pointer in C, a signed integer of 4 bytes in Rust",
        ),
        (
            "int (*p)[3]",
            to(F64),
            "they point to different types: an array in C, a floating-point number of 8 bytes in Rust",
        ),
        ("void (*p)(int)", function_pointer(I32, I32), "the function takes 1 parameter in C, 2 in Rust"),
        (
            "void (*p)(int, double)",
            function_pointer(I32, I32),
            "a floating-point number of 8 bytes in C, a signed integer of 4 bytes in Rust",
        ),
        (
            "int (*p)(void)",
            function_pointer(),
            "what the function returns: a signed integer of 4 bytes in C, nothing in Rust",
        ),
        (
            "void (__attribute__((ms_abi)) *p)(void)",
            function_pointer(),
            "the function is called by other rules",
        ),
        ("void (*p)(int, ...)", function_pointer(I32), "the function is variadic in C only"),
    ],
)
def test_the_reason_is_said(c: str, rust: CType, words: str) -> None:
    """Width, sign or kind, at the innermost place; a typedef or a wrapper is what it stands for."""
    built = build(function("f", {"p": rust}), records=RECORDS)
    (found,) = (one for one in findings(f"{HEAD} void f({c});", built) if one.code == "FFI202")
    assert found.message.endswith(f" in Rust: {found.details['difference']}")
    assert str(found.details["difference"]).endswith(words)


def test_types_of_one_name_are_told_apart() -> None:
    """Both are called `Frame`, of two modules: the path and the sizes say which is which."""
    c = """struct Frame { int a; int b; }; struct Token { int c; };
           void f(struct Token *t); void g(struct Frame *t);"""
    frame = struct("lib::net::Frame")
    rust = build(
        function("f", {"t": to(frame)}),
        function("g", {"t": to(frame)}),
        records=[
            layout("lib::net::Frame", ("a", I32, 0, 4), ("b", I32, 4, 4)),
            layout("lib::Token", ("c", I32, 0, 4)),
        ],
    )
    (found,) = findings(c, rust)
    assert found.details["difference"] == (
        "they point to different types: the struct `Token` of 4 bytes in C, "
        "the struct `lib::net::Frame` of 8 bytes in Rust, which stand for different things"
    )
