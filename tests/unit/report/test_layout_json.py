"""The JSON listing of layouts."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ffisafe.cli.calls import list_calls
from ffisafe.model.interface import Problem
from ffisafe.model.source import SourceLocation
from ffisafe.report.layout import list_types
from ffisafe.report.layout.json import render_layout_json
from tests.support.headers import c_interface

SCHEMA = json.loads((Path(__file__).parents[3] / "ffisafe/report/layout/layout.schema.json").read_text())
PAGE = (Path(__file__).parents[3] / "docs/reference/layout.md").read_text()
NESTED = "struct T { char c; union { int i; struct { short a, b; }; }; struct { char x; int y; } in[2]; };"


def listed(text: str) -> list[dict[str, Any]]:
    """Return the types of a header as the listing has them."""
    types: list[dict[str, Any]] = json.loads(render_layout_json(list_types(c_interface(text), ["lib.h"])))[
        "types"
    ]
    return types


def offsets(fields: list[dict[str, Any]]) -> list[Any]:
    """Return name and offset of each field, with those inside of it."""
    return [
        (field["name"], field["offset"], *([offsets(field["fields"])] if "fields" in field else []))
        for field in fields
    ]


def documented(heading: str) -> set[str]:
    """Return the keys in the table of a section of the reference."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows: list[str] = re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
    return {word for row in rows for word in re.findall(r"`([^`]+)`", row)}


def test_the_keys_are_those_of_the_reference() -> None:
    """The page names each key of the listing and of what is in it, and no other."""
    interface = c_interface(f"{NESTED} enum E {{ A }}; int f(int x);")
    types = list_types(interface, ["h"])
    listing = json.loads(render_layout_json(types, calls=list_calls(interface)))
    record, enum = listing["types"]
    (call,) = listing["calls"]
    assert set(listing) == documented("The listing")
    assert set(record) == documented("A struct or union")
    assert set(record["fields"][1]) == documented("A field")
    assert set(enum) == documented("An enum")
    assert set(call) == documented("A call")
    assert set(call["parameters"][0]) == documented("An argument")
    assert set(listing) - set(json.loads(render_layout_json(types))) == {"calls"}


EVERYTHING = f"""{NESTED}
struct B {{ unsigned a : 3; unsigned : 0; long b : 40; double end[]; }} __attribute__((packed));
struct Empty {{}}; union U {{ int i; char c[7]; }}; typedef struct {{ int x; }} *alias;
enum Wide {{ LOW = -1, HIGH = 1L << 40 }}; typedef enum {{ ONE = 1 }} one;
struct Gone {{ _Decimal64 d; }};
struct B pass(struct Empty, union U, enum Wide, long double x, ...); typedef void (*taker)(struct T);
"""


def test_the_listing_follows_its_schema() -> None:
    """Structs, unions, enums, bit-fields and what was not understood."""
    interface = c_interface(EVERYTHING)
    calls = list_calls(interface)
    listing = json.loads(
        render_layout_json(list_types(interface, ["h"]), interface.problems, ["a note"], calls)
    )
    assert len(listing["types"]) == 7
    assert len(listing["calls"]) == 2
    assert len(listing["problems"]) == 1
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(listing, SCHEMA)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["types", 0, "kind"], "class"),
        (["types", 0, "size"], -1),
        (["types", 0, "fields", 0, "offset"], "4"),
        (["types", 0, "fields", 0, "bit_width"], 3),
        (["types", 0, "padding", 0, "bit_width"], 0),
        (["types", 1, "constants", "A"], "1"),
        (["schema"], "ffisafe.layout/2"),
    ],
)
def test_the_schema_rejects_another_listing(path: list[Any], value: object) -> None:
    """It says of each part what it is."""
    listing = json.loads(render_layout_json(list_types(c_interface(f"{NESTED} enum E {{ A }};"), ["h"])))
    *within, key = path
    part = listing
    for step in within:
        part = part[step]
    assert part[key] != value
    part[key] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(listing, SCHEMA)


def test_offsets_count_from_the_outermost_aggregate() -> None:
    """Anonymous members, and members of untagged type, carry their fields; those are not listed again."""
    (record,) = listed(NESTED)
    assert offsets(record["fields"]) == [
        ("c", 0),
        (None, 4, [("i", 4), (None, 4, [("a", 4), ("b", 6)])]),
        ("in", 8, [("x", 8), ("y", 12)]),
    ]


def test_a_bit_field_has_its_bits() -> None:
    """Bits count from the start of the struct; unnamed ones are padding."""
    (record,) = listed("struct T { int before; unsigned a : 3, : 5, b : 9; };")
    bits = [(field["bit_offset"], field["bit_width"]) for field in record["fields"]]
    assert bits == [(None, None), (32, 3), (40, 9)]
    assert record["padding"] == [{"bit_offset": 35, "bit_width": 5}, {"bit_offset": 49, "bit_width": 15}]


def test_a_flexible_array_has_size_0() -> None:
    """So has an array of length 0."""
    (record,) = listed("struct T { long n; int none[0]; char rest[]; };")
    assert [field["size"] for field in record["fields"]] == [8, 0, 0]


def test_the_name_is_the_tag_else_the_typedef() -> None:
    """And `c_name` is how C writes it; an untagged struct behind a pointer has neither."""
    types = listed(
        "typedef struct tag { int i; } t; typedef struct { int i; } u; typedef struct { int i; } *p;"
    )
    assert [(one["name"], one["c_name"]) for one in types] == [
        ("tag", "struct tag"),
        ("u", "u"),
        (None, None),
    ]


def test_an_enum_has_its_underlying_type_and_constants() -> None:
    """Signed where a constant is negative."""
    one, two = listed("enum E { A = -1, B = 7 }; typedef enum { C = 0x80000000 } t;")
    assert (one["underlying"], one["constants"]) == ({"size": 4, "signed": True}, {"A": -1, "B": 7})
    assert (two["name"], two["c_name"], two["underlying"]) == ("t", "t", {"size": 4, "signed": False})


def test_incomplete_types_are_not_listed() -> None:
    """A declaration without fields has no layout."""
    assert listed("struct later; union other *f(struct later *p);") == []


def test_problems_and_file_names_pass_through_any_output() -> None:
    """A file name that is not Unicode is escaped."""
    problem = Problem(symbol="f", reason="no", location=SourceLocation(file="\udcff.h", line=2))
    text = render_layout_json(list_types(c_interface(""), ["\udcff.h"]), [problem])
    assert text.isascii()
    assert json.loads(text)["problems"] == [
        {"symbol": "f", "reason": "no", "origin": {"file": "\udcff.h", "line": 2}}
    ]
