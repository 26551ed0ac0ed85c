"""FFI101, FFI109, FFI110, FFI111 and FFI305."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from ffisafe.compare import check_interfaces
from ffisafe.model.ctype import Representation
from ffisafe.model.interface import Interface
from tests.support.headers import c_interface, rust_interface
from tests.unit.compare.checks import findings, keys, of_parameter, of_records

Keys = list[tuple[str, str]]
NONE, C = Representation(), Representation(is_c=True)


def found(c: str, rust: Interface) -> Keys:
    """Return what is found between a header and a build."""
    return [one.key for one in check_interfaces(c_interface(c), rust, library="l").findings]


def represented(text: str, representations: Mapping[str, Representation]) -> Interface:
    """Return a build whose structs have these representations."""
    rust = rust_interface(text)
    records = {
        key: replace(layout, representation=representations.get(layout.name))
        for key, layout in rust.records.items()
    }
    return replace(rust, records=records)


@pytest.mark.parametrize(
    ("representations", "expected"),
    [
        ({"T": C, "In": C}, []),
        ({}, []),
        ({"T": NONE, "In": C}, [("FFI109", "T")]),
        ({"T": C, "In": NONE}, [("FFI109", "In")]),
        ({"T": NONE, "In": NONE}, [("FFI109", "T"), ("FFI109", "In")]),
    ],
)
def test_a_representation(representations: dict[str, Representation], expected: Keys) -> None:
    """What is not known is not reported; what is missing is, once at each type."""
    text = "struct In {{ {0} a; }}; struct T {{ struct In in; struct T *next; }}; void f(const struct T *t);"
    rust = represented(text.format("i32"), representations)
    assert found(text.format("int"), rust) == expected


def test_a_representation_that_is_missing_is_the_cause_of_a_reorder() -> None:
    """One cause, one finding: rustc moved the fields."""
    rust = represented("struct T { u32 b; u8 a; u8 c; }; void f(const struct T *t);", {"T": NONE})
    c = "struct T { uint8_t a; uint32_t b; uint8_t c; }; void f(const struct T *t);"
    assert found(c, rust) == [("FFI109", "T")]


def test_a_handle_needs_no_representation() -> None:
    """C sees its address alone."""
    rust = represented("struct T { u32 b; }; void f(struct T *t);", {"T": NONE})
    assert found("struct T; void f(struct T *t);", rust) == []


def test_a_wrapper_needs_one() -> None:
    """A newtype that C knows as an integer has to be transparent."""
    text = "struct Id { u32 raw; }; void f(struct Id id);"
    assert found("void f(uint32_t id);", represented(text, {"Id": NONE})) == [("FFI109", "Id")]
    assert found("typedef uint32_t id; void f(id id);", represented(text, {"Id": NONE})) == [("FFI109", "id")]
    transparent = represented(text, {"Id": Representation(is_transparent=True)})
    assert found("void f(uint32_t id);", transparent) == []


@pytest.mark.parametrize(
    ("c", "rust", "expected"),
    [
        ("long double *", "void *", ["f.it"]),
        ("double _Complex *", "struct Complex *", []),
        ("double _Complex", "struct Complex", ["f.it"]),
        ("_BitInt(37) *", "void *", ["f.it"]),
        ("_Atomic int *", "i32 *", []),
        ("__int128 *", "__int128 *", []),
    ],
)
def test_what_rust_lacks(c: str, rust: str, expected: list[str]) -> None:
    """A C type without a counterpart is named; those that have one are not."""
    complex_number = "struct Complex { f64 re; f64 im; };"
    reported = findings(f"void f({c} it);", f"{complex_number} void f({rust} it);")
    assert [one.symbol for one in reported if one.code == "FFI110"] == expected
    assert [one.key for one in reported if one.severity == "error"] == []


def test_what_rust_lacks_is_why_a_type_differs() -> None:
    """One cause, one finding."""
    assert of_parameter("long double", "f64") == [("FFI202", "f.it")]
    c = "struct T { long double x; };"
    assert of_records(c, "struct T { f64 x; };") == [("FFI106", "T.x")]
    # Bytes that hold its place are the best that Rust can have, if they are aligned alike.
    assert of_records(c, "struct T { unsigned __int128 x; };") == [("FFI110", "T.x")]
    assert of_records(c, "struct T { u64 x[2]; };") == [("FFI110", "T.x"), ("FFI103", "T")]


@pytest.mark.parametrize(
    ("c", "expected"),
    [("int n; char data[];", [("FFI110", "T.data")]), ("int n; char data[0];", [])],
)
def test_a_flexible_array(c: str, expected: Keys) -> None:
    """A zero-length array is what `[T; 0]` is; a flexible one is not quite."""
    assert of_records(f"struct T {{ {c} }};", "struct T { i32 n; u8 data[0]; };") == expected


PADDED = "struct T {{ {0} a; {1} b; }};"


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        ("void f(const struct T *t);", []),
        ("void f(struct T *t);", [("FFI111", "T")]),
        ("void f(struct T t);", [("FFI111", "T")]),
        ("struct T f(void);", [("FFI111", "T")]),
        ("struct O { struct T *t; }; void f(struct O o);", []),
        ("struct O { struct T t; }; struct O f(void); struct T g(void);", [("FFI111", "T")]),
    ],
)
def test_padding_that_somebody_sees(use: str, expected: Keys) -> None:
    """By value, or in memory that the library may write to; one note for each type."""
    c, rust = PADDED.format("uint8_t", "uint32_t"), PADDED.format("u8", "u32")
    assert keys(f"{c} {use}", f"{rust} {use}") == expected


def test_padding_is_named_by_its_bytes() -> None:
    """The note says which they are, and who shows them."""
    text = "struct T {{ {0} a; {1} b; {0} c; }}; struct T f(void);"
    (note,) = findings(text.format("uint8_t", "uint32_t"), text.format("u8", "u32"))
    shown = "bytes 1 to 3 and 9 to 11 of `T` are padding, which `f` shows to the other side"
    assert note.message == shown


@pytest.mark.parametrize(
    ("c", "rust", "expected"),
    [
        ("extern int x[4];", "extern i32 x[4];", []),
        ("extern int x[];", "extern i32 x[4];", []),
        ("extern int x[5];", "extern i32 x[4];", [("FFI305", "x")]),
        ("extern long x;", "extern i32 x;", [("FFI305", "x")]),
        ("extern int x;", "i32 x(void);", [("FFI305", "x")]),
        ("int x(void);", "extern i32 x;", [("FFI305", "x")]),
        ("extern unsigned x;", "extern i32 x;", [("FFI305", "x")]),
        ("extern const char *x;", "extern i8 *x;", []),
        ("extern const char x[];", "extern u8 x[6];", []),
    ],
)
def test_a_variable(c: str, rust: str, expected: Keys) -> None:
    """Its type and its length are compared."""
    assert [key for key in keys(c, rust) if key[0] != "FFI204"] == expected


@pytest.mark.parametrize(("size", "expected"), [(16, []), (12, [("FFI305", "x")]), (0, [])])
def test_a_variable_without_debug_information(size: int, expected: Keys) -> None:
    """The symbol's size is compared where the type is not known."""
    rust = rust_interface("void f(void); extern i32 x[4];")
    bare = replace(rust, variables={}, variable_sizes={"x": size})
    assert found("void f(void); extern const int x[4];", bare) == expected


@pytest.mark.parametrize(
    ("c_const", "rust_const", "expected"),
    [
        ("const ", True, []),
        ("", True, [("FFI204", "x")]),
        ("", False, []),
        ("", None, []),
        ("const ", False, []),
    ],
)
def test_a_variable_that_cannot_be_written(c_const: str, rust_const: bool | None, expected: Keys) -> None:  # noqa: FBT001  # a parameter of the test
    """C may not write to a static that Rust puts in read-only memory."""
    rust = rust_interface("void f(void); extern i32 x;")
    static = replace(rust.variables["x"], const=rust_const)
    assert found(f"void f(void); extern {c_const}int x;", replace(rust, variables={"x": static})) == expected


def test_a_type_of_another_library_need_not_be_known() -> None:
    """`FILE` is complete in the system's headers, and Rust has a name for it or a `c_void`."""
    c = c_interface("struct file { int fd; }; void f(struct file *t);")
    elsewhere = {
        key: replace(layout, location=replace(layout.location, file="/usr/include/bits/file.h"))  # type: ignore[type-var]  # it has one
        for key, layout in c.records.items()
    }
    here = check_interfaces(c, rust_interface("void f(void *t);"), library="l").findings
    there = check_interfaces(replace(c, records=elsewhere), rust_interface("void f(void *t);"), library="l")
    assert [one.code for one in here] == ["FFI101"]
    assert there.findings == ()


@pytest.mark.parametrize(
    ("rust", "expected"),
    [
        ("struct Map *", []),
        ("void *", []),
        ("struct List *", [("FFI202", "f.m")]),
        ("u8 *", [("FFI202", "f.m")]),
        ("struct MapInner *", []),
    ],
)
def test_a_handle_that_is_taken_for_another(rust: str, expected: Keys) -> None:
    """An incomplete type of C meets its own Rust type, not another's and no number."""
    types = "struct Map { u32 a; }; struct MapInner { u32 a; }; struct List { u32 b; };"
    c = "struct map; struct list; void f(struct map *m); void g(struct map *m); void h(struct list *l);"
    build = f"{types} void f({rust} m); void g(struct Map *m); void h(struct List *l);"
    assert keys(c, build) == expected


def test_a_generic_instance_is_reported_once() -> None:
    """Two Rust types for one of C's have one drift of the header."""
    c = "struct buf { int len; }; void f(const struct buf *b); void g(const struct buf *b);"
    rust = "struct BufA { i64 len; }; struct BufB { i64 len; };"
    rust += "void f(const struct BufA *b); void g(const struct BufB *b);"
    assert keys(c, rust) == [("FFI106", "buf.len")]
    assert of_parameter("int", "i32") == []
