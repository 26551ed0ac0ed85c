"""FFI204: const on one side, mutable on the other."""

import pytest

from ffisafe.model.ctype import CType, PointerKind, Record, RecordKind
from tests.unit.compare.checks import findings, keys
from tests.unit.compare.rust_side import (
    I32,
    build,
    function,
    function_pointer,
    layout,
    ref,
    ref_mut,
    struct,
    to,
)

CELL = layout("core::cell::UnsafeCell<i32>", ("value", I32, 0, 4))
COUNTER = layout("lib::Counter", ("count", struct("core::cell::UnsafeCell<i32>"), 0, 4))
MUT, CONST = to(I32), to(I32, const=True)
BOX, NON_NULL = to(I32, PointerKind.BOX), to(I32, PointerKind.NON_NULL)


@pytest.mark.parametrize(
    ("c", "rust", "is_found"),
    [
        ("const int *p", CONST, False),
        ("int *p", MUT, False),
        ("const int *p", MUT, True),
        ("int *p", CONST, True),
        ("const int *p", ref(I32), False),
        ("int *p", ref(I32), True),
        ("const int *p", ref_mut(I32), True),
        ("int *p", ref_mut(I32), False),
        ("const int *p", ref_mut(I32, nullable=True), True),
        ("const int *p", NON_NULL, False),
        ("int *p", NON_NULL, False),
        ("const int *p", BOX, True),
        ("int *p", BOX, False),
        ("const number *p", MUT, True),
        ("numbers p", MUT, True),
        ("const numbers p", MUT, True),
        ("int *const p", MUT, False),
        ("const int **p", to(CONST), False),
        ("const int **p", to(MUT), True),
        ("int *const *p", to(MUT, const=True), False),
        ("int *const *p", to(CONST, const=True), True),
        ("const int *const *p", to(MUT), True),
        ("const int p[4]", MUT, True),
        ("void (*p)(const int *)", function_pointer(CONST), False),
        ("void (*p)(const int *)", function_pointer(MUT), True),
        ("const int *(*p)(void)", function_pointer(result=MUT), True),
        ("struct Counter *p", ref(struct("lib::Counter")), False),
        ("struct Opaque *p", to(struct("lib::Counter"), const=True), True),
    ],
)
def test_a_parameter(c: str, rust: CType, *, is_found: bool) -> None:
    """At any depth, behind typedefs, and in callbacks."""
    head = "typedef int number; typedef const int *numbers; struct Opaque; struct Counter { int count; };"
    built = build(function("f", {"p": rust}), records=[CELL, COUNTER])
    assert keys(f"{head} void f({c});", built) == ([("FFI204", "f.p")] if is_found else [])


@pytest.mark.parametrize(
    ("c", "rust", "is_found"),
    [("int *", CONST, True), ("const int *", MUT, True), ("const int *", BOX, False), ("int *", BOX, False)],
)
def test_a_result(c: str, rust: CType, *, is_found: bool) -> None:
    """What Rust hands out in a `Box` is the caller's to treat as it likes."""
    expected = [("FFI204", "f.return")] if is_found else []
    assert keys(f"{c}f(void);", build(function("f", result=rust))) == expected


def test_a_field() -> None:
    """It is not another type (FFI106), and a warning."""
    made = layout("lib::View", ("data", MUT, 0, 8), ("next", to(I32, const=True), 8, 8))
    c = "struct View { const int *data; const int *next; }; void f(const struct View *v);"
    view = Record(kind=RecordKind.STRUCT, name="View", key="lib::View")
    (found,) = findings(c, build(function("f", {"v": ref(view)}), records=[made]))
    assert (found.key, str(found.severity)) == (("FFI204", "View.data"), "warning")


def test_another_type_is_not_reported_twice() -> None:
    """A pointer to another type is FFI202, whatever is const."""
    assert keys("void f(const double *p);", build(function("f", {"p": MUT}))) == [("FFI202", "f.p")]


@pytest.mark.parametrize(
    ("c", "rust", "expected"),
    [
        ("const int *p", MUT, "what it points to is const in C and mutable in Rust"),
        ("int **p", to(CONST), "what the inner pointer points to is const in Rust and mutable in C"),
        (
            "void (*p)(int *)",
            function_pointer(CONST),
            "in the signature of the callback, what a pointer points to is const in Rust and mutable in C",
        ),
    ],
)
def test_the_message_says_where(c: str, rust: CType, expected: str) -> None:
    """Which pointer, and which side."""
    (found,) = findings(f"void f({c});", build(function("f", {"p": rust})))
    assert found.message.endswith(expected)
