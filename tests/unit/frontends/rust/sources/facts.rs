// One exported function or static for each kind of type whose facts are read.
#![feature(extern_types, f128, f16, repr_simd, thread_local)]
#![allow(warnings)]
use std::cell::{Cell, UnsafeCell};
use std::ffi::{c_long, c_void, CStr};
use std::marker::{PhantomData, PhantomPinned};
use std::mem::{ManuallyDrop, MaybeUninit};
use std::num::{NonZeroI16, NonZeroU32, NonZeroU64, Wrapping};
use std::pin::Pin;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU16, AtomicU32};

#[repr(C)]
pub struct Foo {
    pub a: u8,
    pub b: u32,
}

#[repr(C, u8)]
pub enum TagCu8 {
    A(u32),
    B { x: u8, y: u16 },
    C,
}

#[repr(C)]
pub enum TagC {
    A(u32),
    B { x: u8, y: u64 },
    C,
}

#[repr(u8)]
pub enum TagU8 {
    A(u32),
    B { x: u8, y: u16 },
    C = 9,
}

#[repr(i16)]
pub enum TagI16 {
    A(u32) = -3,
    B { x: u8, y: u16 },
    C,
}

pub enum TagRust {
    A(u32),
    B(u8, u64),
    C,
}

pub enum Niche {
    A(bool),
    B,
    C,
}

pub enum One {
    A(u32),
}

#[repr(C)]
pub enum OneC {
    A(u32),
}

#[repr(u8)]
pub enum OneFieldless {
    A = 7,
}

pub enum Never {}

#[repr(C)]
pub struct Opaque {
    _data: [u8; 0],
    _marker: PhantomData<(*mut u8, PhantomPinned)>,
}

extern "C" {
    pub type Foreign;
}

#[repr(C)]
pub struct Sized0 {
    pub a: u32,
    pub z: (),
    pub p: PhantomData<u64>,
    pub c: [u64; 0],
}

#[repr(C, align(16))]
pub struct Aligned {
    pub a: u8,
}

#[repr(transparent)]
pub struct NewRef<'a>(&'a u8);

#[repr(transparent)]
pub struct Handle(NonZeroU32);

pub struct Bare<'a>(&'a u8);

#[repr(C)]
pub struct Holder {
    pub m: MaybeUninit<u32>,
    pub c: Cell<u8>,
    pub a: AtomicU16,
    pub d: ManuallyDrop<Foo>,
    pub o: Option<NonZeroU64>,
    pub t: TagCu8,
}

#[repr(C)]
pub union Either {
    pub whole: u32,
    pub parts: ManuallyDrop<Pair<u16>>,
}

#[repr(C)]
pub struct Pair<T> {
    pub first: T,
    pub second: T,
}

#[repr(simd)]
#[derive(Clone, Copy)]
pub struct Lanes([f32; 4]);

pub type Alias = Pair<u16>;

macro_rules! takes {
    ($($name:ident: $type:ty),* $(,)?) => {
        // Bodies that differ, so that the optimiser merges none.
        $(#[no_mangle] pub extern "C" fn $name(x: $type) {
            std::hint::black_box(stringify!($name));
            std::mem::forget(x)
        })*
    };
}

takes! {
    pin_mut: Pin<&mut Foo>,
    pin_box: Pin<Box<Foo>>,
    option_pin: Option<Pin<&mut Foo>>,
    manually_drop: ManuallyDrop<Box<Foo>>,
    maybe_uninit: MaybeUninit<Foo>,
    maybe_bytes: MaybeUninit<[u8; 8]>,
    cell: &Cell<u32>,
    unsafe_cell: *const UnsafeCell<Foo>,
    atomic: &AtomicU32,
    atomic_pointer: &AtomicPtr<Foo>,
    atomic_bool: &AtomicBool,
    non_zero: NonZeroI16,
    wrapping: Wrapping<u32>,
    tag_c_u8: TagCu8,
    tag_c: TagC,
    tag_u8: TagU8,
    tag_i16: TagI16,
    tag_rust: TagRust,
    niche: Niche,
    one: One,
    one_c: OneC,
    one_fieldless: OneFieldless,
    never: *const Never,
    opaque: *mut Opaque,
    foreign: *mut Foreign,
    sized_0: Sized0,
    aligned: Aligned,
    option_new_ref: Option<NewRef<'static>>,
    option_handle: Option<Handle>,
    option_bare: Option<Bare<'static>>,
    holder: Holder,
    either: Either,
    alias: Alias,
    lanes: Lanes,
    string: &str,
    slice: &[u8],
    raw_slice: *const [u8],
    trait_object: &dyn Fn(u8),
    boxed_trait_object: Box<dyn Fn()>,
    tuple: (u8, u32),
    vector: Vec<u8>,
    owned_string: String,
    c_string: &CStr,
    option_number: Option<u32>,
    option_pointer: Option<NonNull<c_void>>,
    option_option: Option<Option<&u8>>,
    result: Result<u8, u32>,
    array: [u8; 4],
    pointer_to_array: *const [u8; 4],
    option_callback: Option<unsafe extern "C" fn(u8, *mut Foo) -> i32>,
    rust_callback: fn(u8),
    nested: extern "C" fn(extern "C-unwind" fn(u8), Option<extern "system" fn()>),
    long: c_long,
    wide: u128,
    half: f16,
    quad: f128,
    character: char,
    flag: bool,
}

#[no_mangle]
pub static ANSWER: u32 = 42;
#[no_mangle]
pub static mut TABLE: [u16; 4] = [1, 2, 3, 4];
#[export_name = "counter"]
pub static COUNTER: AtomicU32 = AtomicU32::new(3);
#[no_mangle]
pub static CALLBACK: Option<extern "C" fn(u8)> = None;
#[no_mangle]
#[thread_local]
pub static mut ERRNO: i32 = 5;

mod private {
    #[no_mangle]
    static HIDDEN_FROM_RUST: super::Foo = super::Foo { a: 1, b: 2 };
}

#[no_mangle]
pub extern "C" fn descriptor(it: Option<std::os::fd::OwnedFd>) {}
#[no_mangle]
pub extern "C" fn borrowed_descriptor(it: Option<std::os::fd::BorrowedFd<'_>>) {}
#[cfg(target_arch = "x86_64")]
#[no_mangle]
pub extern "C" fn vector_of_floats(it: std::arch::x86_64::__m128) {}
#[cfg(target_arch = "x86_64")]
#[no_mangle]
pub extern "C" fn pointer_to_integers(it: *mut std::arch::x86_64::__m128i) {}
