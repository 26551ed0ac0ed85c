//! Fault: lengths are 32 bits wide, and other types differ as little: small arguments still work.

#![deny(improper_ctypes_definitions, missing_docs, unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]

use core::ffi::c_long;

/// How a progress is told: in the header it is a `double`.
type Progress = extern "C" fn(done: f32);

/// Adds up `count` bytes, of which there may be more than `u32` can say.
///
/// # Safety
///
/// `bytes` stands at `count` initialised bytes, which nobody writes to during the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn checksum(bytes: *const u8, count: u32, progress: Option<Progress>) -> i32 {
    let mut sum = 0;
    for index in 0..count as usize {
        // SAFETY: it is one of the count bytes, by the caller's promise.
        sum += i32::from(unsafe { *bytes.add(index) });
    }
    if let Some(progress) = progress {
        progress(1.0);
    }
    sum
}

/// The sign is the fault here.
#[unsafe(no_mangle)]
pub extern "C" fn difference(first: u32, second: c_long) -> c_long {
    c_long::from(first) - second
}
