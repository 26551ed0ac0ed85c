//! Strings and buffers of bytes.
use std::ffi::{c_char, CStr, CString};

#[repr(C)]
pub struct Entry {
    name: *const c_char,
    label: [c_char; 32],
    bytes: *const u8,
    len: usize,
    offset: isize,
}

#[no_mangle]
pub unsafe extern "C" fn text_length(text: *const c_char) -> usize {
    unsafe { CStr::from_ptr(text) }.to_bytes().len()
}

#[no_mangle]
pub unsafe extern "C" fn text_upper(text: *const c_char) -> *mut c_char {
    let upper = unsafe { CStr::from_ptr(text) }.to_bytes().to_ascii_uppercase();
    CString::new(upper).map_or(std::ptr::null_mut(), CString::into_raw)
}

#[no_mangle]
pub unsafe extern "C" fn text_free(text: *mut c_char) {
    if !text.is_null() {
        drop(unsafe { CString::from_raw(text) })
    }
}

#[no_mangle]
pub unsafe extern "C" fn text_list(names: *const *const c_char, count: usize) -> usize {
    let _ = names;
    count
}

#[no_mangle]
pub extern "C" fn version() -> *const c_char {
    b"1.0\0".as_ptr().cast()
}

#[no_mangle]
pub unsafe extern "C" fn entry_offset(entry: *const Entry) -> isize {
    unsafe { (*entry).offset }
}
