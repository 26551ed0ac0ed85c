//! One library with a dozen faults: each is to be found, and none to hide another.
#![allow(clippy::missing_safety_doc)]

use std::ffi::c_char;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Point {
    x: i32,
    y: i32,
}

pub struct List {
    items: Vec<i32>,
}

/// Reads one element too many.
#[no_mangle]
pub unsafe extern "C" fn sum(values: *const f64, n: usize) -> f64 {
    let mut total = 0.0;
    for i in 0..=n {
        total += *values.add(i);
    }
    total
}

/// Writes to the byte before the first.
#[no_mangle]
pub unsafe extern "C" fn clear(dst: *mut u8, n: usize) {
    if n > 0 {
        std::slice::from_raw_parts_mut(dst, n).fill(0);
        *dst.sub(1) = 0;
    }
}

#[no_mangle]
pub extern "C" fn list_new() -> *mut List {
    Box::into_raw(Box::new(List {
        items: vec![1, 2, 3],
    }))
}

/// Panics where the index is out of range.
#[no_mangle]
pub unsafe extern "C" fn list_get(list: *const List, i: usize) -> i32 {
    let list = &*list;
    list.items[i]
}

#[no_mangle]
pub unsafe extern "C" fn list_free(list: *mut List) {
    drop(Box::from_raw(list))
}

/// Counts one too many where there are more than two.
#[no_mangle]
pub unsafe extern "C" fn text_len(s: *const c_char) -> usize {
    let mut n = 0;
    while *s.add(n) != 0 {
        n += 1
    }
    n + usize::from(n > 2)
}

/// Returns memory that is freed already where there are more than three bytes.
#[no_mangle]
pub unsafe extern "C" fn dup(s: *const u8, n: usize) -> *mut u8 {
    let copy = std::slice::from_raw_parts(s, n).to_vec();
    let data = copy.as_ptr() as *mut u8;
    if n > 3 {
        drop(copy)
    } else {
        std::mem::forget(copy)
    }
    data
}

#[no_mangle]
pub unsafe extern "C" fn dup_free(p: *mut u8, n: usize) {
    drop(Vec::from_raw_parts(p, n, n))
}

/// Swaps the coordinates.
#[no_mangle]
pub extern "C" fn mirror(p: Point) -> Point {
    Point { x: p.y, y: p.x }
}

/// Overflows: with Rust's checks on, it panics.
#[no_mangle]
pub extern "C" fn scale(a: i32, b: i32) -> i32 {
    a * b
}

/// Reads beyond a table of four.
#[no_mangle]
pub unsafe extern "C" fn table(i: u32) -> i32 {
    static TABLE: [i32; 4] = [1, 2, 3, 4];
    *TABLE.as_ptr().add((i & 7) as usize)
}

/// A correct function among the others.
#[no_mangle]
pub extern "C" fn twice(n: u32) -> u64 {
    u64::from(n) * 2
}

/// Never returns where the number is large.
#[no_mangle]
pub extern "C" fn spin(n: u32) -> u32 {
    let mut left = n;
    while left > 1000 {
        left = std::hint::black_box(left)
    }
    left
}
