//! Fault: destination and source have changed places. Both are pointers to the same type, so that
//! no type differs: only the names show it.

#![deny(improper_ctypes_definitions, missing_docs, unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]

/// Copies `count` numbers from `source` to `target`.
///
/// # Safety
///
/// Both stand at `count` numbers that nobody else uses during the call; those of `source` are
/// initialised. They do not overlap.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn copy_numbers(source: *mut f64, target: *mut f64, count: usize) {
    // SAFETY: both are there and do not overlap, by the caller's promise.
    unsafe { core::ptr::copy_nonoverlapping(source, target, count) }
}
