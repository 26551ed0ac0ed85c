"""FFI6xx: what C may pass and Rust may not have."""

import pytest

from ffisafe.model.contract import Contract, StructContract, ValueContract
from ffisafe.model.ctype import VOID, CType, PointerKind, Record, RecordKind
from ffisafe.model.layout import Member, Variant
from tests.unit.compare.checks import findings, keys
from tests.unit.compare.rust_side import (
    BOOL,
    CHAR,
    F64,
    I32,
    U8,
    build,
    contract,
    enum,
    function,
    function_pointer,
    layout,
    ref,
    ref_mut,
    struct,
    to,
)

NULLABLE = ValueContract(nullable=True)
NOALIAS = ValueContract(noalias=True)
PIN = layout("core::pin::Pin<&mut f64>", ("pointer", ref_mut(F64), 0, 8))


def of(c: str, rust: CType, said: Contract | None = None) -> list[tuple[str, str]]:
    """Return what is found about one parameter."""
    built = build(function("f", {"p": rust}), records=[PIN])
    return keys(f"void f({c});", built, said)


@pytest.mark.parametrize(
    ("c", "rust", "is_found"),
    [
        ("const double *p", ref(F64), True),
        ("double *p", ref_mut(F64), True),
        ("double *p", to(F64, PointerKind.NON_NULL), True),
        ("double *p", to(F64, PointerKind.BOX), True),
        ("void (*p)(int)", function_pointer(I32), True),
        ("double *p", struct("core::pin::Pin<&mut f64>"), True),
        ("double *p", to(F64), False),
        ("const double *p", ref(F64, nullable=True), False),
        ("double *p", to(F64, PointerKind.BOX, nullable=True), False),
        ("void (*p)(int)", function_pointer(I32, nullable=True), False),
    ],
)
def test_null_where_rust_has_none(c: str, rust: CType, *, is_found: bool) -> None:
    """FFI601, only where the contract allows NULL."""
    assert of(c, rust, contract(params={"p": NULLABLE})) == ([("FFI601", "f.p")] if is_found else [])
    assert of(c, rust, contract(params={"p": ValueContract()})) == []
    assert of(c, rust) == []


def test_a_returned_reference_may_be_called_nullable() -> None:
    """Rust never returns NULL there: whoever checks for it does no harm."""
    built = build(function("f", result=ref(F64)))
    assert keys("const double *f(void);", built, contract(params={"return": NULLABLE})) == []


def test_a_field_that_c_may_leave_null() -> None:
    """FFI601 at the field, if C hands the struct in; not if the library only returns it."""
    made = layout("lib::Node", ("next", ref(I32), 0, 8))
    said = Contract(structs={"Node": StructContract(fields={"next": NULLABLE})})
    c = "struct Node {{ const int *next; }}; {}"
    taken = build(function("f", {"n": ref(struct("lib::Node"))}), records=[made])
    returned = build(function("f", result=ref(struct("lib::Node"))), records=[made])
    assert keys(c.format("void f(const struct Node *n);"), taken, said) == [("FFI601", "Node.next")]
    assert keys(c.format("const struct Node *f(void);"), returned, said) == []


def test_an_enum_from_c() -> None:
    """FFI602 is a warning about a parameter; a result, or a pointer to one, is harmless."""
    mode = "enum Mode { V0, V1 };"
    assert keys(f"{mode} void f(enum Mode m);", build(function("f", {"m": enum()}))) == [("FFI602", "f.m")]
    assert keys("void f(uint32_t m);", build(function("f", {"m": enum()}))) == [("FFI602", "f.m")]
    assert keys(f"{mode} enum Mode f(void);", build(function("f", result=enum()))) == []
    assert keys(f"{mode} void f(enum Mode *m);", build(function("f", {"m": to(enum())}))) == []
    (found,) = findings("void f(uint32_t m);", build(function("f", {"m": enum()})))
    assert str(found.severity) == "warning"


def test_an_enum_of_every_value_has_no_invalid_one() -> None:
    """256 variants of a byte."""
    built = build(function("f", {"m": enum(size_bytes=1, constants=256)}))
    assert keys("void f(uint8_t m);", built) == []


def test_an_enum_that_a_callback_returns() -> None:
    """It comes from C as well; one that a callback is given does not."""
    c = "enum Mode { V0, V1 }; void f(%s);"
    returns = build(function("f", {"g": function_pointer(result=enum())}))
    takes = build(function("f", {"g": function_pointer(enum())}))
    assert keys(c % "enum Mode (*g)(void)", returns) == [("FFI602", "f.g")]
    assert keys(c % "void (*g)(enum Mode)", takes) == []


def test_an_enum_in_a_struct_by_value() -> None:
    """At the field that has it, if the struct is passed and not pointed to."""
    made = layout("lib::Options", ("mode", enum(), 0, 4))
    c = "enum Mode {{ V0, V1 }}; struct Options {{ enum Mode mode; }}; void f({} o);"
    by_value = build(function("f", {"o": struct("lib::Options")}), records=[made])
    pointed_to = build(function("f", {"o": to(struct("lib::Options"))}), records=[made])
    assert keys(c.format("struct Options"), by_value) == [("FFI602", "Options.mode")]
    assert keys(c.format("struct Options *"), pointed_to) == []


def test_an_enum_with_data() -> None:
    """Its tag comes from C as well."""
    tag = Member(name=None, type=I32, offset_bits=0, size_bytes=4, align_bytes=4)
    payload = Member(name="__0", type=I32, offset_bits=32, size_bytes=4, align_bytes=4)
    variants = (
        Variant(name="A", discriminant=0, members=(payload,)),
        Variant(name="B", discriminant=1, members=()),
    )
    made = layout("lib::Shape", size_bytes=8, align_bytes=4, variants=variants, tag=tag)
    c = "struct Shape { int tag; int value; }; void f(struct Shape s);"
    built = build(
        function("f", {"s": Record(kind=RecordKind.STRUCT, name="Shape", key="lib::Shape")}), records=[made]
    )
    assert ("FFI602", "f.s") in keys(c, built)


@pytest.mark.parametrize(
    ("c", "rust", "expected"),
    [
        ("int p", BOOL, [("FFI603", "f.p")]),
        ("uint8_t p", BOOL, [("FFI603", "f.p")]),
        ("char p", BOOL, [("FFI603", "f.p")]),
        ("uint32_t p", CHAR, [("FFI603", "f.p")]),
        ("int p", CHAR, [("FFI603", "f.p")]),
        ("_Bool p", BOOL, []),
        ("double p", BOOL, [("FFI202", "f.p")]),
        ("_Bool p", CHAR, [("FFI202", "f.p")]),
        ("uint8_t *p", to(BOOL), [("FFI202", "f.p")]),
    ],
)
def test_restricted_integers(c: str, rust: CType, expected: list[object]) -> None:
    """FFI603 where C passes an integer, of whatever width, and nothing else is said of that parameter."""
    assert of(c, rust) == expected


def test_what_may_be_anything_is_always_valid() -> None:
    """`MaybeUninit` is how Rust takes a value that is checked afterwards."""
    path = "core::mem::maybe_uninit::MaybeUninit"
    ctypes: dict[str, CType] = {
        f"{path}<lib::Mode>": enum(),
        f"{path}<bool>": BOOL,
        f"{path}<&f64>": ref(F64),
    }
    for name, held in ctypes.items():
        size = {BOOL: 1, enum(): 4}.get(held, 8)
        record = Record(kind=RecordKind.UNION, name=name, key=name)
        held_in = layout(name, ("value", held, 0, size), kind=RecordKind.UNION)
        built = build(function("f", {"p": record}), records=[held_in])
        c = {1: "_Bool", 4: "uint32_t", 8: "const double *"}[size]
        assert keys(f"void f({c} p);", built, contract(params={"p": NULLABLE})) == []


def test_what_rust_returns_is_valid() -> None:
    """A `char` is one of C's 32-bit integers; a `bool` is not passed as one on every target."""
    assert keys("uint32_t f(void);", build(function("f", result=CHAR))) == []
    assert keys("uint64_t f(void);", build(function("f", result=CHAR))) == [("FFI203", "f.return")]
    assert keys("int f(void);", build(function("f", result=BOOL))) == [("FFI203", "f.return")]
    assert keys("_Bool f(void);", build(function("f", result=BOOL))) == []


ALIASES = "void f({});"


@pytest.mark.parametrize(
    ("rust", "said", "expected"),
    [
        ({"a": ref_mut(F64), "b": ref(F64)}, {}, [("FFI604", "f.a")]),
        ({"a": ref(F64), "b": ref_mut(F64)}, {}, [("FFI604", "f.b")]),
        ({"a": ref_mut(F64), "b": ref_mut(F64)}, {}, [("FFI604", "f.a")]),
        ({"a": ref_mut(F64, nullable=True), "b": ref(F64)}, {}, [("FFI604", "f.a")]),
        ({"a": struct("core::pin::Pin<&mut f64>"), "b": ref(F64)}, {}, [("FFI604", "f.a")]),
        ({"a": ref_mut(F64), "b": ref(F64)}, {"a": NOALIAS}, []),
        ({"a": ref_mut(F64), "b": ref(F64)}, {"b": NOALIAS}, []),
        ({"a": ref_mut(F64), "b": to(F64)}, {}, []),
        ({"a": ref_mut(F64), "b": to(F64, PointerKind.NON_NULL)}, {}, []),
        ({"a": ref_mut(F64), "b": to(F64, PointerKind.BOX)}, {}, []),
        ({"a": ref(F64), "b": ref(F64)}, {}, []),
        ({"a": ref_mut(F64)}, {}, []),
    ],
)
def test_overlap(rust: dict[str, CType], said: dict[str, ValueContract], expected: list[object]) -> None:
    """FFI604 for a `&mut` beside another reference, unless one of them may not overlap anything."""
    c = ", ".join(f"{_c(rust[name])} *{name}" for name in rust)
    built = build(function("f", rust), records=[PIN])
    assert keys(ALIASES.format(c), built, contract(params=said)) == expected


def test_each_pair_is_reported_once() -> None:
    """Three that may overlap: two findings, and the first names both of the others."""
    built = build(function("f", {"a": ref_mut(F64), "b": ref_mut(F64), "c": ref(F64)}))
    first, second = findings("void f(double *a, double *b, const double *c);", built)
    assert (first.key, first.details["others"]) == (("FFI604", "f.a"), ["b", "c"])
    assert (second.key, second.details["others"]) == (("FFI604", "f.b"), ["c"])


def _c(ctype: CType) -> str:
    is_const = getattr(ctype, "const", False)
    return "const double" if is_const else "double"


def test_nothing_is_said_about_bytes() -> None:
    """The helpers themselves find nothing where there is nothing."""
    assert of("uint8_t p", U8) == []
    assert keys("void f(void);", build(function("f", result=VOID))) == []
