//! Fault: attributes, the macros of `ffisafe.h` and the contract say different things.
//!
//! Where they say the same in other words, as about `blend`, there is nothing to report.

#![deny(improper_ctypes_definitions, missing_docs, unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]

use std::slice;

/// The sum of `len` bytes.
///
/// # Safety
///
/// `data` stands at the first of `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn checksum(data: *const u8, len: usize) -> u32 {
    // SAFETY: there are `len` of them, by the caller's promise.
    let bytes = unsafe { slice::from_raw_parts(data, len) };
    bytes.iter().map(|byte| u32::from(*byte)).sum()
}

/// Writes `len` zeros.
///
/// # Safety
///
/// `to` may be written to, `len` bytes far.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clear(to: *mut u8, len: usize) {
    // SAFETY: there is room, by the caller's promise.
    unsafe { to.write_bytes(0, len) };
}

/// The mean of `len` values.
///
/// # Safety
///
/// `values` stands at the first of `len` numbers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn blend(values: *const f64, len: usize) -> f64 {
    // SAFETY: there are `len` of them, by the caller's promise.
    let values = unsafe { slice::from_raw_parts(values, len) };
    values.iter().sum::<f64>() / len as f64
}
