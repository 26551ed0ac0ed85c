"""What rustdoc writes about a crate, and how older versions of it wrote the same."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.rust.attributes import Attribute, exported_name, representation
from ffisafe.frontends.rust.rustdoc import CrateSource, read_document
from ffisafe.model.ctype import Representation

SOURCE = """
#![feature(abi_vectorcall)]
/// Adds one.
#[no_mangle] pub extern "C" fn plain(x: u32) -> u32 { x + 1 }
#[no_mangle] pub extern "C-unwind" fn unwinding() {}
#[no_mangle] pub extern "system" fn system() {}
#[no_mangle] pub extern "sysv64" fn sysv64() {}
#[no_mangle] pub extern "win64" fn win64() {}
#[no_mangle] pub extern "efiapi" fn efiapi() {}
#[no_mangle] pub fn rust() {}
#[export_name = "other_name"] pub extern "C" fn renamed() {}
#[unsafe(no_mangle)] pub extern "C" fn newer() {}
pub extern "C" fn forgotten() {}
macro_rules! make { ($name:ident) => { #[no_mangle] pub extern "C" fn $name() {} } }
make!(made);
mod private {
    pub mod deeper { #[no_mangle] pub extern "C" fn hidden() {} }
    fn helper() {}
}
pub struct Type(u8);
impl Type { #[no_mangle] pub extern "C" fn method(&self) {} pub fn ordinary(&self) {} }
pub trait Trait { extern "C" fn required(&self); extern "C" fn provided(&self) {} }
impl Trait for Type { #[export_name = "required_impl"] extern "C" fn required(&self) {} }
pub use private::deeper::hidden as reexported;
pub use std::vec::Vec as Made; use core::mem::size_of;
extern "C" { pub fn imported(); }
#[no_mangle] pub static CONSTANT: u8 = 1;
#[no_mangle] pub static mut VARIABLE: u8 = 1;
static OWN: u8 = 1;
#[repr(C)] pub struct C { pub a: u8,
    pub b: u32 }
#[repr(C, packed(2))] pub struct Packed(u32);
#[repr(C, align(16))] pub union Aligned { a: u8 }
#[repr(transparent)] pub struct Transparent(*const u8);
#[repr(u8)] pub enum Byte { A, B }
#[repr(C, i16)] pub enum Tagged {
    A(u8),
    B { x: u8 },
}
pub enum Bare { A }
pub mod inner { #[repr(C)] pub struct Generic<T> { t: T } }
#[no_mangle] pub extern "C" fn outer() { #[no_mangle] extern "C" fn in_a_body() {} }
"""


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The document of the crate above."""
    folder = tmp_path_factory.mktemp("rustdoc")
    source = folder / "demo.rs"
    source.write_text(SOURCE)
    command = ["rustdoc", "--edition=2021", "--crate-name=demo", "-Zunstable-options", "-o", "out"]
    command += ["--output-format=json", "--document-private-items", "--document-hidden-items", "demo.rs"]
    env = {**os.environ, "RUSTC_BOOTSTRAP": "1"}
    subprocess.run(command, check=True, cwd=folder, env=env, capture_output=True)
    return folder / "out" / "demo.json"


@pytest.fixture(scope="module")
def crate(document: Path) -> CrateSource:
    """What is read of it."""
    return read_document(document, document.parents[1])


def test_functions_have_symbols_and_abis(crate: CrateSource) -> None:
    """Whoever declares them: macros, implementations, private modules; what bodies hold is not there."""
    assert {one.symbol: (one.path, one.abi) for one in crate.functions if one.symbol} == {
        "plain": ("demo::plain", "C"),
        "unwinding": ("demo::unwinding", "C-unwind"),
        "system": ("demo::system", "system"),
        "sysv64": ("demo::sysv64", "sysv64"),
        "win64": ("demo::win64", "win64"),
        "efiapi": ("demo::efiapi", "efiapi"),
        "rust": ("demo::rust", "Rust"),
        "other_name": ("demo::renamed", "C"),
        "newer": ("demo::newer", "C"),
        "made": ("demo::made", "C"),
        "hidden": ("demo::private::deeper::hidden", "C"),
        "method": ("demo::Type::method", "C"),
        "required_impl": ("demo::Type::required", "C"),
        "outer": ("demo::outer", "C"),
    }


def test_functions_without_a_symbol_are_told(crate: CrateSource) -> None:
    """Free functions, and others with an ABI of their own; not what is imported, or without a body."""
    assert {one.path for one in crate.functions if one.symbol is None and not one.is_associated} == {
        "demo::forgotten",
        "demo::private::helper",
    }


def test_functions_have_lines_and_documentation(crate: CrateSource, document: Path) -> None:
    """What a macro made is where the macro was called."""
    functions = {one.name: one for one in crate.functions}
    lines = SOURCE.splitlines()
    assert functions["plain"].documentation == "Adds one."
    assert functions["system"].documentation is None
    for name, line in (("plain", '#[no_mangle] pub extern "C" fn plain'), ("made", "make!(made)")):
        location = functions[name].location
        assert location is not None
        assert location.file == str(document.parents[1] / "demo.rs")
        assert lines[location.line - 1].startswith(line)


def test_crates_made_public_are_told(crate: CrateSource) -> None:
    """Where something is declared decides, and private uses do not count."""
    assert crate.reexports == {"alloc"}


def test_statics_with_a_symbol_are_variables(crate: CrateSource) -> None:
    """And say whether they are mutable."""
    assert {(one.symbol, one.is_mutable) for one in crate.variables} == {
        ("CONSTANT", False),
        ("VARIABLE", True),
    }


REPRESENTATIONS = {
    "C": Representation(is_c=True),
    "Packed": Representation(is_c=True, packed_bytes=2),
    "Aligned": Representation(is_c=True, align_bytes=16),
    "Transparent": Representation(is_transparent=True),
    "Byte": Representation(integer="u8"),
    "Tagged": Representation(is_c=True, integer="i16"),
    "Bare": Representation(),
    "Type": Representation(),
    "inner::Generic": Representation(is_c=True),
}


def test_types_have_representations(crate: CrateSource) -> None:
    """Every type's is known, and that it has none."""
    read = {path.removeprefix("demo::"): one.representation for path, one in crate.types.items()}
    assert read == REPRESENTATIONS


def test_fields_and_variants_have_lines(crate: CrateSource) -> None:
    """The fields of variants too."""
    lines = SOURCE.splitlines()
    said = {
        f"{name}.{part}": lines[where.line - 1].strip()
        for name in ("C", "Tagged")
        for part, where in crate.types[f"demo::{name}"].lines.items()
    }
    assert said == {
        "C.a": "#[repr(C)] pub struct C { pub a: u8,",
        "C.b": "pub b: u32 }",
        "Tagged.A": "A(u8),",
        "Tagged.A.0": "A(u8),",
        "Tagged.B": "B { x: u8 },",
        "Tagged.B.x": "B { x: u8 },",
    }


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        (["#[no_mangle]"], "own"),
        (["#[unsafe(no_mangle)]"], "own"),
        (['#[export_name = "other"]'], "other"),
        (['#[unsafe(export_name = "other")]', "#[no_mangle]"], "other"),
        (["no_mangle", {"export_name": "other"}], "other"),
        (["#[inline]", {"other": "#[attr = Optimize(Speed)]"}], None),
    ],
)
def test_symbols_are_read_from_each_versions_attributes(
    attributes: list[Attribute], expected: str | None
) -> None:
    """Strings before version 54, objects from then on."""
    assert exported_name(attributes, "own") == expected


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        (["#[repr(C)]", "#[repr(align(8))]"], Representation(is_c=True, align_bytes=8)),
        (["#[repr(C, packed)]"], Representation(is_c=True, packed_bytes=1)),
        (["#[repr(C,packed(2))]"], Representation(is_c=True, packed_bytes=2)),
        (["#[repr(transparent)]"], Representation(is_transparent=True)),
        (["#[repr(isize)]"], Representation(integer="isize")),
        (
            [{"repr": {"kind": "rust", "align": 4, "packed": None, "int": "u128"}}],
            Representation(integer="u128", align_bytes=4),
        ),
        ([{"repr": {"kind": "simd", "align": None, "packed": None, "int": None}}], Representation()),
        (["non_exhaustive"], Representation()),
    ],
)
def test_representations_are_read_from_each_versions_attributes(
    attributes: list[Attribute], expected: Representation
) -> None:
    """As source text before version 54, as an object from then on."""
    assert representation(attributes) == expected


def old(item: dict[str, Any]) -> dict[str, Any]:
    """Write an item as version 28 had it: attributes as text, ids as text, other names of fields."""
    return {"crate_id": 0, "visibility": "public", "docs": None, "attrs": [], "span": None, **item}


OLD = {
    "format_version": 28,
    "root": "0:0",
    "index": {
        "0:0": old({"name": "demo", "inner": {"module": {"items": ["0:1", "0:2", "0:3", "0:5"]}}}),
        "0:1": old(
            {
                "name": "f",
                "attrs": ["#[no_mangle]"],
                "span": {"filename": "src/lib.rs", "begin": [3, 0], "end": [3, 9]},
                "inner": {
                    "function": {
                        "decl": {},
                        "header": {"const": False, "abi": {"C": {"unwind": True}}},
                        "has_body": True,
                    }
                },
            }
        ),
        "0:2": old(
            {"name": "V", "attrs": ["#[no_mangle]"], "inner": {"static": {"mutable": True, "expr": ""}}}
        ),
        "0:3": old(
            {
                "name": "S",
                "attrs": ["#[repr(C)]"],
                "inner": {"struct": {"kind": {"tuple": ["0:4", None]}, "impls": []}},
            }
        ),
        "0:4": old(
            {
                "name": "0",
                "span": {"filename": "src/lib.rs", "begin": [7, 0], "end": [7, 9]},
                "inner": {"struct_field": {}},
            }
        ),
        "0:5": old({"name": "Foreign", "inner": "foreign_type"}),
    },
}


def written(folder: Path, document: object) -> Path:
    """Write a document by hand."""
    file = folder / "demo.json"
    file.write_text(json.dumps(document))
    return file


def test_an_old_document_is_read(tmp_path: Path) -> None:
    """What changed its name since is found under the old one."""
    crate = read_document(written(tmp_path, OLD), Path("/demo"))
    (function,), (variable,) = crate.functions, crate.variables
    assert (function.symbol, function.abi, str(function.location)) == ("f", "C-unwind", "/demo/src/lib.rs:3")
    assert (variable.symbol, variable.is_mutable) == ("V", True)
    assert crate.types["demo::S"].representation == Representation(is_c=True)
    assert str(crate.types["demo::S"].lines["0"]) == "/demo/src/lib.rs:7"


@pytest.mark.parametrize("version", [25, 40, 58, 1000, "57", None])
def test_an_unknown_version_is_refused(tmp_path: Path, version: object) -> None:
    """Its number is named, and those that are known."""
    with pytest.raises(UnsupportedTypeError) as caught:
        read_document(written(tmp_path, {**OLD, "format_version": version}), tmp_path)
    assert caught.value.message == (
        f"this rustdoc writes JSON of format version {version}, and ffisafe knows 26 to 57"
    )


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", '{"format_version": []}', "\xff"])
def test_what_is_no_document_is_refused(tmp_path: Path, text: str) -> None:
    """Whatever it is, the file is named."""
    file = tmp_path / "demo.json"
    file.write_text(text)
    with pytest.raises(UnsupportedTypeError, match=r"demo\.json is not what rustdoc writes as JSON"):
        read_document(file, tmp_path)


@pytest.mark.parametrize(
    "document",
    [
        {"format_version": 57},
        {"format_version": 57, "root": 1, "index": {}},
        {"format_version": 57, "root": 1, "index": {"1": {"name": "x", "crate_id": 0, "inner": []}}},
        {"format_version": 57, "root": 1, "index": {"1": 3}},
    ],
)
def test_a_document_of_another_shape_is_refused(tmp_path: Path, document: object) -> None:
    """A known version does not save one that is not as it should be."""
    with pytest.raises(UnsupportedTypeError, match="does not have the shape of its format version 57"):
        read_document(written(tmp_path, document), tmp_path)
