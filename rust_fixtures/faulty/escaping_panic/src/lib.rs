//! Fault: a panic crosses `extern "C-unwind"` into callers that nobody told of it.

#![deny(improper_ctypes_definitions, missing_docs, unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]

/// Panics if there is nothing to divide by.
#[unsafe(no_mangle)]
pub extern "C-unwind" fn ratio(part: u32, whole: u32) -> u32 {
    assert!(whole != 0, "nothing to divide by");
    part / whole
}

/// Answers 0 instead.
#[unsafe(no_mangle)]
pub extern "C" fn ratio_or_zero(part: u32, whole: u32) -> u32 {
    part.checked_div(whole).unwrap_or(0)
}
