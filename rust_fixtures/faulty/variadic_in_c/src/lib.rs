//! Fault: the header has `...`, which stable Rust cannot define, and Rust names two arguments in
//! its place.

#![deny(improper_ctypes_definitions, missing_docs, unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]

use core::ffi::{c_char, c_int};

/// How many of the two arguments are not negative.
///
/// # Safety
///
/// `format` is a string that ends with 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn trace(format: *const c_char, first: c_int, second: c_int) -> c_int {
    // SAFETY: it ends with 0, by the caller's promise.
    let format = unsafe { core::ffi::CStr::from_ptr(format) };
    c_int::from(!format.is_empty()) * (c_int::from(first >= 0) + c_int::from(second >= 0))
}
