use std::ffi::{c_char, c_int};

#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Ok = 0,
    NoMem = -1,
    Invalid = -2,
    Io = -3,
}

#[repr(C)]
pub struct Error {
    status: Status,
    os_code: i32,
    message: [c_char; 128],
}

#[unsafe(no_mangle)]
pub extern "C" fn codes_strerror(status: i32) -> *const c_char {
    let text: &'static [u8] = match status { 0 => b"ok\0", -1 => b"out of memory\0", _ => b"unknown\0" };
    text.as_ptr().cast()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn codes_last(out: *mut Error) -> Status {
    unsafe { out.write(Error { status: Status::Ok, os_code: 0, message: [0; 128] }) };
    Status::Ok
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn codes_parse(text: *const c_char, length: usize, value: *mut i64) -> Status {
    let bytes = unsafe { std::slice::from_raw_parts(text.cast::<u8>(), length) };
    match std::str::from_utf8(bytes).ok().and_then(|text| text.parse().ok()) {
        Some(number) => { unsafe { *value = number }; Status::Ok }
        None => Status::Invalid,
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn codes_format(value: i64, buffer: *mut c_char, capacity: usize, written: *mut usize) -> Status {
    let text = value.to_string();
    if text.len() >= capacity { return Status::NoMem; }
    unsafe {
        std::ptr::copy_nonoverlapping(text.as_ptr(), buffer.cast(), text.len());
        *buffer.add(text.len()) = 0;
        *written = text.len();
    }
    Status::Ok
}

#[unsafe(no_mangle)]
pub extern "C" fn codes_is_fatal(status: c_int) -> c_int {
    c_int::from(status == Status::Io as c_int)
}
