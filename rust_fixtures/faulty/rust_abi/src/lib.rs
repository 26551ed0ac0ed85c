//! Fault: one function lacks `extern "C"`, another follows Windows' convention: with arguments as
//! few and small as these, the first works with today's compiler.

#![deny(improper_ctypes_definitions, missing_docs, unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]

/// Lacks `extern "C"`.
#[unsafe(no_mangle)]
pub fn area(width: u32, height: u32) -> u32 {
    width * height
}

/// The header knows nothing of `win64`.
#[cfg(target_arch = "x86_64")]
#[unsafe(no_mangle)]
pub extern "win64" fn circumference(width: u32, height: u32) -> u32 {
    2 * (width + height)
}

/// The header asks for Windows' convention, and gets the target's own.
#[unsafe(no_mangle)]
pub extern "C" fn diagonal(width: f64, height: f64) -> f64 {
    width.hypot(height)
}
