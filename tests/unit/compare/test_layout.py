"""FFI1xx on pairs of records: one cause, one finding."""

from dataclasses import replace

import pytest

from ffisafe.compare import check_interfaces
from tests.support.headers import c_interface, rust_interface
from tests.unit.compare.checks import findings, keys, of_records

PLAIN = "struct T { uint8_t tag; uint32_t len; double value; };"


@pytest.mark.parametrize(
    ("c", "rust", "expected"),
    [
        pytest.param(PLAIN, "struct T { u8 tag; u32 len; f64 value; };", [], id="equal"),
        pytest.param(
            PLAIN,
            "struct T { u8 tag; u64 len; f64 value; };",
            [("FFI106", "T.len")],
            id="widened-moves-the-rest",
        ),
        pytest.param(
            PLAIN,
            "struct T { u8 tag; u16 len; f64 value; };",
            [("FFI106", "T.len")],
            id="narrowed-into-padding",
        ),
        pytest.param(PLAIN, "struct T { u8 tag; i32 len; f64 value; };", [("FFI106", "T.len")], id="sign"),
        pytest.param(PLAIN, "struct T { u8 tag; f32 len; f64 value; };", [("FFI106", "T.len")], id="float"),
        pytest.param(
            PLAIN,
            "struct T { u32 len; u8 tag; f64 value; };",
            [("FFI104", "T.tag"), ("FFI104", "T.len")],
            id="swapped",
        ),
        pytest.param(
            PLAIN,
            "struct T { f64 value; u8 tag; u32 len; };",
            [("FFI104", "T.tag"), ("FFI104", "T.len"), ("FFI104", "T.value")],
            id="rotated",
        ),
        pytest.param(
            "struct T { size_t rows; size_t cols; };",
            "struct T { usize cols; usize rows; };",
            [("FFI104", "T.rows"), ("FFI104", "T.cols")],
            id="same-types-swapped",
        ),
        pytest.param(
            PLAIN, "struct T { u8 tag; f64 value; };", [("FFI105", "T.len")], id="missing-from-the-middle"
        ),
        pytest.param(
            PLAIN, "struct T { u8 tag; u32 len; };", [("FFI105", "T.value")], id="missing-from-the-end"
        ),
        pytest.param(
            PLAIN,
            "struct T { u64 id; u8 tag; u32 len; f64 value; };",
            [("FFI105", "T.id")],
            id="extra-at-the-start",
        ),
        pytest.param(
            PLAIN,
            "struct T { u8 tag; u32 len; f64 value; u64 id; };",
            [("FFI105", "T.id")],
            id="extra-at-the-end",
        ),
        pytest.param(
            PLAIN, "struct T { u8 tag; u32 size; f64 value; };", [("FFI105", "T.len")], id="renamed"
        ),
        pytest.param(
            PLAIN,
            "struct T { u8 tag; u32 len; f64 value; } __attribute__((packed));",
            [("FFI104", "T.len"), ("FFI104", "T.value")],
            id="packed-in-rust-only",
        ),
        pytest.param(
            "struct T { uint32_t a; uint32_t b; };",
            "struct T { u32 a; u32 b; } __attribute__((packed));",
            [("FFI103", "T")],
            id="packed-without-moving-anything",
        ),
        pytest.param(
            PLAIN,
            "struct T { u8 tag; u32 len; f64 value; } __attribute__((aligned(32)));",
            [("FFI103", "T")],
            id="aligned-in-rust-only",
        ),
        pytest.param(
            "struct T { uint8_t tag; };", "struct T { u16 tag; };", [("FFI106", "T.tag")], id="widened-alone"
        ),
        pytest.param(
            "struct T { uint8_t a; uint32_t b; uint8_t c; uint32_t d; };",
            "struct T { u8 a; u64 b; u8 c; u64 d; };",
            [("FFI106", "T.b"), ("FFI106", "T.d")],
            id="two-causes-two-findings",
        ),
        pytest.param(
            "struct T { uint32_t a; uint32_t b; uint32_t c; uint32_t d; };",
            "struct T { u64 a; u32 b; u32 d; u32 c; };",
            [("FFI106", "T.a"), ("FFI104", "T.c")],
            id="widened-and-swapped-behind-it-where-one-lands-on-its-place",
        ),
        pytest.param(
            "struct T { int32_t a; int32_t b; };",
            "struct T { u32 a; i32 gap; i32 b; };",
            [("FFI106", "T.a"), ("FFI105", "T.gap")],
            id="a-sign-does-not-explain-an-extra-field",
        ),
    ],
)
def test_a_drift_of_one_struct(c: str, rust: str, expected: list[tuple[str, str]]) -> None:
    """Each cause is reported once, at the field that has it, and its consequences are not."""
    assert sorted(of_records(c, rust)) == sorted(expected)


@pytest.mark.parametrize(
    ("c", "rust"),
    [
        pytest.param(
            "struct T { uint8_t tag; double value; };",
            "struct T { u8 tag; u8 _pad[7]; f64 value; };",
            id="rust-spells-out-padding",
        ),
        pytest.param(
            "struct T { uint8_t tag; uint8_t reserved[7]; double value; };",
            "struct T { u8 tag; f64 value; };",
            id="c-spells-out-padding",
        ),
        pytest.param(
            "struct T { uint8_t tag; uint8_t pad0[3]; uint32_t len; };",
            "struct T { u8 tag; u8 _padding[3]; u32 len; };",
            id="padding-under-two-names",
        ),
        pytest.param("struct T { int type_; };", "struct T { i32 type; };", id="keyword"),
        pytest.param("struct T { int x; int x_; };", "struct T { i32 x; i32 x_; };", id="almost-one-name"),
        pytest.param(
            "struct T { int n; char data[0]; };", "struct T { i32 n; u8 data[0]; };", id="empty-array"
        ),
        pytest.param(
            "struct T { int tag; union { int i; float f; }; };",
            "union V { i32 i; f32 f; }; struct T { i32 tag; union V value; };",
            id="anonymous-union-has-a-name-in-rust",
        ),
        pytest.param(
            "struct T { int tag; struct { int x; int y; }; };",
            "struct T { i32 tag; i32 x; i32 y; };",
            id="anonymous-struct-is-spread",
        ),
        pytest.param(
            "union T { uint32_t word; uint8_t bytes[4]; };", "union T { u32 word; u8 bytes[4]; };", id="union"
        ),
        pytest.param("struct T { struct T *next; };", "struct T { struct T *next; };", id="refers-to-itself"),
    ],
)
def test_what_is_the_same_by_another_spelling(c: str, rust: str) -> None:
    """Differences without a consequence for the bytes are not findings."""
    assert of_records(c, rust) == []


def test_padding_is_not_an_excuse_for_a_larger_struct() -> None:
    """A field named as padding is one all the same where the other side has no padding."""
    c = "struct T { uint32_t len; };"
    assert of_records(c, "struct T { u32 len; u32 _pad; };") == [("FFI105", "T._pad")]


def test_nested_drift_is_reported_where_it_is() -> None:
    """What a nested type moves in the types that hold it is no finding of theirs."""
    c = """struct In { int a; int b; }; struct Mid { uint8_t c; struct In in; int d; };
           struct T { struct Mid mid[2]; int e; }; void use_it(struct T *it);"""
    rust = """struct In { i64 a; i32 b; }; struct Mid { u8 c; struct In in; i32 d; };
              struct T { struct Mid mid[2]; i32 e; }; void use_it(struct T *it);"""
    assert keys(c, rust) == [("FFI106", "In.a")]


def test_a_type_used_twice_is_reported_once() -> None:
    """However many functions use a type, its drift is one finding."""
    c = "struct T { int a; }; void f(struct T *); struct T g(void); int h(struct T, struct T *);"
    rust = "struct T { u32 a; }; void f(struct T *); struct T g(void); i32 h(struct T, struct T *);"
    assert keys(c, rust) == [("FFI106", "T.a")]


def test_a_type_behind_pointers_and_callbacks_is_compared() -> None:
    """The types that fields and function pointers lead to are compared too."""
    c = "struct In { int a; }; struct T { struct In *in; }; void f(struct T **, void (*)(struct Out *));"
    c = f"struct Out {{ int b; }}; {c}"
    rust = c.replace("int a", "i64 a").replace("int b", "i64 b")
    assert sorted(keys(c, rust)) == [("FFI106", "In.a"), ("FFI106", "Out.b")]


def test_members_of_anonymous_records_have_the_path_that_c_writes() -> None:
    """A drift inside an anonymous member is `T.member`, inside an untagged one `T.field.member`."""
    c = "struct T { union { int i; float f; }; struct { int x; } at; };"
    rust = "union V { u32 i; f32 f; }; struct At { u32 x; }; struct T { union V v; struct At at; };"
    assert of_records(c, rust) == [("FFI106", "T.i"), ("FFI106", "T.at.x")]


def test_a_struct_is_not_a_union() -> None:
    """A field that is a struct on one side and a union on the other has another type."""
    c = "struct In { int a; }; struct T { struct In in; };"
    rust = "union In { i32 a; }; struct T { union In in; };"
    assert of_records(c, rust) == [("FFI106", "T.in")]


@pytest.mark.parametrize(
    ("rust", "expected"),
    [
        ("struct T { u32 a; u32 flags; u32 d; };", []),
        ("struct T { u32 a; u8 bits[4]; u32 d; };", []),
        ("struct T { u32 a; u32 flags; u64 d; };", [("FFI106", "T.d")]),
        ("struct T { u32 a; u32 d; };", [("FFI104", "T.d")]),
    ],
)
def test_bit_fields_are_named_and_not_compared(rust: str, expected: list[tuple[str, str]]) -> None:
    """The integer that Rust has in place of bit-fields is no extra field; the rest is compared."""
    c = "struct T { uint32_t a; uint32_t b : 3; uint32_t c : 29; uint32_t d; };"
    assert sorted(of_records(c, rust)) == sorted([("FFI110", "T.b"), *expected])


def test_the_finding_shows_both_sides() -> None:
    """A moved field comes with both lines, both offsets and the Rust type's name."""
    c = "struct T {\n  int a;\n  int b;\n};\nvoid f(struct T *t);"
    rust = "struct T {\n  i32 b;\n  i32 a;\n};\nvoid f(struct T *t);"
    first = findings(c, rust)[0]
    assert first.message == "field `a` of `T` is at byte 0 in C and at byte 4 in Rust"
    assert (str(first.c), str(first.rust)) == ("lib.h:2", "lib.rs:3")
    assert first.details == {"c": 0, "rust": 4, "rust_type": "T"}


def test_fields_of_a_tuple_struct_are_numbered() -> None:
    """Cbindgen writes `_0` for what Rust calls `0`."""
    c = c_interface("struct T { int32_t _0; double _1; }; void f(const struct T *t);")
    rust = rust_interface("struct T { i32 _0; f64 _1; }; void f(const struct T *t);")
    layout = rust.records["struct T"]
    members = tuple(replace(member, name=(member.name or "")[1:]) for member in layout.members)
    numbered = replace(rust, records={"struct T": replace(layout, members=members)})
    assert check_interfaces(c, numbered, library="l").findings == ()


@pytest.mark.parametrize(
    ("c", "rust"),
    [
        ("int32_t byteCount; uint8_t isOpen;", "i32 byte_count; u8 is_open;"),
        ("int32_t ByteCount; uint8_t IsOpen;", "i32 byte_count; u8 is_open;"),
        ("int32_t mByteCount; uint8_t mIsOpen;", "i32 byte_count; u8 is_open;"),
        ("int32_t st_size; uint8_t st_mode;", "i32 size; u8 mode;"),
    ],
)
def test_a_style_of_names_is_no_rename(c: str, rust: str) -> None:
    """Camel case, Gecko's `m`, and a prefix that all fields have are one name in another style."""
    assert of_records(f"struct T {{ {c} }};", f"struct T {{ {rust} }};") == []


def test_a_style_of_names_does_not_hide_a_reorder() -> None:
    """Fields that moved are found under their names in either style."""
    c = "struct T { uint32_t byteCount; uint32_t flagBits; };"
    rust = "struct T { u32 flag_bits; u32 byte_count; };"
    assert of_records(c, rust) == [("FFI104", "T.byteCount"), ("FFI104", "T.flagBits")]


def test_a_type_that_is_another_one_s_namesake_too() -> None:
    """`ui_config` and `net_config` are both called `Config` in Rust: the fields say which is which."""
    net, ui = "struct {0} {{ {1} port; {1} n; }};", "struct {0} {{ {1} w; {1} h; }};"
    c = net.format("net_config", "uint32_t") + ui.format("ui_config", "uint16_t")
    c += "void f(struct net_config *a); void g(struct ui_config *a); void h(struct ui_config *a);"
    rust = net.format("Config", "u32") + ui.format("UI_Config", "u16")
    rust += "void f(struct Config *a); void g(struct Config *a); void h(struct UI_Config *a);"
    assert keys(c, rust) == [("FFI202", "g.a")]
