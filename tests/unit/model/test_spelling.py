"""Types as C and as Rust write them."""

from dataclasses import replace

import pytest

from ffisafe.model.ctype import Pointer, PointerKind
from ffisafe.model.spelling import spell_c, spell_rust
from tests.support.headers import c_interface, rust_interface

SPELLINGS = [
    "int",
    "const char *",
    "const char *const *",
    "char *const *",
    "int (*)[3]",
    "int *(*)[3]",
    "void (*)(int, const char *)",
    "int (*(*)(void))(double)",
    "void (*(*)[4])(void)",
    "const struct Opaque *",
    "struct Whole",
    "enum Mode",
    "size_t",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_c_types_are_spelt_as_they_were_written(spelling: str) -> None:
    """Reading a type and spelling it gives the type."""
    places = {"(*(*)(void))": "(*(*it)(void))", "(*(*)[4])": "(*(*it)[4])", "(*)": "(*it)"}
    inner = next((place for place in places if place in spelling), None)
    declared = spelling.replace(inner, places[inner]) if inner else f"{spelling} it"
    text = f"struct Opaque; struct Whole {{ int x; }}; enum Mode {{ A }}; void f({declared});"
    assert spell_c(c_interface(text).functions["f"].parameters[0].type) == spelling


@pytest.mark.parametrize(
    ("c", "rust"),
    [
        ("i32", "i32"),
        ("f64 *", "*mut f64"),
        ("const f64 *", "*const f64"),
        ("void *", "*mut c_void"),
        ("u8 *const *", "*const *mut u8"),
        ("u8 (*it)[4]", "*mut [u8; 4]"),
        ("void (*it)(i32)", 'extern "C" fn(i32)'),
        ("f64 (*it)(const u8 *, ...)", 'extern "C" fn(*const u8, ...) -> f64'),
        ("struct Whole", "Whole"),
        ("enum Mode", "Mode"),
    ],
)
def test_rust_types_are_spelt_in_rust(c: str, rust: str) -> None:
    """Pointers, arrays and functions in Rust's order."""
    declared = c if "it" in c else f"{c} it"
    text = f"struct Whole {{ i32 x; }}; enum Mode {{ A }}; void f({declared});"
    assert spell_rust(rust_interface(text).functions["f"].parameters[0].type) == rust


@pytest.mark.parametrize(
    ("kind", "const", "spelling"),
    [
        (PointerKind.REFERENCE, True, "&u8"),
        (PointerKind.REFERENCE, False, "&mut u8"),
        (PointerKind.NON_NULL, False, "NonNull<u8>"),
        (PointerKind.BOX, False, "Box<u8>"),
    ],
)
def test_rust_has_more_kinds_of_pointers(kind: PointerKind, const: bool, spelling: str) -> None:  # noqa: FBT001  # a parameter of the table
    """What Rust promises about a pointer shows in its spelling."""
    pointer = rust_interface("void f(u8 *it);").functions["f"].parameters[0].type
    assert isinstance(pointer, Pointer)
    assert spell_rust(replace(pointer, kind=kind, const=const)) == spelling
