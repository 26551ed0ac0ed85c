"""C code inside the library, as gcc describes it in each version of DWARF."""

import subprocess
from pathlib import Path

import pytest

from ffisafe.frontends.rust import read_library
from ffisafe.model.ctype import Array, Enumeration, FunctionType, Pointer, Record
from ffisafe.model.interface import Interface
from ffisafe.model.spelling import spell_rust
from ffisafe.model.target import Target

SOURCE = """
enum level { LOW = -1, HIGH = 7 };
typedef struct later *handle;
typedef struct { unsigned a : 3; int b : 5; volatile long c; } bits;
struct outer {
    bits inner;
    union { int whole; float part; };
    short grid[2][3];
    double _Complex wave;
};
struct plain { char tag; enum level level; int (*compare)(const void *, const void *); };
long fields(const bits *p, char c, ...) { return p->c + c; }
int levels(enum level one, struct plain *two) { return one + two->level; }
void opaque(handle h, short grid[2][3], const char *restrict text) { }
double _Complex complex_one(double x) { return x; }
int outside(struct outer *o) { return o->whole; }
"""


@pytest.fixture(scope="module", params=["3", "4", "5"])
def c_objects(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, target: Target
) -> Interface:
    """The source above, with debug information of one version and nothing beyond it."""
    folder = tmp_path_factory.mktemp("c")
    source, library = folder / "part.c", folder / "libpart.so"
    source.write_text(SOURCE)
    flags = [f"-gdwarf-{request.param}", "-gstrict-dwarf", "-shared", "-fPIC"]
    subprocess.run(["cc", *flags, "-o", library, source], check=True)
    return read_library(library, target=target)


def test_const_and_dots_are_read(c_objects: Interface) -> None:
    """C has const in the pointee, and the dots as a child of their own."""
    function = c_objects.functions["fields"]
    pointer = function.parameters[0].type
    assert isinstance(pointer, Pointer)
    assert (pointer.const, function.variadic) == (True, True)
    assert spell_rust(function.parameters[1].type) == "char"


def test_bit_fields_have_offset_and_width_in_bits(c_objects: Interface) -> None:
    """Both ways to describe a bit-field give the same offsets."""
    pointer = c_objects.functions["fields"].parameters[0].type
    assert isinstance(pointer, Pointer)
    assert isinstance(pointer.pointee, Record)
    layout = c_objects.records[pointer.pointee.key]
    assert [(m.name, m.offset_bits, m.width_bits) for m in layout.members] == [
        ("a", 0, 3),
        ("b", 3, 5),
        ("c", 64, None),
    ]


def test_alignment_follows_from_the_members(c_objects: Interface) -> None:
    """Gcc states no alignment: it is that of the most demanding member."""
    layout = c_objects.records["plain"]
    assert [(m.name, m.offset_bytes, m.align_bytes) for m in layout.members] == [
        ("tag", 0, 1),
        ("level", 4, 4),
        ("compare", 8, 8),
    ]
    assert (layout.size_bytes, layout.align_bytes) == (16, 8)


def test_function_pointers_of_c_may_be_null(c_objects: Interface) -> None:
    """A pointer to a function is a raw pointer to a function type."""
    member = c_objects.records["plain"].members[2].type
    assert isinstance(member, Pointer)
    assert isinstance(member.pointee, FunctionType)
    assert [spell_rust(p) for p in member.pointee.parameters] == ["*const c_void", "*const c_void"]


def test_enumerations_are_signed_if_a_constant_is(c_objects: Interface) -> None:
    """The constants are read with their sign."""
    level = c_objects.functions["levels"].parameters[0].type
    assert isinstance(level, Enumeration)
    assert level.constants == (("LOW", -1), ("HIGH", 7))
    assert level.underlying.size_bytes == 4


def test_an_incomplete_type_has_no_layout(c_objects: Interface) -> None:
    """A pointer to a type that is only declared refers to a record without a layout."""
    handle, grid, text = (p.type for p in c_objects.functions["opaque"].parameters)
    assert isinstance(handle, Pointer)
    assert isinstance(handle.pointee, Record)
    assert handle.pointee.name == "later"
    assert handle.pointee.key not in c_objects.records
    assert isinstance(grid, Pointer)
    assert isinstance(grid.pointee, Array)
    assert grid.pointee.count == 3
    assert spell_rust(text) == "*const char"


def test_what_is_not_understood_is_named(c_objects: Interface) -> None:
    """A complex number stops the one function and the one record that have it."""
    assert [problem.symbol for problem in c_objects.problems] == ["complex_one", "outer"]
    assert all("complex double" in problem.reason for problem in c_objects.problems)
    assert "outside" in c_objects.functions


def test_functions_have_lines_in_every_version(c_objects: Interface) -> None:
    """The table of files counts from one, and from zero since version 5."""
    locations = [function.location for function in c_objects.functions.values()]
    assert {Path(place.file).name for place in locations if place} == {"part.c"}
    lines = SOURCE.splitlines()
    assert all(place and "(" in lines[place.line - 1] for place in locations)
