"""Which types have a C ABI, and what rustc says about them (`improper_ctypes_definitions`)."""

from pathlib import Path

import pytest

from ffisafe.build import CHECK, build_crate, find_crate
from ffisafe.compare.foreign import foreign
from ffisafe.frontends.rust import read_crate
from ffisafe.model.interface import Interface
from tests.support.headers import TARGET

MANIFEST = '[package]\nname = "types"\nedition = "2024"\n[lib]\ncrate-type = ["cdylib"]\n[workspace]\n'
HEAD = """\
use std::{cell::Cell, collections::HashMap, num::*, pin::Pin, ptr::NonNull};
use std::{rc::Rc, sync::Arc, sync::atomic::*};
pub trait Draw {}
#[repr(transparent)] pub struct Handle(pub NonNull<u8>);
#[repr(transparent)] pub struct Name(pub String);
#[repr(C)] pub struct Laid(pub u32);
#[repr(u8)] pub enum Mode { A, B }
"""
TYPES = """\
u8
i128
u128
usize
f32
bool
()
&u8
&mut [u8;4]
*const u8
*mut Vec<u8>
Box<u8>
Box<Vec<u8>>
NonNull<String>
&HashMap<u32,u32>
Option<&u8>
Option<Box<u8>>
Option<NonNull<u8>>
Option<NonZeroU8>
NonZeroI64
Cell<u32>
Wrapping<u16>
Pin<&mut u8>
Pin<Box<u8>>
AtomicU32
AtomicBool
std::mem::MaybeUninit<u32>
std::mem::ManuallyDrop<u64>
Handle
Option<Handle>
Laid
Mode
&Mode
std::os::fd::OwnedFd
Option<std::os::fd::BorrowedFd<'static>>
std::cmp::Ordering
extern "C" fn()
extern "C-unwind" fn(u8)->u8
Option<unsafe extern "C" fn(*const u8)>
Result<(),NonZeroU32>
&str
&mut str
&[u8]
&mut[u32]
*const[u8]
*mut str
(u8,u8)
&dyn Draw
*mut dyn Draw
Box<dyn Draw>
Box<[u8]>
Box<str>
Vec<u8>
String
Option<u32>
Option<bool>
Option<String>
Option<Box<dyn Draw>>
Result<u8,u8>
Rc<u8>
Arc<[u8]>
std::time::Duration
HashMap<u8,u8>
Cell<String>
Pin<&str>
Name
[u8;4]
fn()
Option<fn(u8)->u8>
extern "C" fn(&str)
extern "C" fn()->String
&std::ffi::CStr
&std::path::Path
std::ffi::CString
std::ops::Range<u8>
NonNull<[u8]>
Option<&str>
Option<&dyn Draw>
std::num::NonZero<u16>
Option<Vec<u8>>
Box<dyn Fn(i32)>
std::thread::ThreadId
""".splitlines()
UNIT = "()"  # rustc warns of it; nothing is passed for it


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Interface:
    """A crate with a function for each type, in the order of ``TYPES``, one line each."""
    folder: Path = tmp_path_factory.mktemp("types")
    (folder / "src").mkdir()
    (folder / "Cargo.toml").write_text(MANIFEST)
    functions = (
        f'#[unsafe(no_mangle)] pub extern "C" fn f{number}(v: {ctype}) {{ std::mem::forget(v); }}\n'
        for number, ctype in enumerate(TYPES)
    )
    (folder / "src/lib.rs").write_text(HEAD + "".join(functions))
    return read_crate(build_crate(find_crate(folder), CHECK, target=TARGET.triple), target=TARGET)


def test_it_is_what_rustc_says(built: Interface) -> None:
    """A type has no C ABI if and only if rustc calls it not FFI-safe."""
    warned = {lint.location.line - HEAD.count("\n") - 1 for lint in built.lints}
    rustc = {ctype for number, ctype in enumerate(TYPES) if number in warned} - {UNIT}
    ours = {ctype for number, ctype in enumerate(TYPES) if _is_foreign(built, number)}
    assert (ours - rustc, rustc - ours) == (set(), set())
    assert len(rustc) > 30


def _is_foreign(built: Interface, number: int) -> bool:
    (parameter,) = built.functions[f"f{number}"].parameters
    return foreign(parameter.type, built.records) is not None
