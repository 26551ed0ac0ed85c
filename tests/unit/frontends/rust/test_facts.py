"""What debug information says about every kind of type, in each version of DWARF, optimised and not.

Outside oracles: rustc's ``-Zprint-type-sizes`` for enums with data, and a program that prints
``size_of`` and ``offset_of!`` for the rest.
"""

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ffisafe.frontends.rust import read_library
from ffisafe.model.ctype import CType, Enumeration, FunctionType, Pointer, PointerKind, Record, Scalar, Vector
from ffisafe.model.interface import Interface
from ffisafe.model.spelling import spell_rust
from ffisafe.model.target import Encoding, Target

SOURCE = Path(__file__).parent / "sources" / "facts.rs"
ENUMS = ("TagCu8", "TagC", "TagU8", "TagI16", "TagRust", "Niche", "One", "OneC")


@pytest.fixture(
    scope="module",
    params=[(version, level) for version in (4, 5) for level in (0, 3)],
    ids=lambda one: f"dwarf{one[0]}-O{one[1]}",
)
def facts(request: pytest.FixtureRequest, compile_rust: Callable[..., Path], target: Target) -> Interface:
    """What is read from ``sources/facts.rs``."""
    version, level = request.param
    flags = (f"-Zdwarf-version={version}", f"-Copt-level={level}", "-Zdebug-info-type-line-numbers=yes")
    return read_library(compile_rust(SOURCE.read_text(), *flags), target=target)


def type_of(interface: Interface, function: str) -> CType:
    """Return the type of a function's parameter."""
    (parameter,) = interface.functions[function].parameters
    return parameter.type


SPELLINGS = {
    "pin_mut": "&mut Foo",
    "pin_box": "Box<Foo>",
    "option_pin": "Option<&mut Foo>",
    "manually_drop": "Box<Foo>",
    "maybe_uninit": "MaybeUninit<demo::Foo>",
    "maybe_bytes": "MaybeUninit<[u8; 8]>",
    "cell": "&Cell<u32>",
    "atomic": "&AtomicU32",
    "non_zero": "i16",
    "wrapping": "u32",
    "never": "*const Never",
    "opaque": "*mut Opaque",
    "foreign": "*mut Foreign",
    "alias": "Pair<u16>",
    "option_pointer": "Option<NonNull<c_void>>",
    "array": "[u8; 4]",
    "pointer_to_array": "*const [u8; 4]",
    "option_callback": 'Option<extern "C" fn(u8, *mut Foo) -> i32>',
    "rust_callback": "fn(u8)",
    "nested": 'extern "C" fn(extern "C-unwind" fn(u8), Option<extern "system" fn()>)',
    "long": "i64",
    "wide": "u128",
    "half": "f16",
    "quad": "f128",
    "character": "char",
    "flag": "bool",
    "descriptor": "i32",
    "borrowed_descriptor": "i32",
}


def test_each_kind_is_read_as_what_it_is_passed_as(facts: Interface) -> None:
    """Wrappers are seen through, aliases are gone, pointers keep their kind."""
    assert {name: spell_rust(type_of(facts, name)) for name in SPELLINGS} == SPELLINGS


def test_vectors_are_read_as_vectors(facts: Interface) -> None:
    """They are passed in vector registers, not as the structs that `core::arch` has."""
    floats, integers = type_of(facts, "vector_of_floats"), type_of(facts, "pointer_to_integers")
    assert isinstance(floats, Vector)
    assert (floats.name, floats.element.name, floats.count) == ("__m128", "f32", 4)
    assert (floats.size_bytes, floats.align_bytes) == (16, 16)
    assert isinstance(integers, Pointer)
    assert isinstance(integers.pointee, Vector)


def test_an_option_keeps_the_kind_of_its_pointer(facts: Interface) -> None:
    """What may be null, and what not, can be told from each other."""
    kinds = {
        name: (ctype.kind, ctype.nullable)
        for name in ("pin_box", "option_pin", "option_pointer", "option_callback", "rust_callback")
        if isinstance(ctype := type_of(facts, name), Pointer)
    }
    assert kinds == {
        "pin_box": (PointerKind.BOX, False),
        "option_pin": (PointerKind.REFERENCE, True),
        "option_pointer": (PointerKind.NON_NULL, True),
        "option_callback": (PointerKind.NON_NULL, True),
        "rust_callback": (PointerKind.NON_NULL, False),
    }


def test_a_callbacks_parameters_have_abis_of_their_own(facts: Interface) -> None:
    """A function pointer inside of a function pointer says with which ABI it is called."""
    outer = type_of(facts, "nested")
    assert isinstance(outer, Pointer)
    assert isinstance(outer.pointee, FunctionType)
    inner = [one.pointee for one in outer.pointee.parameters if isinstance(one, Pointer)]
    assert [one.abi for one in inner if isinstance(one, FunctionType)] == ["C-unwind", "system"]


WITHOUT_C_ABI = {
    "string": ("&str", 16),
    "slice": ("&[u8]", 16),
    "raw_slice": ("*const [u8]", 16),
    "trait_object": ("&dyn core::ops::function::Fn<(u8), Output=()>", 16),
    "tuple": ("(u8, u32)", 8),
    "vector": ("alloc::vec::Vec<u8, alloc::alloc::Global>", 24),
    "owned_string": ("alloc::string::String", 24),
    "c_string": ("&core::ffi::c_str::CStr", 16),
    "option_number": ("core::option::Option<u32>", 8),
    "option_option": ("core::option::Option<core::option::Option<&u8>>", 16),
    "result": ("core::result::Result<u8, u32>", 8),
}


def test_what_has_no_c_abi_keeps_its_path(facts: Interface) -> None:
    """Fat pointers, tuples and the standard library's types are records under Rust's own path."""
    read = {}
    for name in WITHOUT_C_ABI:
        ctype = type_of(facts, name)
        assert isinstance(ctype, Record)
        read[name] = (ctype.key, facts.records[ctype.key].size_bytes)
    assert read == WITHOUT_C_ABI


def rustc_prints(folder: Path) -> dict[str, dict[str, object]]:
    """Return size, tag and variants of each enum by ``-Zprint-type-sizes``: offsets of the fields."""
    command = ["rustc", "--edition=2021", "--crate-name=demo", "--crate-type=lib", "--emit=metadata"]
    command += ["-Zprint-type-sizes", "-o", str(folder / "demo.rmeta"), str(SOURCE)]
    env = {**os.environ, "RUSTC_BOOTSTRAP": "1"}
    lines = subprocess.run(command, check=True, env=env, capture_output=True, text=True).stdout
    types: dict[str, dict[str, object]] = {}
    for block in lines.split("print-type-size type: ")[1:]:
        head = re.match(r"`(\w+)`: (\d+) bytes, alignment: (\d+)", block)
        if head:
            types[head[1]] = {"size": int(head[2]), "align": int(head[3]), **printed_variants(block)}
    return types


def printed_variants(block: str) -> dict[str, object]:
    """Add up what rustc prints in the order of memory."""
    tag = re.search(r"discriminant: (\d+) bytes", block)
    start = int(tag[1]) if tag else 0
    variants: dict[str, dict[str, int]] = {}
    offset, fields = start, {}
    for line in block.splitlines():
        if variant := re.search(r"variant `(\w+)`", line):
            offset, fields = start, variants.setdefault(variant[1], {})
        elif part := re.search(r"(?:field `\.(\w+)`|padding): (\d+) bytes", line):
            if part[1]:
                fields[part[1]] = offset
            offset += int(part[2])
    return {"tag": start or None, "variants": variants}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    """What rustc prints about the types of ``sources/facts.rs``."""
    return rustc_prints(tmp_path_factory.mktemp("printed"))


@pytest.mark.parametrize("name", ENUMS)
def test_enums_with_data_are_laid_out_as_rustc_prints(
    facts: Interface, printed: dict[str, dict[str, object]], name: str
) -> None:
    """Tag, variants and the offsets of their fields, from the enum's start."""
    layout = facts.records[f"demo::{name}"]
    read = {
        "size": layout.size_bytes,
        "align": layout.align_bytes,
        "tag": layout.tag.size_bytes if layout.tag else None,
        "variants": {
            variant.name: {member.name: member.offset_bytes for member in variant.members}
            for variant in layout.variants
        },
    }
    assert layout.members == ()
    assert read == printed[name]


DISCRIMINANTS = {
    "TagCu8": (("A", 0), ("B", 1), ("C", 2)),
    "TagU8": (("A", 0), ("B", 1), ("C", 9)),
    "TagI16": (("A", -3), ("B", -2), ("C", -1)),
    "OneC": (("A", 0),),
    "One": (("A", None),),
    "Never": (),
}


@pytest.mark.parametrize("name", DISCRIMINANTS)
def test_variants_have_their_discriminants(facts: Interface, name: str) -> None:
    """A negative one too; an enum of one variant stores none, one of no variant has none."""
    variants = facts.records[f"demo::{name}"].variants
    assert tuple((variant.name, variant.discriminant) for variant in variants) == DISCRIMINANTS[name]


def test_a_niche_is_no_tag(facts: Interface) -> None:
    """Nothing but the payload is stored; the variant with data holds where no value says otherwise."""
    layout = facts.records["demo::Niche"]
    assert layout.tag is None
    assert [(one.name, one.discriminant is None) for one in layout.variants] == [
        ("A", True),
        ("B", False),
        ("C", False),
    ]


def test_variants_know_their_lines(facts: Interface) -> None:
    """Where they are declared, as the debug information has it."""
    variant = next(one for one in facts.records["demo::TagC"].variants if one.name == "B")
    lines = SOURCE.read_text().splitlines()
    assert variant.location is not None
    assert lines[variant.location.line - 1].strip() == "B { x: u8, y: u64 },"


def test_an_enum_of_one_fieldless_variant_is_an_enumeration(facts: Interface) -> None:
    """An integer ``repr`` gives it a width, a path is its key."""
    ctype = type_of(facts, "one_fieldless")
    assert isinstance(ctype, Enumeration)
    assert (ctype.key, ctype.constants, ctype.underlying.name) == (
        "demo::OneFieldless",
        (("A", 7),),
        "u8",
    )


STRUCTS = {
    "Foo": ("a", "b"),
    "Sized0": ("a", "z", "p", "c"),
    "Aligned": ("a",),
    "Holder": ("m", "c", "a", "d", "o", "t"),
    "Either": ("whole", "parts"),
    "Pair<u16>": ("first", "second"),
    "Lanes": (),
    "Opaque": ("_data", "_marker"),
}


@pytest.fixture(scope="module")
def measured(compile_rust: Callable[..., Path]) -> dict[str, list[int]]:
    """Size, alignment and offsets of structs, as a program prints them."""
    prints = []
    for name, fields in STRUCTS.items():
        offsets = [f"std::mem::offset_of!({name}, {field})" for field in fields]
        values = [f"std::mem::size_of::<{name}>()", f"std::mem::align_of::<{name}>()", *offsets]
        prints.append(f'println!("{name} {{:?}}", [{", ".join(values)}]);')
    program = compile_rust(f"{SOURCE.read_text()}\nfn main() {{ {' '.join(prints)} }}", crate_type="bin")
    output = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    figures = (line.split(" ", 1) for line in output.splitlines())
    return {name: [int(number) for number in re.findall(r"\d+", values)] for name, values in figures}


@pytest.mark.parametrize("name", STRUCTS)
def test_structs_are_laid_out_as_a_program_prints(
    facts: Interface, measured: dict[str, list[int]], name: str
) -> None:
    """Zero-sized members, alignment, unions, vectors and generic instances included."""
    layout = facts.records[f"demo::{name}"]
    offsets = {member.name: member.offset_bytes for member in layout.members}
    assert [layout.size_bytes, layout.align_bytes, *(offsets[field] for field in STRUCTS[name])] == (
        measured[name]
    )


def test_members_are_what_their_wrappers_hold(facts: Interface) -> None:
    """In a struct as in a signature."""
    layout = facts.records["demo::Holder"]
    assert [spell_rust(member.type) for member in layout.members] == [
        "MaybeUninit<u32>", "Cell<u8>", "AtomicU16", "Foo", "u64", "TagCu8",
    ]  # fmt: skip


def test_cells_and_atomics_are_transparent(facts: Interface) -> None:
    """They stay records, because they may be written to through a shared reference."""
    keys = [key for key in facts.records if re.match(r"core::(?:cell|sync::atomic)::", key)]
    held = {facts.records[key].representation for key in keys}
    assert len(keys) > 4
    assert [one.is_transparent for one in held if one is not None] == [True]


def test_an_atomic_bool_is_a_bool(facts: Interface) -> None:
    """Although the compiler has an integer in it."""
    (member,) = facts.records["core::sync::atomic::AtomicBool"].members
    assert isinstance(member.type, Scalar)
    assert member.type.encoding is Encoding.BOOLEAN


def test_opaque_types_have_no_size(facts: Interface) -> None:
    """A struct without data, an extern type and an enum without variants are behind pointers only."""
    keys = []
    for name in ("opaque", "foreign", "never"):
        ctype = type_of(facts, name)
        assert isinstance(ctype, Pointer)
        assert isinstance(ctype.pointee, Record)
        keys.append(ctype.pointee.key)
    assert [facts.records[key].size_bytes for key in keys] == [0, 0, 0]


VARIABLES = {
    "ANSWER": ("u32", False),
    "TABLE": ("[u16; 4]", False),
    "counter": ("AtomicU32", False),
    "CALLBACK": ('Option<extern "C" fn(u8)>', False),
    "ERRNO": ("i32", True),
    "HIDDEN_FROM_RUST": ("Foo", False),
}


def test_statics_are_variables(facts: Interface) -> None:
    """Under their symbols, with type and thread-locality; a private module's is exported as well."""
    read = {
        name: (spell_rust(variable.type), variable.thread_local) for name, variable in facts.variables.items()
    }
    assert read == VARIABLES


def test_statics_know_their_path_and_line(facts: Interface) -> None:
    """A renamed one is found under its symbol, and named by its path."""
    counter = facts.variables["counter"]
    assert counter.path == "demo::COUNTER"
    assert counter.location is not None
    line = SOURCE.read_text().splitlines()[counter.location.line - 1]
    assert line.startswith("pub static COUNTER")


def test_functions_know_their_path(facts: Interface) -> None:
    """A method's path has the type's implementation in it."""
    assert facts.functions["pin_mut"].path == "demo::pin_mut"
