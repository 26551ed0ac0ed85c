"""FFI207: Rust types that no C type can stand for."""

import pytest

from ffisafe.compare.foreign import foreign, readable
from ffisafe.model.ctype import Array, CType, PointerKind, Representation
from ffisafe.model.layout import Member, RecordLayout, Variant
from tests.unit.compare.checks import findings, keys
from tests.unit.compare.rust_side import (
    BOOL,
    I32,
    U8,
    U32,
    build,
    function,
    function_pointer,
    layout,
    ref,
    scalar,
    struct,
    to,
)

USIZE = scalar("usize")
VEC = "alloc::vec::Vec<u8, alloc::alloc::Global>"
HANDLE = "lib::Handle"
NON_NULL = to(U8, PointerKind.NON_NULL)


def fat(name: str) -> RecordLayout:
    """Return a pointer with its metadata."""
    return layout(name, ("data_ptr", to(U8), 0, 8), ("length", USIZE, 8, 8), representation=None)


def option(name: str, held: CType, size: int, whole: int) -> RecordLayout:
    """Return an enum that is nothing or what it holds."""
    member = Member(name="__0", type=held, offset_bits=0, size_bytes=size, align_bytes=size)
    variants = (
        Variant(name="None", discriminant=0, members=()),
        Variant(name="Some", discriminant=None, members=(member,)),
    )
    return layout(name, size_bytes=whole, variants=variants, representation=None)


RECORDS = [
    *map(fat, ("&str", "&[u32]", "&mut [u32]", "*const [u32]", "&dyn lib::Draw")),
    fat("alloc::boxed::Box<dyn lib::Draw, alloc::alloc::Global>"),
    layout("(u32, u64)", ("__0", U32, 0, 4), representation=None),
    layout(VEC, ("len", USIZE, 16, 8), representation=None),
    layout("alloc::string::String", ("len", USIZE, 16, 8), representation=None),
    layout("core::time::Duration", ("secs", USIZE, 0, 8), representation=None),
    layout("alloc::rc::Rc<u32>", ("ptr", NON_NULL, 0, 8), representation=None),
    layout("lib::start::{closure_env#0}", ("__0", U32, 0, 4), representation=None),
    layout("core::cell::Cell<u32>", ("value", U32, 0, 4), representation=None),
    layout(f"core::cell::Cell<{VEC}>", ("value", struct(VEC), 0, 24), representation=None),
    layout("core::panic::unwind_safe::AssertUnwindSafe<u32>", ("__0", U32, 0, 4), representation=None),
    layout("core::cmp::Reverse<u32>", ("__0", U32, 0, 4), representation=None),
    layout("core::num::nonzero::NonZero<u32>", ("__0", U32, 0, 4), representation=None),
    layout("core::sync::atomic::AtomicU32", ("v", U32, 0, 4), representation=None),
    layout("core::pin::Pin<&mut u32>", ("pointer", ref(U32), 0, 8), representation=None),
    layout("core::pin::Pin<&str>", ("pointer", struct("&str"), 0, 16), representation=None),
    layout("std::os::fd::owned::OwnedFd", ("fd", I32, 0, 4), representation=None),
    layout("core::option::Option<std::os::fd::owned::OwnedFd>", size_bytes=4, representation=None),
    option("core::option::Option<u32>", U32, 4, 8),
    option("core::option::Option<bool>", BOOL, 1, 1),
    option(f"core::option::Option<{HANDLE}>", struct(HANDLE), 8, 8),
    option("core::option::Option<lib::Plain>", struct("lib::Plain"), 4, 8),
    layout(HANDLE, ("__0", NON_NULL, 0, 8), representation=Representation(is_transparent=True)),
    layout("lib::Plain", ("a", U32, 0, 4), representation=Representation()),
    layout("lib::Name", ("__0", struct(VEC), 0, 24), representation=Representation(is_transparent=True)),
    layout("core::marker::PhantomData<u8>", representation=None),
]
LAYOUTS = {each.name: each for each in RECORDS}
NO_C_ABI = [
    (struct("&str"), "&str"),
    (struct("&[u32]"), "&[u32]"),
    (struct("&mut [u32]"), "&mut [u32]"),
    (struct("*const [u32]"), "*const [u32]"),
    (struct("&dyn lib::Draw"), "&dyn Draw"),
    (struct("alloc::boxed::Box<dyn lib::Draw, alloc::alloc::Global>"), "Box<dyn Draw>"),
    (struct("(u32, u64)"), "(u32, u64)"),
    (struct(VEC), "Vec<u8>"),
    (struct("alloc::string::String"), "String"),
    (struct("core::time::Duration"), "Duration"),
    (struct("alloc::rc::Rc<u32>"), "Rc<u32>"),
    (struct("lib::start::{closure_env#0}"), "{closure_env#0}"),
    (struct(f"core::cell::Cell<{VEC}>"), "Vec<u8>"),
    (struct("core::pin::Pin<&str>"), "&str"),
    (struct("core::panic::unwind_safe::AssertUnwindSafe<u32>"), "AssertUnwindSafe<u32>"),
    (struct("core::option::Option<u32>"), "Option<u32>"),
    (struct("core::option::Option<bool>"), "Option<bool>"),
    (struct("core::option::Option<lib::Plain>"), "Option<Plain>"),
    (struct("lib::Name"), "Vec<u8>"),
    (Array(element=U32, count=4), "[u32; 4]"),
    (function_pointer(I32, abi="Rust"), "fn(i32)"),
    (function_pointer(I32, abi="Rust", nullable=True), "fn(i32)"),
    (function_pointer(struct("&str")), "&str"),
    (function_pointer(result=struct(VEC)), "Vec<u8>"),
    (function_pointer(function_pointer(abi="Rust")), "fn()"),
]
HAVE_A_C_ABI = [
    I32,
    BOOL,
    ref(U8),
    to(struct(VEC)),
    to(struct(VEC), PointerKind.BOX),
    to(struct("(u32, u64)")),
    struct("core::cell::Cell<u32>"),
    struct("core::cmp::Reverse<u32>"),
    struct("core::num::nonzero::NonZero<u32>"),
    struct("core::sync::atomic::AtomicU32"),
    struct("core::pin::Pin<&mut u32>"),
    struct("std::os::fd::owned::OwnedFd"),
    struct("core::option::Option<std::os::fd::owned::OwnedFd>"),
    struct(f"core::option::Option<{HANDLE}>"),
    struct(HANDLE),
    struct("lib::Plain"),
    struct("core::marker::PhantomData<u8>"),
    function_pointer(I32, ref(U8)),
    function_pointer(I32, abi="C-unwind"),
    function_pointer(I32, abi="system"),
]


@pytest.mark.parametrize(("ctype", "spelled"), NO_C_ABI)
def test_has_no_c_abi(ctype: CType, spelled: str) -> None:
    """A fat pointer, a tuple, a type of the standard library without a promised layout, a bare `fn`."""
    found = foreign(ctype, LAYOUTS)
    assert found is not None
    assert found.spelled == spelled
    assert found.advice


@pytest.mark.parametrize("ctype", HAVE_A_C_ABI)
def test_has_a_c_abi(ctype: CType) -> None:
    """Thin pointers to anything, wrappers that are promised to be what they hold, a crate's own types."""
    assert foreign(ctype, LAYOUTS) is None


def test_a_wrapper_of_a_callback_that_takes_the_wrapper() -> None:
    """A callback that is handed itself is looked through once."""
    step = struct("lib::Step")
    ends = layout(
        step.key,
        ("__0", function_pointer(step), 0, 8),
        representation=Representation(is_transparent=True),
    )
    also = layout(
        step.key,
        ("__0", function_pointer(step, struct("&str")), 0, 8),
        representation=Representation(is_transparent=True),
    )
    assert foreign(step, {step.key: ends}) is None
    found = foreign(step, {step.key: also, "&str": fat("&str")})
    assert found is not None
    assert found.spelled == "&str"


def test_names_are_read_without_modules_and_allocator() -> None:
    """What is left is what the source says."""
    callback = "dyn core::ops::function::Fn<(i32), Output=i32>"
    name = f"core::option::Option<alloc::boxed::Box<{callback}, alloc::alloc::Global>>"
    assert readable(name) == "Option<Box<dyn Fn<(i32), Output=i32>>>"
    assert readable("dep::Frame#0x3f") == "Frame"


@pytest.mark.parametrize(
    ("c", "parameters", "expected"),
    [
        ("void f(const char *s);", {"s": struct("&str")}, [("FFI207", "f.s")]),
        ("void f(const char *s, size_t n);", {"s": struct("&str")}, [("FFI207", "f.s")]),
        ("void f(int a);", {"s": struct("&str"), "n": U32}, [("FFI201", "f"), ("FFI207", "f.s")]),
        ("void f(uint32_t v);", {"v": struct("core::option::Option<u32>")}, [("FFI207", "f.v")]),
        ("void f(const int v[4]);", {"v": Array(element=I32, count=4)}, [("FFI207", "f.v")]),
        ("void f(void (*g)(int));", {"g": function_pointer(I32, abi="Rust")}, [("FFI207", "f.g")]),
        ("struct vec; void f(struct vec *v);", {"v": to(struct(VEC))}, []),
        ("struct vec; void f(struct vec *v);", {"v": to(struct(VEC), PointerKind.BOX)}, []),
    ],
)
def test_it_stands_instead_of_the_type(c: str, parameters: dict[str, CType], expected: list[object]) -> None:
    """One parameter, one finding; a pointer and a length in C are what a slice stands for."""
    assert keys(c, build(function("f", parameters), records=RECORDS)) == expected


def test_a_result_and_the_message() -> None:
    """Both types are named, and what to do."""
    rust = build(function("f", result=struct(VEC)), records=RECORDS)
    (found,) = findings("void *f(void);", rust)
    assert found.key == ("FFI207", "f.return")
    assert found.message == (
        "the return type of `f` is `void *` in C and `Vec<u8>` in Rust, which has no C ABI"
    )
    assert found.help == "hand over a pointer, a length and a capacity, and a function that gives them back"


def test_a_callback_names_what_is_wrong_in_it() -> None:
    """The function pointer has an ABI; what is handed to it has none."""
    rust = build(function("f", {"g": function_pointer(struct("&str"))}), records=RECORDS)
    (found,) = findings("void f(void (*g)(const char *));", rust)
    assert 'and `extern "C" fn(&str)` in Rust, where `&str` has no C ABI' in found.message
