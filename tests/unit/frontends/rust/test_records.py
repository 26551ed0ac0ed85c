"""Records and enums: rustc's own figures are the oracle."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ffisafe.model.ctype import Enumeration, Pointer, Record, RecordKind
from ffisafe.model.interface import Interface
from ffisafe.model.layout import RecordLayout
from ffisafe.model.spelling import spell_rust

SOURCE = Path(__file__).parent / "sources" / "boundary.rs"
FIELDS = {
    "Frame": ("kind", "length", "grid"),
    "Packed": ("kind", "length"),
    "Number": ("whole", "real"),
    "Meters": ("0",),
    "inner::Node": ("value", "next", "owned", "visit"),
    "Pair<u8>": ("first", "second"),
    "Pair<u64>": ("first", "second"),
    "Shape": (),
}


@pytest.fixture(scope="session")
def rustc_says(compile_rust: Callable[..., Path]) -> dict[str, list[int]]:
    """Size, alignment and field offsets of each record, as a Rust program prints them."""
    prints = []
    for name, fields in FIELDS.items():
        offsets = [f"std::mem::offset_of!({name}, {field})" for field in fields]
        values = [f"std::mem::size_of::<{name}>()", f"std::mem::align_of::<{name}>()", *offsets]
        prints.append(f'println!("{{}}", format!("\\"{name}\\": {{:?}}", [{", ".join(values)}]));')
    source = f"{SOURCE.read_text()}\nfn main() {{ {' '.join(prints)} }}"
    program = compile_rust(source, crate_type="bin")
    output = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    figures: dict[str, list[int]] = json.loads("{" + ",".join(output.splitlines()) + "}")
    return figures


def layout_of(interface: Interface, name: str) -> RecordLayout:
    """Return the layout of a record of the crate."""
    return interface.records[f"demo::{name}"]


@pytest.mark.parametrize("name", FIELDS)
def test_layouts_are_those_that_rustc_prints(
    boundary: Interface, rustc_says: dict[str, list[int]], name: str
) -> None:
    """Size, alignment and offsets agree with ``size_of``, ``align_of`` and ``offset_of!``."""
    layout = layout_of(boundary, name)
    offsets = {member.name: member.offset_bytes for member in layout.members}
    read = [layout.size_bytes, layout.align_bytes, *(offsets[field] for field in FIELDS[name])]
    assert read == rustc_says[name]


def test_members_have_types_sizes_and_alignment(boundary: Interface) -> None:
    """A member knows how large it is, and an array how its elements nest."""
    members = layout_of(boundary, "Frame").members
    assert [(m.name, spell_rust(m.type), m.size_bytes, m.align_bytes) for m in members] == [
        ("kind", "u8", 1, 1),
        ("length", "u64", 8, 8),
        ("grid", "[[u16; 3]; 2]", 12, 2),
    ]


def test_a_packed_record_caps_the_alignment_of_its_members(boundary: Interface) -> None:
    """The u32 in a packed record is aligned to one byte."""
    members = layout_of(boundary, "Packed").members
    assert [(m.name, m.offset_bytes, m.align_bytes) for m in members] == [
        ("kind", 0, 1),
        ("length", 1, 1),
    ]


def test_a_union_is_a_union(boundary: Interface) -> None:
    """All members of a union start at 0, in the order of declaration."""
    layout = layout_of(boundary, "Number")
    assert layout.kind is RecordKind.UNION
    assert [(m.name, m.offset_bits) for m in layout.members] == [("whole", 0), ("real", 0)]


def test_a_record_may_point_to_itself(boundary: Interface) -> None:
    """A recursive record is laid out once; its pointers refer to it by key."""
    members = layout_of(boundary, "inner::Node").members
    pointees = [m.type.pointee for m in members if isinstance(m.type, Pointer)]
    records = [pointee for pointee in pointees if isinstance(pointee, Record)]
    assert {record.key for record in records} == {"demo::inner::Node"}


def test_a_record_is_named_as_c_knows_it_and_keyed_by_its_path(boundary: Interface) -> None:
    """The name has no path; the layout's name and the key have it."""
    pointer = boundary.functions["records"].parameters[4].type
    assert isinstance(pointer, Pointer)
    key = "demo::inner::Node"
    assert pointer.pointee == Record(kind=RecordKind.STRUCT, name="Node", key=key)
    assert boundary.records[key].name == key


@pytest.mark.parametrize(
    ("index", "underlying", "constants"),
    [
        (0, "u8", (("Red", 1), ("Green", 200))),
        (1, "i32", (("Minus", -5), ("Plus", 7))),
        (2, "u64", (("Top", 2**64 - 1), ("Low", 1))),
    ],
)
def test_enums_without_data_have_constants(
    boundary: Interface, index: int, underlying: str, constants: tuple[tuple[str, int], ...]
) -> None:
    """Constants are read in the enum's own width and sign."""
    enum = boundary.functions["enums"].parameters[index].type
    assert isinstance(enum, Enumeration)
    assert (enum.underlying.name, enum.constants) == (underlying, constants)


def test_an_enum_with_data_is_a_record_without_members(boundary: Interface) -> None:
    """Which bytes of it mean what depends on the variant, so none are listed."""
    layout = layout_of(boundary, "Shape")
    assert (layout.size_bytes, layout.align_bytes, layout.members) == (24, 8, ())


TWO_UNITS = """
pub mod a { #[repr(C)] pub struct One { pub x: u8 } }
pub mod b { #[no_mangle] pub extern "C" fn one(x: *const crate::a::One) {} }
pub mod c { #[no_mangle] pub extern "C" fn two(x: *const crate::a::One) {} }
"""


def test_one_type_described_twice_has_one_key(read_rust: Callable[..., Interface]) -> None:
    """Units that each describe a type agree on its key."""
    interface = read_rust(TWO_UNITS, "-Ccodegen-units=16")
    assert set(interface.records) == {"demo::a::One"}


SAME_PATH = """
const _: () = {
    #[repr(C)] pub struct T { pub x: u8 }
    #[no_mangle] pub extern "C" fn small(t: *const T) {}
};
const _: () = {
    #[repr(C)] pub struct T { pub x: u64 }
    #[no_mangle] pub extern "C" fn large(t: *const T) {}
};
"""


def test_two_types_of_one_path_have_two_keys(read_rust: Callable[..., Interface]) -> None:
    """A path is not always unique: the key is, and the layouts keep apart."""
    interface = read_rust(SAME_PATH)
    pointers = [interface.functions[name].parameters[0].type for name in ("small", "large")]
    records = [p.pointee for p in pointers if isinstance(p, Pointer)]
    sizes = [interface.records[r.key].size_bytes for r in records if isinstance(r, Record)]
    assert sizes == [1, 8]


def test_a_generic_record_is_one_for_each_argument(boundary: Interface) -> None:
    """``Pair<u8>`` and ``Pair<u64>`` are different records."""
    sizes = {layout_of(boundary, f"Pair<{t}>").size_bytes for t in ("u8", "u64")}
    assert sizes == {2, 16}


def test_a_discriminant_of_128_bits(read_rust: Callable[..., Interface]) -> None:
    """It is written as a block of bytes, and is a number all the same."""
    source = (
        "#[repr(C)] pub struct Key { pub id: Option<std::num::NonZeroU128>, pub tag: u8 }\n"
        '#[no_mangle] pub extern "C" fn key_tag(key: &Key) -> u8 { key.tag }\n'
    )
    names = [member.name for member in read_rust(source).records["demo::Key"].members]
    assert names == ["id", "tag"]
