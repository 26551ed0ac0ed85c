"""All that is known of a crate's build: symbols, types, what the sources say and what rustc says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ffisafe.build import CHECK, Artefact, Documents, build_crate, find_crate
from ffisafe.frontends.rust import merge, read_crate, read_finished
from ffisafe.model.ctype import Enumeration, Pointer, Record, Representation
from ffisafe.model.interface import Gap, Interface
from ffisafe.model.spelling import spell_rust
from ffisafe.model.target import Target

FILES = {
    "Cargo.toml": """
[package]
name = "outer-crate"
version = "0.1.0"
edition = "2021"
[lib]
name = "outer"
crate-type = ["cdylib"]
[features]
more = []
[dependencies]
renamed = { package = "inner-crate", path = "inner", features = ["extra"] }
glob = { path = "glob" }
older = { package = "twice", path = "older" }
newer = { package = "twice", path = "newer" }
[workspace]
exclude = ["older", "newer"]
""",
    "src/lib.rs": """
pub use renamed::reexported;
pub use glob::*;
use std::num::NonZeroU32;
use std::sync::atomic::AtomicU32;
#[repr(C)] pub struct Pair<T> { pub first: T, pub second: T }
#[repr(transparent)] pub struct Handle(NonZeroU32);
#[repr(transparent)] pub struct Borrowed<'a>(&'a u8);
pub struct Bare<'a>(&'a u8);
#[repr(i8)] #[derive(Clone, Copy)] pub enum Level { Low = -1, High }
#[repr(C)] pub struct Holder { pub level: Level, pub levels: [Level; 2], pub shape: Shape }
#[repr(C, u8)] pub enum Shape {
    Circle(f64),
    Square { side: f64 },
}
pub struct Plain { pub a: u8, pub b: u32 }
/// Does everything.
#[no_mangle] pub extern "C-unwind" fn everything(
    pair: Pair<u16>, holder: &Holder, plain: &Plain, level: Level, inner: renamed::Inner
) {}
#[no_mangle] pub extern "C" fn options(
    a: Option<Handle>, b: Option<Borrowed<'static>>, c: Option<Bare<'static>>,
    d: Option<std::mem::ManuallyDrop<Handle>>,
) {}
#[no_mangle] pub extern "C" fn versions(a: &older::Type, b: &newer::Type) {}
#[no_mangle] pub static CONSTANT: u32 = 1;
#[no_mangle] pub static COUNTER: AtomicU32 = AtomicU32::new(1);
#[no_mangle] pub static COUNTERS: [Option<Counter>; 2] = [None, None];
#[no_mangle] pub static mut VARIABLE: u32 = 1;
pub struct Counter(std::cell::UnsafeCell<u8>);
unsafe impl Sync for Counter {}
pub extern "C" fn forgotten(x: u32) -> u32 { x }
pub fn forgotten_too() {}
impl Plain { pub fn method(&self) {} pub extern "C" fn callback(&self) {} }
macro_rules! make { ($name:ident) => {
    #[allow(improper_ctypes_definitions)] #[no_mangle] pub extern "C" fn $name(x: &str) {}
} }
make!(made);
""",
    "inner/Cargo.toml": """
[package]
name = "inner-crate"
version = "0.2.0"
edition = "2021"
[lib]
name = "inner"
[features]
extra = []
""",
    "inner/src/lib.rs": """
mod deeper { #[repr(C)] pub struct Inner { pub x: u8 } }
pub use deeper::Inner;
#[cfg(feature = "extra")]
#[no_mangle] pub unsafe extern "system" fn reexported(x: *const Inner) -> u8 { (*x).x }
""",
    "glob/Cargo.toml": '[package]\nname = "glob"\nversion = "1.0.0"\nedition = "2021"\n',
    "glob/src/lib.rs": 'pub extern "C" fn forgotten_elsewhere() {}\n',
    "older/Cargo.toml": '[package]\nname = "twice"\nversion = "1.0.0"\nedition = "2021"\n',
    "older/src/lib.rs": "#[repr(C)] pub struct Type { pub a: u8 }\n",
    "newer/Cargo.toml": '[package]\nname = "twice"\nversion = "2.0.0"\nedition = "2021"\n',
    "newer/src/lib.rs": "pub struct Type { pub a: u16 }\n",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, target: Target) -> Iterator[Artefact]:
    """The build of the crate above."""
    root = tmp_path_factory.mktemp("outer")
    for name, text in FILES.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CARGO_TARGET_DIR", "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "RUSTC_BOOTSTRAP"):
            patch.delenv(name, raising=False)
        yield build_crate(find_crate(root), CHECK, target=target.triple)


@pytest.fixture(scope="module")
def crate(built: Artefact, target: Target) -> Interface:
    """All that is known of it."""
    return read_crate(built, target=target)


def test_nothing_is_missing(crate: Interface) -> None:
    """Every source was there."""
    assert (crate.gaps, crate.problems) == ((), ())


def test_functions_have_their_abi_wherever_they_are_declared(crate: Interface) -> None:
    """A dependency's too, whose crate has another name than its package, under its features."""
    abis = {name: (one.abi, one.path) for name, one in crate.functions.items()}
    assert abis == {
        "everything": ("C-unwind", "outer::everything"),
        "options": ("C", "outer::options"),
        "versions": ("C", "outer::versions"),
        "made": ("C", "outer::made"),
        "reexported": ("system", "inner::reexported"),
    }
    assert crate.functions["everything"].documentation == "Does everything."


def test_records_have_representations_and_lines(crate: Interface, built: Artefact) -> None:
    """Generic instances and a dependency's private modules included; none is a known one, too."""
    read = {key: one.representation for key, one in crate.records.items() if key.startswith(("o", "inner"))}
    assert read == {
        "outer::Pair<u16>": Representation(is_c=True),
        "outer::Holder": Representation(is_c=True),
        "outer::Shape": Representation(is_c=True, integer="u8"),
        "outer::Plain": Representation(),
        "outer::Handle": Representation(is_transparent=True),
        "outer::Borrowed": Representation(is_transparent=True),
        "outer::Bare": Representation(),
        "outer::Counter": Representation(),
        "inner::deeper::Inner": Representation(is_c=True),
    }
    inner = crate.records["inner::deeper::Inner"]
    assert str(inner.location) == f"{built.crate.directory}/inner/src/lib.rs:2"
    assert str(inner.members[0].location) == f"{built.crate.directory}/inner/src/lib.rs:2"


def test_variants_have_lines_of_their_own(crate: Interface) -> None:
    """And their fields."""
    shape = crate.records["outer::Shape"]
    source = FILES["src/lib.rs"].splitlines()
    places = [
        place
        for variant in shape.variants
        for place in (variant.location, *(member.location for member in variant.members))
    ]
    assert [source[place.line - 1].strip() for place in places if place] == [
        "Circle(f64),", "Circle(f64),", "Square { side: f64 },", "Square { side: f64 },",
    ]  # fmt: skip


def test_enums_have_representations_wherever_they_are_used(crate: Interface) -> None:
    """In parameters, fields and arrays."""
    level = crate.functions["everything"].parameters[3].type
    assert isinstance(level, Enumeration)
    assert level.representation == Representation(integer="i8")
    members = crate.records["outer::Holder"].members
    assert members[0].type == level
    assert level in {getattr(member.type, "element", None) for member in members}


def test_options_of_transparent_wrappers_are_what_these_hold(crate: Interface) -> None:
    """A struct without ``repr(transparent)`` promises nothing."""
    types = [one.type for one in crate.functions["options"].parameters]
    assert [spell_rust(one) for one in types] == ["u32", "Option<&u8>", "Option<outer::Bare>", "u32"]
    assert isinstance(types[1], Pointer)
    assert isinstance(types[2], Record)


def test_two_versions_of_a_crate_are_not_mixed_up(crate: Interface) -> None:
    """Where they say different things of one path, what holds is not known."""
    keys = [key for key in crate.records if key.startswith("twice::Type")]
    assert len(keys) == 2
    assert [crate.records[key].representation for key in keys] == [None, None]


def test_variables_say_who_may_write(crate: Interface) -> None:
    """A static that holds a cell anywhere may be written by others."""
    assert {name: one.const for name, one in crate.variables.items()} == {
        "CONSTANT": True,
        "COUNTER": False,
        "COUNTERS": False,
        "VARIABLE": False,
    }


def test_functions_without_a_symbol_are_told(crate: Interface) -> None:
    """But for methods that only Rust calls; those of a crate that is made public as the library's own too."""
    assert {name: (one.abi, one.path) for name, one in crate.unexported.items()} == {
        "forgotten": ("C", "outer::forgotten"),
        "forgotten_too": ("Rust", "outer::forgotten_too"),
        "forgotten_elsewhere": ("C", "glob::forgotten_elsewhere"),
        "callback": ("C", "outer::Plain::callback"),
    }


def test_lints_come_although_the_crate_allows_them(crate: Interface, built: Artefact) -> None:
    """Where a macro was called, not where it is defined."""
    lines = FILES["src/lib.rs"].splitlines()
    said = [
        (one.name, lines[one.location.line - 1], one.message) for one in crate.lints if "str" in one.message
    ]
    assert said == [
        (
            "improper_ctypes_definitions",
            "make!(made);",
            "`extern` fn uses type `str`, which is not FFI-safe",
        )
    ]
    assert {one.location.file for one in crate.lints} == {f"{built.crate.directory}/src/lib.rs"}


def test_lints_come_again_where_nothing_was_compiled(
    crate: Interface, built: Artefact, target: Target
) -> None:
    """Cargo replays them."""
    again = build_crate(built.crate, CHECK, target=target.triple)
    assert again.lints == crate.lints


RULES = ("FFI109", "FFI205", "FFI303", "FFI401", "FFI402")


def test_a_finished_library_has_a_gap(built: Artefact, target: Target) -> None:
    """Which rules need the sources, and why there are none."""
    finished = read_finished(built.path, target=target)
    assert finished.gaps == (Gap(rules=RULES, reason="a finished library was named, and no crate"),)
    assert {one.abi for one in finished.functions.values()} == {None}
    assert not finished.unexported


def test_what_rustdoc_did_not_write_is_a_gap(crate: Interface, tmp_path: Path) -> None:
    """With the reason that there was."""
    merged = merge(crate, Documents(failure="it is not installed"), (), root=tmp_path)
    reason = "rustdoc did not tell what the source says: it is not installed"
    assert merged.gaps == (Gap(rules=RULES, reason=reason),)


def test_a_document_that_cannot_be_read_is_a_gap(crate: Interface, tmp_path: Path) -> None:
    """With what is wrong with it."""
    file = tmp_path / "demo.json"
    file.write_text('{"format_version": 3}')
    (gap,) = merge(crate, Documents(files=(file,)), (), root=tmp_path).gaps
    assert "format version 3, and ffisafe knows 26 to 57" in gap.reason
