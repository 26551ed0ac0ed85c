"""Rust enums with data beside the tagged unions that people and cbindgen write."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from ffisafe.compare import check_interfaces
from ffisafe.model.ctype import Pointer, Record, RecordKind, Representation, Scalar
from ffisafe.model.layout import Member, RecordLayout, Variant
from ffisafe.model.target import Encoding
from tests.support.headers import c_interface, rust_interface

Keys = list[tuple[str, str]]
_SCALARS = {"u8": (1, "unsigned"), "u16": (2, "unsigned"), "u32": (4, "unsigned"), "f32": (4, "float")}


def member(name: str | None, scalar: str, offset: int) -> Member:
    """Return a field of a scalar type."""
    size, encoding = _SCALARS[scalar]
    ctype = Scalar(name=scalar, encoding=Encoding(encoding), size_bytes=size, align_bytes=size)
    return Member(name=name, type=ctype, offset_bits=8 * offset, size_bytes=size, align_bytes=size)


def shape(representation: Representation, tag: str, *variants: Sequence[Member], size: int) -> RecordLayout:
    """Return `enum Shape { Circle(..), Rect { .. }, Empty }`; the last variant has no data."""
    names = ("Circle", "Rect", "Empty")
    return RecordLayout(
        kind=RecordKind.STRUCT,
        name="lib::Shape",
        size_bytes=size,
        align_bytes=4,
        members=(),
        representation=representation,
        tag=member(None, tag, 0),
        variants=tuple(
            Variant(name=name, discriminant=index, members=tuple(members))
            for index, (name, members) in enumerate(zip(names, (*variants, ()), strict=True))
        ),
    )


REPR_C = shape(
    Representation(is_c=True),
    "u32",
    [member("0", "f32", 4)],
    [member("w", "u16", 4), member("h", "u16", 6)],
    size=8,
)
REPR_U8 = shape(
    Representation(integer="u8"),
    "u8",
    [member("0", "f32", 4)],
    [member("w", "u16", 2), member("h", "u16", 4)],
    size=8,
)
PAIR = RecordLayout(
    kind=RecordKind.STRUCT,
    name="lib::Pair",
    size_bytes=4,
    align_bytes=2,
    members=(member("a", "u16", 0), member("b", "u16", 2)),
)
TAGS = "typedef enum Shape_Tag { Circle, Rect, Empty } Shape_Tag;"
BODY = "typedef struct Rect_Body { uint16_t w; uint16_t h; } Rect_Body;"
IN_STRUCT = "typedef struct Shape {{ Shape_Tag tag; union {{ {} }}; }} Shape;"
CBINDGEN_C = TAGS + BODY + IN_STRUCT.format("struct { float circle; }; Rect_Body rect;")
CBINDGEN_U8 = """
enum Shape_Tag { Circle, Rect, Empty }; typedef uint8_t Shape_Tag;
typedef struct Rect_Body { Shape_Tag tag; uint16_t w; uint16_t h; } Rect_Body;
typedef union Shape { Shape_Tag tag; struct { Shape_Tag circle_tag; float circle; }; Rect_Body rect; } Shape;
"""
BY_HAND = """
enum shape_kind { SHAPE_CIRCLE, SHAPE_RECT, SHAPE_EMPTY };
struct shape { enum shape_kind kind; union { float radius; struct { uint16_t w, h; } rect; } as; };
typedef struct shape Shape;
"""


def holding_a_struct() -> RecordLayout:
    """Return `REPR_U8` with `Circle(Pair)` in place of `Circle(f32)`."""
    pair = Record(kind=RecordKind.STRUCT, name="Pair", key="lib::Pair")
    held = Member(name="0", type=pair, offset_bits=16, size_bytes=4, align_bytes=2)
    circle = replace(REPR_U8.variants[0], members=(held,))
    return replace(REPR_U8, variants=(circle, *REPR_U8.variants[1:]), size_bytes=6, align_bytes=2)


def found(c: str, rust: RecordLayout) -> Keys:
    """Return what is found between a header with a `Shape` and a build with an enum for it."""
    record = Record(kind=RecordKind.STRUCT, name="Shape", key="lib::Shape")
    build = rust_interface("struct Stub; void f(const struct Stub *s);")
    function = build.functions["f"]
    pointer = Pointer(pointee=record, const=True, size_bytes=8)
    taken = replace(function, parameters=(replace(function.parameters[0], type=pointer),))
    whole = replace(build, functions={"f": taken}, records={"lib::Shape": rust, "lib::Pair": PAIR})
    header = c_interface(f"{c} void f(const Shape *s);")
    return sorted(one.key for one in check_interfaces(header, whole, library="l").findings)


@pytest.mark.parametrize(
    ("c", "rust"),
    [
        pytest.param(CBINDGEN_C, REPR_C, id="cbindgen-repr-c"),
        pytest.param(CBINDGEN_U8, REPR_U8, id="cbindgen-repr-u8"),
        pytest.param(BY_HAND, REPR_C, id="by-hand"),
    ],
)
def test_a_faithful_mirror(c: str, rust: RecordLayout) -> None:
    """What has the tag, the constants and the variants' data in their places has no findings."""
    assert found(c, rust) == []


def test_a_variant_that_holds_a_struct() -> None:
    """What `Circle(Pair)` holds is one member of C, whatever it is made of."""
    c = "typedef struct pair { uint16_t a; uint16_t b; } pair;" + CBINDGEN_U8
    assert found(c.replace("float circle;", "pair circle;"), holding_a_struct()) == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("float circle;", "double circle;", [("FFI106", "Shape.circle")]),
        (
            "uint16_t w; uint16_t h;",
            "uint16_t h; uint16_t w;",
            [("FFI104", "Rect_Body.h"), ("FFI104", "Rect_Body.w")],
        ),
        ("uint16_t w; uint16_t h;", "uint16_t w;", [("FFI105", "Rect_Body.h")]),
        ("uint16_t w;", "int32_t w;", [("FFI106", "Rect_Body.w")]),
        (" Rect_Body rect;", "", [("FFI105", "Shape.Rect")]),
        ("Rect_Body rect;", "Rect_Body rect; struct { float x; } line;", [("FFI105", "Shape.line")]),
        ("Circle, Rect,", "Circle, Rect = 4,", [("FFI108", "Shape_Tag.Empty"), ("FFI108", "Shape_Tag.Rect")]),
        ("Shape_Tag tag; union", "union", [("FFI105", "Shape.tag")]),
        ("Shape_Tag tag; union", "uint8_t tag; union", [("FFI106", "Shape.tag")]),
        ("Shape_Tag tag; union", "int extra; Shape_Tag tag; union", [("FFI105", "Shape.extra")]),
    ],
)
def test_a_drift_of_the_mirror(before: str, after: str, expected: Keys) -> None:
    """Each drift has its own rule, at the type that declares it."""
    assert CBINDGEN_C.count(before) == 1
    assert found(CBINDGEN_C.replace(before, after), REPR_C) == expected


def test_the_mirror_of_another_repr() -> None:
    """What `repr(u8)` holds lies elsewhere than in the struct of a tag and a union."""
    assert ("FFI106", "Shape.tag") in found(CBINDGEN_C.replace("Shape_Tag tag;", "uint32_t tag;"), REPR_U8)


def test_a_blob_is_compared_by_its_size() -> None:
    """Bytes that a caller sets aside have no fields to compare."""
    blob = "typedef struct Shape { uint32_t opaque[2]; } Shape;"
    assert found(blob, REPR_C) == [("FFI901", "Shape")]
    larger = replace(REPR_C, size_bytes=12)
    assert found(blob, larger) == [("FFI102", "Shape"), ("FFI901", "Shape")]


def test_an_enum_without_a_representation_has_one_finding() -> None:
    """Where nothing is promised, nothing else is said."""
    unpromised = replace(REPR_C, representation=Representation(), size_bytes=16)
    assert found(CBINDGEN_C, unpromised) == [("FFI109", "Shape")]
