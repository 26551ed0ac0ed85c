"""FFI107 and FFI108: enums, and what is none."""

from dataclasses import replace

import pytest

from ffisafe.compare import check_interfaces
from ffisafe.compare.names import match_constants
from ffisafe.model.ctype import Enumeration, Representation, Scalar
from ffisafe.model.interface import DeclaredEnum, Interface
from ffisafe.model.target import Encoding
from tests.support.headers import c_interface, rust_interface
from tests.support.limits import cpu_seconds
from tests.unit.compare.checks import findings, keys

Keys = list[tuple[str, str]]


def errors(c: str, rust: str) -> Keys:
    """Return the errors that are found; an enum taken by value is FFI602, a warning."""
    return [one.key for one in findings(c, rust) if one.severity == "error"]


def of_enums(c: str, rust: str) -> Keys:
    """Return what is found between two definitions of an enum that a function returns."""
    return keys(f"{c} enum E f(void);", f"{rust} enum E f(void);")


@pytest.mark.parametrize(
    ("c", "rust"),
    [
        (["COLOR_RED", "COLOR_DARK_RED"], ["Red", "DarkRed"]),
        (["Color_Red", "Color_Blue"], ["Red", "Blue"]),
        (["kColorRed", "kColorBlue"], ["Red", "Blue"]),
        (["LIB_COLOR_RED", "LIB_COLOR_BLUE"], ["Red", "Blue"]),
        (["RED", "BLUE"], ["ColorRed", "ColorBlue"]),
        (["RED", "BLUE"], ["Red", "Blue"]),
        (["E_IO_ERROR", "E_RGB8"], ["IoError", "Rgb8"]),
        (["ONE_ONLY"], ["Only"]),
    ],
)
def test_constants_have_one_name_in_two_styles(c: list[str], rust: list[str]) -> None:
    """Prefixes and case are style."""
    assert match_constants(c, rust) == dict(zip(c, rust, strict=True))


def test_thousands_of_constants_are_matched_at_once() -> None:
    """The time to find the prefix of an enum's constants grows with them, not with their square."""
    rust = [f"Code{number}" for number in range(10_000)]
    c = [f"LIB_ERROR_CODE_{number}" for number in range(10_000)]
    with cpu_seconds(5):
        assert match_constants(c, rust) == dict(zip(c, rust, strict=True))


@pytest.mark.parametrize(
    ("c", "rust", "expected"),
    [
        pytest.param("enum E { E_A, E_B };", "enum E { A, B };", [], id="equal"),
        pytest.param("enum E { E_A, E_B = 3 };", "enum E { A, B };", ["E.E_B"], id="value"),
        pytest.param("enum E { E_B, E_A };", "enum E { A, B };", ["E.E_A", "E.E_B"], id="swapped"),
        pytest.param("enum E { E_A };", "enum E { A, B };", ["E.B"], id="missing"),
        pytest.param("enum E { E_A, E_B };", "enum E { A };", ["E.E_B"], id="extra"),
        pytest.param("enum E { E_A, E_N, E_B };", "enum E { A, B };", ["E.E_N"], id="inserted-moves-others"),
        pytest.param("enum E { E_A, E_C };", "enum E { A, B, C };", ["E.B"], id="removed-moves-others"),
        pytest.param("enum E { FAST, SAFE };", "enum E { Quick, Sure };", [], id="other-names-same-values"),
        pytest.param("enum E { E_A, E_B, E_LAST = E_B };", "enum E { A, B };", [], id="alias"),
        pytest.param("enum E { E_A, E_B, E_COUNT };", "enum E { A, B };", [], id="count"),
        pytest.param("enum E { E_A, E_B, NUM_E };", "enum E { A, B };", [], id="num"),
        pytest.param("enum E { E_A, E_FORCE_32BIT = 0x7fffffff };", "enum E { A };", [], id="width"),
        pytest.param("enum E { E_A, E_MAX_ENUM = 0x7FFFFFFF };", "enum E { A };", [], id="vulkan"),
        pytest.param(
            "enum E { E_A, E_MAX_RETRIES, };", "enum E { A };", ["E.E_MAX_RETRIES"], id="max-of-something"
        ),
        pytest.param("enum E { E_A, E_B, E_ACCOUNT };", "enum E { A, B };", ["E.E_ACCOUNT"], id="no-count"),
        pytest.param("enum E { E_A = -1 };", "enum E { A = -1 };", [], id="negative"),
    ],
)
def test_constants(c: str, rust: str, expected: list[str]) -> None:
    """A constant that differs is FFI108; aliases, counts and other names for a value are not."""
    assert sorted(of_enums(c, rust)) == [("FFI108", name) for name in expected]


@pytest.mark.parametrize(
    ("c", "rust", "expected"),
    [
        ("enum E { A };", "enum E : u8 { A };", ["E"]),
        ("enum E : uint8_t { A };", "enum E : u8 { A };", []),
        ("enum E : uint8_t { A };", "enum E : i8 { A };", ["E"]),
        ("enum E { A } __attribute__((packed));", "enum E : u8 { A };", []),
        ("enum E { A };", "enum E : i32 { A };", []),
        ("enum E : int32_t { A };", "enum E : u32 { A };", ["E"]),
        ("enum E { A = -1 };", "enum E : u32 { A = 0xffffffff };", ["E"]),
        ("enum E { A = 0x100000000 };", "enum E : u64 { A = 0x100000000 };", []),
    ],
)
def test_underlying_types(c: str, rust: str, expected: list[str]) -> None:
    """A width or a sign that C's compiler did not merely choose is FFI107, once."""
    assert of_enums(c, rust) == [("FFI107", name) for name in expected]


def test_an_enum_is_reported_once_however_it_is_used() -> None:
    """By value, behind a pointer and in a record: the cause is the enum."""
    c = "enum E { A }; struct T { enum E e; int n; }; void f(enum E e, enum E *p, const struct T *t);"
    rust = c.replace("enum E { A }", "enum E : u8 { A }").replace("int n", "i32 n")
    assert errors(c, rust) == [("FFI107", "E")]


def test_an_enum_without_a_tag_has_the_name_of_its_typedef() -> None:
    """Symbols are in C names."""
    c = "typedef enum { X_A, X_B = 5 } x_mode; x_mode f(void);"
    assert keys(c, "enum Mode { A, B }; enum Mode f(void);") == [("FFI108", "x_mode.X_B")]


def test_an_integer_that_stands_for_an_enum_has_its_constants() -> None:
    """Cbindgen declares `enum Mode` and `typedef uint8_t Mode`."""
    c = "enum Mode { MODE_A, MODE_B = 3 }; typedef uint8_t Mode; Mode f(void);"
    assert keys(c, "enum Mode : u8 { A, B }; enum Mode f(void);") == [("FFI108", "Mode.MODE_B")]


def test_integers_are_no_enum() -> None:
    """An enum of C as an integer in Rust, and the reverse, are as wide, and that is all."""
    c = "enum E { A, B }; enum { LIMIT = 7 }; void f(enum E e); void g(unsigned e); void h(uint8_t e);"
    rust = "enum E { A, B }; enum S : u8 { C, D }; void f(u32 e); void g(enum E e); void h(enum S e);"
    assert errors(c, rust) == []


def test_one_enum_taken_for_another_is_the_signatures_business() -> None:
    """Where both sides have both, the parameter has the wrong one."""
    c = "enum Mode { MODE_A, MODE_B }; enum Side { SIDE_L, SIDE_R }; void f(enum Side s); enum Mode g(void);"
    rust = "enum Mode { A, B }; enum Side { L, R }; void f(enum Mode s); enum Mode g(void);"
    assert errors(c, rust) == [("FFI202", "f.s")]


def unused_enum(*constants: tuple[str, int], representation: Representation) -> Interface:
    """Return a build with an enum that no function has in its signature."""
    underlying = Scalar(name="i32", encoding=Encoding.SIGNED, size_bytes=4, align_bytes=4)
    enum = Enumeration(
        name="Status",
        underlying=underlying,
        constants=constants,
        key="lib::Status",
        representation=representation,
    )
    return replace(rust_interface("i32 f(void);"), enums=(DeclaredEnum(name="Status", type=enum),))


@pytest.mark.parametrize(
    ("constants", "representation", "expected"),
    [
        ([("Ok", 0), ("Bad", -1)], Representation(integer="i32"), []),
        ([("Ok", 0), ("Bad", -2)], Representation(integer="i32"), [("FFI108", "Status.STATUS_BAD")]),
        ([("Ok", 0), ("Bad", -2)], Representation(), []),
        ([("Open", 0), ("Shut", 7), ("Ajar", 8)], Representation(integer="i32"), []),
    ],
)
def test_an_enum_that_crosses_as_an_integer(
    constants: list[tuple[str, int]], representation: Representation, expected: Keys
) -> None:
    """Its constants are compared if it has a `repr`, and most of the names."""
    c = c_interface("enum Status { STATUS_OK = 0, STATUS_BAD = -1 }; int32_t f(void);")
    rust = unused_enum(*constants, representation=representation)
    assert [found.key for found in check_interfaces(c, rust, library="l").findings] == expected


def test_an_enum_without_a_name_is_called_by_the_field_that_has_it() -> None:
    """Symbols are written with C's names, and C has no other for it."""
    c = "struct T { enum { A, B } mode[2]; }; void f(const struct T *t);"
    rust = "enum Mode { A, B = 4 }; struct T { enum Mode mode[2]; }; void f(const struct T *t);"
    assert errors(c, rust) == [("FFI108", "T.mode.B")]
