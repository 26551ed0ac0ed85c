//! Every scalar that both languages have.
use std::ffi::{c_char, c_double, c_float, c_int, c_long, c_longlong, c_schar, c_short, c_uchar, c_uint};
use std::ffi::{c_ulong, c_ulonglong, c_ushort, c_void};

#[repr(C)]
pub struct Scalars {
    a: bool,
    b: u8,
    c: i8,
    d: u16,
    e: i16,
    f: u32,
    g: i32,
    h: u64,
    i: i64,
    j: usize,
    k: isize,
    l: f32,
    m: f64,
    n: *mut c_void,
}

#[repr(C)]
pub struct Longs {
    a: c_char,
    b: c_schar,
    c: c_uchar,
    d: c_short,
    e: c_ushort,
    f: c_int,
    g: c_uint,
    h: c_long,
    i: c_ulong,
    j: c_longlong,
    k: c_ulonglong,
    l: c_float,
    m: c_double,
}

#[no_mangle]
pub extern "C" fn scalars_mean(a: u8, b: i16, c: u32, d: i64, e: f32, f: f64) -> f64 {
    (f64::from(a) + f64::from(b) + f64::from(c) + d as f64 + f64::from(e) + f) / 6.0
}

#[no_mangle]
pub extern "C" fn scalars_negate(value: bool) -> bool {
    !value
}

#[no_mangle]
pub extern "C" fn scalars_letter(index: c_uint) -> char {
    char::from_u32(index + 0x61).unwrap_or('?')
}

#[no_mangle]
pub unsafe extern "C" fn scalars_copy(from: *const Scalars, to: *mut Scalars) {
    unsafe { to.copy_from(from, 1) }
}

#[no_mangle]
pub extern "C" fn scalars_longs(longs: Longs) -> c_long {
    longs.h
}
