"""FFI2xx: parameters and results."""

import pytest

from tests.unit.compare.checks import findings, keys

RECORD = "struct R { double *data; };"


@pytest.mark.parametrize(
    ("c", "rust", "expected"),
    [
        ("int f(int a, size_t n);", "i32 f(i32 a, usize n);", []),
        ("int f(int a);", "i32 f(i32 a, usize n);", [("FFI201", "f")]),
        ("int f(int a, int b);", "i32 f(i32 a);", [("FFI201", "f")]),
        ("int f(int a, int b);", "i64 f(i32 a);", [("FFI201", "f"), ("FFI203", "f.return")]),
        ("int f(int a, size_t n);", "i32 f(i32 a, u32 n);", [("FFI202", "f.n")]),
        ("int f(int a, double x);", "i32 f(f64 a, i32 x);", [("FFI202", "f.a"), ("FFI202", "f.x")]),
        ("int f(int);", "i32 f(i64 theirs);", [("FFI202", "f.theirs")]),
        ("int f(int);", "i32 f(i64);", [("FFI202", "f.#1")]),
        ("int f(void);", "i64 f(void);", [("FFI203", "f.return")]),
        ("void f(void);", "i32 f(void);", [("FFI203", "f.return")]),
        ("int f(void);", "void f(void);", [("FFI203", "f.return")]),
        ("int *f(void);", "i32 f(void);", [("FFI203", "f.return")]),
        (f"{RECORD} struct R f(void);", f"{RECORD} struct R *f(void);", [("FFI203", "f.return")]),
        (f"{RECORD} struct R *f(void);", f"{RECORD} struct R f(void);", [("FFI203", "f.return")]),
        (f"{RECORD} void f(struct R r);", f"{RECORD} void f(struct R *r);", [("FFI202", "f.r")]),
        ("int f(const char *text, ...);", "i32 f(const i8 *text, ...);", []),
        ("int f(const char *text, __builtin_va_list args);", "i32 f(const i8 *text, ...);", []),
        ("int f(__builtin_va_list args);", "i32 f(void *args);", []),
        ("int f(__builtin_va_list args);", "i32 f(u64 args);", [("FFI202", "f.args")]),
        ("int f(int a[4], int g(int));", "i32 f(i32 *a, i32 (*g)(i32));", []),
    ],
)
def test_a_signature(c: str, rust: str, expected: list[tuple[str, str]]) -> None:
    """A count is one finding; with equal counts each type that differs is one."""
    assert [key for key in keys(c, rust) if key[0] != "FFI101"] == expected


def test_the_finding_names_both_types() -> None:
    """The message has the types in their own languages' spelling, and both lines."""
    (found,) = findings("int f(\n    const char *text);", "\ni32 f(i64 *text);")
    assert found.message == (
        "parameter `text` of `f` is `const char *` in C and `*mut i64` in Rust: they point to "
        "different types: a character of 1 byte in C, a signed integer of 8 bytes in Rust"
    )
    assert (str(found.c), str(found.rust)) == ("lib.h:2", "lib.rs:2")
    assert (found.details["c"], found.details["rust"]) == ("const char *", "*mut i64")


def test_the_count_is_said_in_words() -> None:
    """One parameter is not `1 parameters`."""
    (found,) = findings("int f(int a);", "i32 f(i32 a, i32 b);")
    assert found.message == "`f` takes 1 parameter in C and 2 in Rust: C lacks `b`"
    assert found.details == {"c": 1, "rust": 2}
