"""The comparison with recorded layouts sees what is wrong, and nothing else."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.corpus import Unit, differences, still_holds, truth, units

ZLIB = next(unit for unit in units() if unit.name == "zlib")
FIELD = {"bit_offset": None, "bit_width": None}
EXPECTED: list[dict[str, Any]] = [
    {
        **{"kind": "struct", "name": "s", "aliases": [], "size": 12, "align": 4, "sources": ["gcc", "clang"]},
        "fields": [
            {"name": "a", "offset_bits": 0, "size_bits": 32, "is_bitfield": False},
            {
                **{"name": None, "offset_bits": 32, "size_bits": 32, "is_bitfield": False},
                "fields": [{"name": "b", "offset_bits": 33, "size_bits": 3, "is_bitfield": True}],
            },
        ],
    },
    {"kind": "enum", "name": None, "aliases": [], "size": 4, "signed": False, "constants": {"A": 1}},
]
LISTED: list[dict[str, Any]] = [
    {
        **{"kind": "struct", "name": "s", "size": 12, "align": 4},
        "fields": [
            {"name": "a", "offset": 0, "size": 4, **FIELD},
            {
                **{"name": None, "offset": 4, "size": 4, **FIELD},
                "fields": [{"name": "b", "offset": 4, "size": 4, "bit_offset": 33, "bit_width": 3}],
            },
        ],
    },
    {"kind": "enum", "name": None, "underlying": {"size": 4, "signed": False}, "constants": {"A": 1}},
]
Damage = Callable[[list[dict[str, Any]]], object]


def test_a_listing_that_is_right() -> None:
    """Nothing differs."""
    assert list(differences(EXPECTED, LISTED)) == []


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (lambda types: types[0].update(size=16), "size is 16, not 12"),
        (lambda types: types[0].update(align=8), "align is 8, not 4"),
        (lambda types: types[0].update(kind="union"), "is not listed"),
        (lambda types: types[0]["fields"].pop(), "has 1 members, not 2"),
        (
            lambda types: types[0]["fields"][0].update(offset=1),
            "member (name, bit offset, bits, bit-field) is ('a', 8, 32, False), not ('a', 0, 32, False)",
        ),
        (
            lambda types: types[0]["fields"][1]["fields"][0].update(bit_offset=32),
            "member (name, bit offset, bits, bit-field) is ('b', 32, 3, True), not ('b', 33, 3, True)",
        ),
        (lambda types: types[1]["underlying"].update(signed=True), "signed is True, not False"),
        (lambda types: types[1]["constants"].update(A=2), "constants is {'A': 2}, not {'A': 1}"),
        (lambda types: types[1]["constants"].update(B=2), "is not listed"),
    ],
    ids=["size", "align", "kind", "lost", "moved", "bit", "signed", "value", "constant"],
)
def test_what_is_wrong_is_said(damage: Damage, expected: str) -> None:
    """One thing at a time."""
    listed = copy.deepcopy(LISTED)
    damage(listed)
    assert [why for _, why in differences(EXPECTED, listed)] == [expected]


def first_struct(unit: Unit) -> dict[str, Any]:
    """Return a type that the truth has."""
    return next(type_ for type_ in truth(unit) if type_["name"] == "z_stream_s")


def test_the_compiler_confirms_what_is_recorded() -> None:
    """It does of a type that has not changed, and not of another size."""
    type_ = first_struct(ZLIB)
    assert still_holds(ZLIB, type_)
    assert not still_holds(ZLIB, {**type_, "size": type_["size"] + 8})
