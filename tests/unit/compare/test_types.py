"""Which C types and Rust types are the same to a caller."""

import pytest

from tests.unit.compare.checks import findings, keys, of_parameter

SAME = [
    ("int", "i32"),
    ("unsigned long long", "u64"),
    ("size_t", "usize"),
    ("double", "f64"),
    ("_Bool", "_Bool"),
    ("char", "i8"),
    ("const char *", "u8 *"),
    ("const char *", "i8 *"),
    ("char **", "u8 **"),
    ("char (*)[16]", "u8 (*)[16]"),
    ("void *", "struct Anything *"),
    ("const uint8_t *", "void *"),
    ("struct Opaque *", "struct Anything *"),
    ("struct Opaque *", "u8 *"),
    ("int *", "i32 (*)[3]"),
    ("int (*)[3]", "i32 *"),
    ("double (*)[3]", "f64 (*)[2][3]"),
    ("int (*)[]", "i32 (*)[3]"),
    ("enum Mode", "i32"),
    ("enum Mode", "u32"),
    ("uint32_t", "enum Mode"),
    ("void (*)(int)", "void (*)(i32)"),
    ("int (*)(const char *, void *)", "i32 (*)(u8 *, void *)"),
    ("struct Pair", "struct Pair"),
    ("struct Pair *", "struct Wrapper *"),
    ("struct Pair *", "union MaybeUninit *"),
    ("uint32_t", "struct Handle"),
    ("uint32_t *", "struct Handle *"),
    ("struct Pair *", "struct Nothing *"),
    ("int32_t *", "union Uninit *"),
    ("v4f", "v4f"),
    ("v2l", "v4i"),
]
DIFFERENT = [
    ("int", "i64"),
    ("int", "u32"),
    ("long", "i32"),
    ("float", "f64"),
    ("float", "u32"),
    ("char", "u8"),
    ("uint8_t *", "_Bool *"),
    ("_Bool", "u8"),
    ("int *", "i64 *"),
    ("int *", "f32 *"),
    ("int *", "i32"),
    ("int", "i32 *"),
    ("int **", "i32 *"),
    ("char *", "u16 *"),
    ("uint8_t *", "i8 *"),
    ("int (*)[3]", "i32 (*)[4]"),
    ("double (*)[3]", "f64 (*)[2][4]"),
    ("int (*)[]", "i64 (*)[3]"),
    ("enum Mode", "u8"),
    ("enum Mode", "f32"),
    ("void (*)(int)", "void (*)(i64)"),
    ("void (*)(int)", "void (*)(i32, i32)"),
    ("int (*)(void)", "void (*)(void)"),
    ("void (*)(void)", "void *"),
    ("void *", "void (*)(void)"),
    ("struct Opaque *", "void (*)(void)"),
    ("struct Pair", "u64"),
    ("struct Pair", "union Pair2"),
    ("struct Pair *", "i32 *"),
    ("struct Pair *", "struct Triple *"),
    ("struct Triple *", "struct Pair *"),
    ("v4f", "v2d"),
    ("v4f", "v4i"),
    ("v4f", "v8f"),
]
VECTORS = """
typedef float v4f __attribute__((vector_size(16)));
typedef int v4i __attribute__((vector_size(16)));
typedef float v8f __attribute__((vector_size(32))); typedef double v2d __attribute__((vector_size(16)));
typedef long v2l __attribute__((vector_size(16)));
"""
C = f"""{VECTORS} enum Mode {{ FAST, SAFE }}; struct Opaque; struct Pair {{ int32_t a; int32_t b; }};
       struct Triple {{ int32_t a; int32_t b; int32_t c; }};"""
RUST = f"""{VECTORS} enum Mode {{ FAST, SAFE }};
          struct Anything {{ u64 secret; }}; struct Pair {{ i32 a; i32 b; }};
          struct Triple {{ i32 a; i32 b; i32 c; }}; union Pair2 {{ i64 a; }};
          struct Nothing {{ u8 _private[0]; }}; struct Handle {{ u32 raw; }};
          struct Wrapper {{ struct Pair inner; u8 marker[0]; }};
          struct Held {{ struct Pair value; }}; union Uninit {{ u8 none[0]; i32 values[4]; }};
          union MaybeUninit {{ u8 uninit[0]; struct Held value; }};"""


def verdict(c: str, rust: str) -> list[tuple[str, str]]:
    """Return what is found about one parameter, warnings left out."""
    c_type, rust_type = (text if "(*)" not in text else text.replace("(*)", "(*it)", 1) for text in (c, rust))
    c_text = f"{C} void f({c_type}{'' if '(*it)' in c_type else ' it'});"
    rust_text = f"{RUST} void f({rust_type}{'' if '(*it)' in rust_type else ' it'});"
    return [found.key for found in findings(c_text, rust_text) if found.severity == "error"]


@pytest.mark.parametrize(("c", "rust"), SAME)
def test_the_same_to_a_caller(c: str, rust: str) -> None:
    """These two are passed, read and written alike."""
    assert verdict(c, rust) == []


@pytest.mark.parametrize(("c", "rust"), DIFFERENT)
def test_not_the_same(c: str, rust: str) -> None:
    """These two differ in width, signedness, kind, pointee or length, and the parameter says so."""
    assert verdict(c, rust) == [("FFI202", "f.it")]


def test_a_scalar_behind_a_void_pointer_is_not_missed() -> None:
    """A struct that Rust knows only as `c_void` is FFI101: nothing can be compared."""
    c = "struct T { int a; }; void f(struct T *t);"
    assert keys(c, "void f(void *t);") == [("FFI101", "T")]


def test_a_struct_seen_somewhere_is_not_missing() -> None:
    """FFI101 is not said about a type that another function shows."""
    c = "struct T { int a; }; void f(struct T *t); void g(struct T *t);"
    rust = "struct T { i32 a; }; void f(void *t); void g(struct T *t);"
    assert keys(c, rust) == []


def test_two_types_of_one_shape_may_stand_for_each_other() -> None:
    """A point is a vector: different names over the same bytes are no finding."""
    c = "struct point { double x; double y; }; struct vec { double x; double y; };"
    c += "void f(struct point *p); void g(struct vec *v);"
    rust = "struct Point { f64 x; f64 y; }; void f(struct Point *p); void g(struct Point *v);"
    assert keys(c, rust) == []


def test_a_type_whose_name_differs_is_compared() -> None:
    """Where neither side has the other's name, the two are one type under two names."""
    c = "struct opts { int level; }; void f(struct opts *o);"
    rust = "struct Configuration { i64 level; }; void f(struct Configuration *o);"
    assert keys(c, rust) == [("FFI106", "opts.level")]


def test_of_a_byte_nothing_is_said() -> None:
    """The helper itself finds nothing where there is nothing."""
    assert of_parameter("uint8_t", "u8") == []
