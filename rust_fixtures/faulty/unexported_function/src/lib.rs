//! Fault: `no_mangle` is missing, of a function that is `extern "C"` and of one that is not.

#![deny(improper_ctypes_definitions, missing_docs, unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]

/// Functions in modules count as well.
pub mod clock {
    /// Lacks `no_mangle`.
    pub extern "C" fn seconds(ticks: u64) -> u64 {
        ticks / 1_000
    }
}

/// Lacks `no_mangle` and `extern "C"`.
pub fn ticks(seconds: u64) -> u64 {
    seconds * 1_000
}

/// Has both.
#[unsafe(no_mangle)]
pub extern "C" fn ticks_per_second() -> u64 {
    ticks(1)
}

/// Is exported under the name that the header has.
#[unsafe(export_name = "clock_minutes")]
pub extern "C" fn minutes(ticks: u64) -> u64 {
    clock::seconds(ticks) / 60
}
