//! What the runner's tests call: well-behaved functions of every type, and planted faults.
#![allow(clippy::missing_safety_doc, clippy::not_unsafe_ptr_arg_deref)]

use std::ffi::{c_char, c_void, CStr};
use std::hint::black_box;

pub struct Buffer {
    bytes: Vec<u8>,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Point {
    x: f64,
    y: f64,
}

#[repr(C)]
pub struct Mixed {
    tag: u8,
    value: i64,
    weights: [f32; 3],
}

#[repr(C)]
pub struct Big {
    words: [u64; 5],
    corner: Point,
    colour: i32,
    set: bool,
}

#[repr(C)]
pub struct Span {
    data: *const i32,
    len: usize,
}

macro_rules! additions {
    ($($name:ident: $type:ty),*) => {
        $(#[no_mangle] pub extern "C" fn $name(a: $type, b: $type) -> $type { a.wrapping_add(b) })*
    };
}
additions!(add_i8: i8, add_u8: u8, add_i16: i16, add_u16: u16, add_i32: i32, add_u32: u32, add_i64: i64, add_u64: u64);

#[no_mangle]
pub extern "C" fn same_f32(x: f32) -> f32 {
    x
}

#[no_mangle]
pub extern "C" fn same_f64(x: f64) -> f64 {
    x
}

#[no_mangle]
pub extern "C" fn invert(x: bool) -> bool {
    !x
}

#[no_mangle]
pub extern "C" fn same_colour(c: i32) -> i32 {
    c
}

#[no_mangle]
pub extern "C" fn swap_point(p: Point) -> Point {
    Point { x: p.y, y: p.x }
}

#[no_mangle]
pub extern "C" fn next_mixed(m: Mixed) -> Mixed {
    let [a, b, c] = m.weights;
    Mixed { tag: m.tag.wrapping_add(1), value: -m.value, weights: [c, a, b] }
}

#[no_mangle]
pub extern "C" fn next_big(b: Big, step: u64) -> Big {
    let words = b.words.map(|word| word + step);
    Big { words, corner: swap_point(b.corner), colour: b.colour, set: !b.set }
}

#[no_mangle]
pub unsafe extern "C" fn norm(p: *const Point) -> f64 {
    (*p).x.hypot((*p).y)
}

#[no_mangle]
pub unsafe extern "C" fn scale(points: *mut Point, count: usize, factor: f64) {
    for i in 0..count {
        let p = &mut *points.add(i);
        *p = Point { x: p.x * factor, y: p.y * factor };
    }
}

#[no_mangle]
pub extern "C" fn span_at(data: *const i32, len: usize) -> Span {
    Span { data, len }
}

#[no_mangle]
pub unsafe extern "C" fn span_sum(s: Span) -> i64 {
    (0..s.len).map(|i| i64::from(*s.data.add(i))).sum()
}

#[no_mangle]
pub unsafe extern "C" fn sum(values: *const f64, n: usize) -> f64 {
    (0..n).map(|i| *values.add(i)).sum()
}

#[no_mangle]
pub unsafe extern "C" fn fill(dst: *mut u8, n: usize, value: u8) {
    for i in 0..n {
        *dst.add(i) = value;
    }
}

#[no_mangle]
pub unsafe extern "C" fn negate(values: *mut i32, n: usize) {
    for i in 0..n {
        *values.add(i) = (*values.add(i)).wrapping_neg();
    }
}

#[no_mangle]
pub unsafe extern "C" fn text_length(text: *const c_char) -> usize {
    CStr::from_ptr(text).to_bytes().len()
}

#[no_mangle]
pub unsafe extern "C" fn peek(data: *const u8, index: isize) -> u8 {
    *data.offset(index)
}

#[no_mangle]
pub unsafe extern "C" fn poke(data: *mut u8, index: isize) {
    *data.offset(index) = 1;
}

#[no_mangle]
pub extern "C" fn alignment_of(data: *const c_void) -> u64 {
    1 << (data as u64).trailing_zeros()
}

#[no_mangle]
pub extern "C" fn greeting() -> *const c_char {
    c"hello".as_ptr()
}

#[no_mangle]
pub extern "C" fn print_line(number: i32) {
    println!("line {number}");
    eprintln!("line {number}");
}

#[no_mangle]
pub unsafe extern "C" fn out_pair(first: *mut i32, second: *mut i32) {
    *first = 1;
    *second = 2;
}

#[no_mangle]
pub extern "C" fn buffer_new(n: usize) -> *mut Buffer {
    Box::into_raw(Box::new(Buffer { bytes: vec![7; n] }))
}

#[no_mangle]
pub unsafe extern "C" fn buffer_data(b: *const Buffer) -> *mut u8 {
    (*b).bytes.as_ptr().cast_mut()
}

#[no_mangle]
pub unsafe extern "C" fn buffer_len(b: *const Buffer) -> usize {
    (*b).bytes.len()
}

#[no_mangle]
pub unsafe extern "C" fn buffer_free(b: *mut Buffer) {
    drop(Box::from_raw(b));
}

/// Planted: the buffer keeps the pointer that is freed here.
#[no_mangle]
pub unsafe extern "C" fn buffer_release_parts(b: *mut Buffer) {
    drop(std::ptr::read(&(*b).bytes));
}

#[no_mangle]
pub extern "C" fn panic_if(x: i32) -> i32 {
    assert!(x < 3, "not below three: {x}");
    x
}

#[no_mangle]
pub extern "C-unwind" fn panic_through(x: i32) -> i32 {
    assert!(x < 3, "two lines:\n{x}");
    x
}

#[no_mangle]
pub extern "C" fn checked_index(i: usize) -> i32 {
    black_box(vec![1, 2, 3])[i]
}

#[no_mangle]
pub unsafe extern "C" fn read_u32(data: *const u8, offset: usize) -> u32 {
    *data.add(offset).cast::<u32>()
}

#[no_mangle]
pub extern "C" fn hang() {
    loop {
        black_box(0);
    }
}

#[no_mangle]
pub extern "C" fn leave(code: i32) {
    std::process::exit(code);
}

#[no_mangle]
pub extern "C" fn give_up() {
    std::process::abort();
}

extern "C" {
    fn close(fd: i32) -> i32;
    fn write(fd: i32, data: *const u8, n: usize) -> isize;
    fn system(command: *const c_char) -> i32;
}

#[no_mangle]
pub unsafe extern "C" fn close_everything() {
    for fd in 0..64 {
        close(fd);
    }
}

#[no_mangle]
pub extern "C" fn wait_ms(ms: u32) {
    std::thread::sleep(std::time::Duration::from_millis(ms.into()));
}

#[no_mangle]
pub unsafe extern "C" fn spawn_sleeper() {
    system(c"sleep 4242 & echo started".as_ptr());
}

#[no_mangle]
pub unsafe extern "C" fn stack_peek(i: usize) -> u8 {
    let local = [1u8; 16];
    *black_box(local.as_ptr()).add(i)
}

#[no_mangle]
pub unsafe extern "C" fn free_inside(p: *mut u8) {
    drop(Box::from_raw(p.add(1)));
}

#[no_mangle]
pub extern "C" fn make_huge(n: usize) -> *mut u8 {
    Box::into_raw(vec![0u8; n].into_boxed_slice()).cast()
}

/// Planted: writes to every socket of the process, the runner's included.
#[no_mangle]
pub unsafe extern "C" fn talk_nonsense() {
    for fd in 3..64 {
        write(fd, [0x5a; 64].as_ptr(), 64);
    }
}
