"""FFI3xx and what could not be compared (FFI9xx)."""

from dataclasses import replace

import pytest

from ffisafe.compare import check_interfaces
from ffisafe.model.interface import Problem
from tests.support.headers import c_interface, rust_interface
from tests.unit.compare.checks import findings, keys


@pytest.mark.parametrize(
    ("c", "rust", "expected"),
    [
        ("void f(void);", "void f(void);", []),
        ("void f(void); void g(void);", "void f(void);", [("FFI301", "g")]),
        ("void f(void);", "void f(void); void g(void);", [("FFI302", "g")]),
        ("void old(void);", "void new_one(void);", [("FFI301", "old"), ("FFI302", "new_one")]),
        ("extern const int version;", "extern i32 version;", []),
        ("extern int version;", "", [("FFI301", "version")]),
        ("", "extern i32 version;", [("FFI302", "version")]),
        ("static inline int twice(int x) { return 2 * x; }", "", []),
        ("int own(void) { return 1; }", "", []),
        ("static const int limit = 3; int own_too = 4;", "", []),
        ('void f(void) __asm__("f_v2");', "void f_v2(void);", []),
        ("inline int f(int x) { return x; }", "", [("FFI301", "f")]),
        ("extern inline int f(int x) { return x; }", "", []),
        ("typedef int callback(int); callback f;", "i32 f(i32 x);", []),
        ("typedef int callback(int); extern callback f;", "i32 f(i64 x);", [("FFI202", "f.x")]),
    ],
)
def test_promises_and_exports(c: str, rust: str, expected: list[tuple[str, str]]) -> None:
    """What a header declares and does not define is to be exported, and the reverse."""
    assert keys(c, rust) == expected


def test_a_promise_is_shown_where_it_is_made() -> None:
    """FFI301 has the header's line, FFI302 the source's."""
    promised, unmentioned = findings("\nvoid promised(void);", "\n\nvoid unmentioned(void);")
    assert (str(promised.c), promised.rust) == ("lib.h:2", None)
    assert (unmentioned.c, str(unmentioned.rust)) == (None, "lib.rs:3")


def test_what_is_not_understood_is_named_and_the_rest_is_checked() -> None:
    """FFI901 for the declaration; its symbol is not reported as undeclared besides."""
    c = "_Decimal64 f(int x);\nint g(int x);"
    assert keys(c, "f64 f(i32 x); i64 g(i32 x);") == [("FFI901", "f"), ("FFI203", "g.return")]


def test_without_debug_information_only_linkage_is_checked() -> None:
    """FFI902, and no word about types."""
    c, rust = c_interface("int f(int a); int g(void);"), rust_interface("i64 f(i64 a);")
    stripped = replace(rust, functions={}, records={}, has_types=False)
    checked = check_interfaces(c, stripped, library="/build/liblib.so")
    assert [found.key for found in checked.findings] == [("FFI301", "g"), ("FFI902", "liblib.so")]
    assert (checked.types, checked.functions) == (0, 0)


def test_a_function_without_debug_information_is_named() -> None:
    """An export whose signature the build does not have is FFI901, with the reason that is known."""
    rust = rust_interface("i32 f(i32 x); i32 g(void);")
    merged = Problem(symbol="f", reason="the optimiser merged it with `g`")
    partial = replace(rust, functions={"g": rust.functions["g"]}, problems=(merged,))
    (found,) = check_interfaces(c_interface("int f(int); int g(void);"), partial, library="l").findings
    assert found.key == ("FFI901", "f")
    assert found.message == "the signature of `f` is not checked: the optimiser merged it with `g`"


def test_a_rust_enum_with_data_is_said_not_to_be_compared() -> None:
    """Its size counts; its fields cannot be told."""
    c = c_interface("struct T { int tag; double value; }; void f(struct T *t);")
    rust = rust_interface("struct T { i32 tag; f64 value; }; void f(struct T *t);")
    layout = replace(rust.records["struct T"], members=(), size_bytes=24)
    found = check_interfaces(c, replace(rust, records={"struct T": layout}), library="l").findings
    assert [one.key for one in found] == [("FFI901", "T"), ("FFI102", "T")]


def test_the_counts_are_of_what_was_compared() -> None:
    """Functions on both sides, and pairs of types."""
    c = c_interface("struct T { int a; }; void f(struct T *); void g(int); void only_c(void);")
    rust = rust_interface("struct T { i32 a; }; void f(struct T *); void g(i32);")
    checked = check_interfaces(c, rust, library="l")
    assert (checked.types, checked.functions) == (1, 2)
