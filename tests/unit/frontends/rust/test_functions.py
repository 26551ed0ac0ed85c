"""Functions: their symbols, parameters, results and places."""

import subprocess
from pathlib import Path

import pytest

from ffisafe.model.ctype import VOID, FunctionType, Pointer, PointerKind, Record, Scalar
from ffisafe.model.interface import Interface
from ffisafe.model.source import SourceLocation
from ffisafe.model.spelling import spell_rust
from ffisafe.model.target import Encoding

SOURCE = Path(__file__).parent / "sources" / "boundary.rs"


def spelled(interface: Interface, function: str) -> dict[str | None, str]:
    """Return the types of a function's parameters as Rust writes them."""
    return {p.name: spell_rust(p.type) for p in interface.functions[function].parameters}


def line_of(text: str) -> int:
    """Return the line of the source that starts with a text."""
    lines = SOURCE.read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.strip().startswith(text))


def test_every_exported_function_has_a_signature(boundary: Interface) -> None:
    """Each exported function is found with its types, and nothing else is."""
    assert boundary.exports is not None
    assert set(boundary.functions) == boundary.exports - {"ANSWER"}


def test_exports_are_those_that_nm_lists(boundary: Interface, boundary_library: Path) -> None:
    """The exports are the defined dynamic symbols."""
    command = ["nm", "-D", "--defined-only", str(boundary_library)]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert boundary.exports == frozenset(line.split()[-1] for line in listed.splitlines())


def test_scalars_keep_rusts_names(boundary: Interface) -> None:
    """A scalar is spelt as in Rust."""
    names = "u8 i8 u16 i16 u32 i32 u64 i64 usize isize f32 f64 bool char u128 i128"
    assert list(spelled(boundary, "scalars").values()) == names.split()


@pytest.mark.parametrize(
    ("index", "encoding", "size"),
    [
        (0, Encoding.UNSIGNED, 1),
        (1, Encoding.SIGNED, 1),
        (8, Encoding.UNSIGNED, 8),
        (11, Encoding.FLOAT, 8),
        (12, Encoding.BOOLEAN, 1),
        (13, Encoding.UTF, 4),
        (15, Encoding.SIGNED, 16),
    ],
)
def test_scalars_have_encoding_size_and_alignment(
    boundary: Interface, index: int, encoding: Encoding, size: int
) -> None:
    """On this target every scalar is aligned to its size."""
    scalar = boundary.functions["scalars"].parameters[index].type
    assert isinstance(scalar, Scalar)
    assert (scalar.encoding, scalar.size_bytes, scalar.align_bytes) == (encoding, size, size)


def test_pointer_kinds(boundary: Interface) -> None:
    """References, boxes, NonNull and raw pointers are told apart, const and not."""
    assert spelled(boundary, "pointers") == {
        "const_raw": "*const u8",
        "mut_raw": "*mut u8",
        "shared": "&u8",
        "exclusive": "&mut u8",
        "boxed": "Box<u8>",
        "non_null": "NonNull<u8>",
        "const_void": "*const c_void",
        "mut_void": "*mut c_void",
        "text": "*const i8",
        "nested": "*const *mut u8",
        "to_array": "&[u8; 4]",
    }


def test_options_of_pointers_are_pointers_that_may_be_null(boundary: Interface) -> None:
    """An enum that adds nothing but "none" to a pointer is passed as that pointer."""
    assert spelled(boundary, "nullable") == {
        "shared": "Option<&u8>",
        "exclusive": "Option<&mut u8>",
        "boxed": "Option<Box<u8>>",
        "non_null": "Option<NonNull<u8>>",
        "callback": 'Option<extern "C" fn(i32) -> u8>',
        "own_enum": "Option<&u8>",
        "result": "Option<NonNull<u8>>",
        "number": "u32",
        "byte": "u8",
    }


def test_an_optional_callback_may_be_null_and_a_bare_one_not(boundary: Interface) -> None:
    """An ``Option`` keeps the kind of what it holds, and says that it may be null."""
    optional = boundary.functions["nullable"].parameters[4].type
    bare = boundary.functions["callbacks"].parameters[0].type
    assert isinstance(optional, Pointer)
    assert isinstance(bare, Pointer)
    assert (optional.kind, bare.kind) == (PointerKind.NON_NULL, PointerKind.NON_NULL)
    assert (optional.nullable, bare.nullable) == (True, False)


def test_types_without_a_c_abi_stay_records_under_rusts_name(boundary: Interface) -> None:
    """Fat pointers, tuples, vectors and wide options are records that keep their names."""
    types = [p.type for p in boundary.functions["without_c_abi"].parameters]
    assert all(isinstance(ctype, Record) for ctype in types)
    assert [ctype.name for ctype in types if isinstance(ctype, Record)] == [
        "&str",
        "&[u8]",
        "&mut [u8]",
        "alloc::boxed::Box<[u8], alloc::alloc::Global>",
        "&dyn core::ops::function::Fn<(u8), Output=()>",
        "Vec<u8, alloc::alloc::Global>",
        "(u8, u16)",
        "Option<bool>",
        "Option<u32>",
        "Option<core::ptr::non_null::NonNull<[u8]>>",
    ]


@pytest.mark.parametrize(
    ("name", "abi", "variadic"),
    [
        ("plain", "C", False),
        ("unwinding", "C-unwind", False),
        ("rust", "Rust", False),
        ("unsafe_one", "C", False),
        ("variadic", "C", True),
        ("nested", "C", False),
    ],
)
def test_function_pointers_have_an_abi(boundary: Interface, name: str, abi: str, *, variadic: bool) -> None:
    """The ABI and the dots of a function pointer are read from its name."""
    types = {p.name: p.type for p in boundary.functions["callbacks"].parameters}
    pointer = types[name]
    assert isinstance(pointer, Pointer)
    assert isinstance(pointer.pointee, FunctionType)
    assert (pointer.pointee.abi, pointer.pointee.variadic) == (abi, variadic)


def test_patterns_have_types_and_no_names(boundary: Interface) -> None:
    """A parameter that is a pattern is still counted, in its place."""
    parameters = boundary.functions["patterns"].parameters
    assert [(p.name, spell_rust(p.type)) for p in parameters] == [
        (None, "u32"),
        (None, "(u8, u16)"),
        ("y", "u64"),
        (None, "&u8"),
    ]


@pytest.mark.parametrize("name", ["nothing", "never"])
def test_functions_without_a_value_return_void(boundary: Interface, name: str) -> None:
    """``()`` and ``!`` are both C's void."""
    assert boundary.functions[name].result == VOID


def test_a_method_can_be_exported(boundary: Interface) -> None:
    """A method's definition gives names to the types that its declaration has."""
    assert spelled(boundary, "frame_method") == {"self": "&Frame", "scale": "u32"}


def test_an_inlined_function_has_all_its_parameters(boundary: Interface) -> None:
    """The exported copy of an inlined function is the one that is read."""
    parameters = boundary.functions["inlined"].parameters
    assert [p.name for p in parameters] == ["x", None, "y"]


def test_a_function_has_its_source_line(boundary: Interface) -> None:
    """A function's place is the line of its ``fn``, in a file that exists."""
    location = boundary.functions["renamed"].location
    assert location is not None
    assert Path(location.file).name == "demo.rs"
    assert Path(location.file).read_text() == SOURCE.read_text()
    assert location.line == line_of('pub extern "C" fn original')


def test_a_record_has_its_source_line_where_rustc_gives_one(boundary: Interface) -> None:
    """With the unstable flag of the check build, records and fields have lines."""
    layout = boundary.records["demo::Frame"]
    assert isinstance(layout.location, SourceLocation)
    assert layout.location.line == line_of("pub struct Frame")
