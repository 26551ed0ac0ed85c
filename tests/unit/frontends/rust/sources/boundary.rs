// One exported function for each thing that a signature can hold.
use std::ffi::{c_char, c_void};
use std::num::{NonZeroU32, NonZeroU8};
use std::ptr::NonNull;

pub mod inner {
    #[repr(C)]
    pub struct Node {
        pub value: f64,
        pub next: *mut Node,
        pub owned: Option<Box<Node>>,
        pub visit: Option<extern "C" fn(*const Node) -> u8>,
    }
}

#[repr(C)]
pub struct Frame {
    pub kind: u8,
    pub length: u64,
    pub grid: [[u16; 3]; 2],
}

#[repr(C, packed)]
pub struct Packed {
    pub kind: u8,
    pub length: u32,
}

#[repr(C)]
pub union Number {
    pub whole: u32,
    pub real: f64,
}

#[repr(transparent)]
pub struct Meters(f64);

#[repr(C)]
pub struct Pair<T> {
    pub first: T,
    pub second: T,
}

#[repr(u8)]
pub enum Color {
    Red = 1,
    Green = 200,
}

#[repr(i32)]
pub enum Signed {
    Minus = -5,
    Plus = 7,
}

#[repr(u64)]
pub enum Wide {
    Top = u64::MAX,
    Low = 1,
}

#[repr(C)]
pub enum Shape {
    Circle(f64),
    Square { side: f64, turned: bool },
    Nothing,
}

pub enum MaybePointer<'a> {
    Missing,
    There(&'a u8),
}

pub struct Opaque {
    _name: String,
}

#[no_mangle]
pub extern "C" fn scalars(
    a: u8, b: i8, c: u16, d: i16, e: u32, f: i32, g: u64, h: i64,
    i: usize, j: isize, k: f32, l: f64, m: bool, n: char, o: u128, p: i128,
) -> i64 {
    h + a as i64 + b as i64 + c as i64 + d as i64 + e as i64 + f as i64 + g as i64
        + i as i64 + j as i64 + k as i64 + l as i64 + m as i64 + n as i64 + o as i64 + p as i64
}

#[no_mangle]
pub extern "C" fn pointers(
    const_raw: *const u8,
    mut_raw: *mut u8,
    shared: &u8,
    exclusive: &mut u8,
    boxed: Box<u8>,
    non_null: NonNull<u8>,
    const_void: *const c_void,
    mut_void: *mut c_void,
    text: *const c_char,
    nested: *const *mut u8,
    to_array: &[u8; 4],
) {
}

#[no_mangle]
pub extern "C" fn nullable(
    shared: Option<&u8>,
    exclusive: Option<&mut u8>,
    boxed: Option<Box<u8>>,
    non_null: Option<NonNull<u8>>,
    callback: Option<extern "C" fn(i32) -> u8>,
    own_enum: MaybePointer<'_>,
    result: Result<NonNull<u8>, ()>,
    number: Option<NonZeroU32>,
    byte: Option<NonZeroU8>,
) {
}

#[no_mangle]
pub extern "C" fn without_c_abi(
    string: &str,
    slice: &[u8],
    mut_slice: &mut [u8],
    boxed_slice: Box<[u8]>,
    trait_object: &dyn Fn(u8),
    vector: Vec<u8>,
    tuple: (u8, u16),
    flag: Option<bool>,
    wide_option: Option<u32>,
    wide_pointer: Option<NonNull<[u8]>>,
) {
}

#[no_mangle]
pub extern "C" fn callbacks(
    plain: extern "C" fn(i32, *mut c_void) -> u8,
    unwinding: extern "C-unwind" fn(),
    rust: fn(u8),
    unsafe_one: unsafe extern "C" fn(),
    variadic: unsafe extern "C" fn(*const c_char, ...) -> i32,
    nested: extern "C" fn(unsafe extern "C" fn(u8, ...)) -> i32,
) -> extern "C" fn(i32, *mut c_void) -> u8 {
    plain
}

#[no_mangle]
pub extern "C" fn records(
    frame: Frame, packed: Packed, number: Number, meters: Meters, node: *mut inner::Node,
    bytes: Pair<u8>, words: Pair<u64>, opaque: *mut Opaque,
) -> Frame {
    frame
}

#[no_mangle]
pub extern "C" fn enums(color: Color, signed: Signed, wide: Wide, shape: Shape) -> Color {
    color
}

#[no_mangle]
pub extern "C" fn patterns(_: u32, (a, b): (u8, u16), mut y: u64, &z: &u8) -> u64 {
    y += a as u64 + b as u64 + z as u64;
    y
}

#[no_mangle]
pub extern "C" fn nothing() {}

#[no_mangle]
pub extern "C" fn never(code: i32) -> ! {
    loop {
        std::hint::black_box(code);
    }
}

#[export_name = "renamed"]
pub extern "C" fn original(x: u32) -> u32 {
    x.wrapping_mul(77)
}

impl Frame {
    #[no_mangle]
    pub extern "C" fn frame_method(&self, scale: u32) -> u64 {
        self.length * scale as u64
    }
}

#[no_mangle]
#[inline(always)]
pub extern "C" fn inlined(x: u32, _: u8, y: u32) -> u32 {
    x * 3 + y
}

#[no_mangle]
pub extern "C" fn calls_inlined(x: u32) -> u32 {
    inlined(x, 1, x) ^ inlined(x + 1, 2, 5)
}

#[no_mangle]
pub static ANSWER: u32 = 42;

pub extern "C" fn not_exported(x: u32) -> u32 {
    x
}
