//! Fault: [`Reading`] has a field where C has padding. Every offset is as in C, and by pointer it
//! works; by value, the second half travels in a general register in place of a vector one.

#![deny(improper_ctypes_definitions, missing_docs, unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]

/// A value with how sure it is.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// What was measured.
    pub value: f64,
    /// How far off it may be.
    pub error: f32,
    /// The fault: padding, so that the struct has no uninitialised bytes.
    pub _padding: u32,
}

/// The larger end of what the value may be.
#[unsafe(no_mangle)]
pub extern "C" fn upper_end(reading: Reading) -> f64 {
    reading.value + f64::from(reading.error)
}

/// A reading that is twice as large.
#[unsafe(no_mangle)]
pub extern "C" fn doubled(reading: &Reading) -> Reading {
    Reading {
        value: 2.0 * reading.value,
        error: 2.0 * reading.error,
        _padding: 0,
    }
}
