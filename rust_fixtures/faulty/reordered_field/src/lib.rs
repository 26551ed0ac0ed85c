//! Fault: the fields of [`Sample`] were put in another order, and the header was not.
//!
//! The size stays what it was and no access leaves the struct, so nothing crashes: fields are
//! taken for one another.

#![deny(improper_ctypes_definitions, missing_docs, unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]

/// A sample of a recorder.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// Since the recorder was started.
    pub time_ns: u64,
    /// What was measured. The header has it last.
    pub value: f64,
    /// Where it was measured.
    pub channel: u32,
    /// How good the measurement is.
    pub flags: u32,
}

/// The channel on which the sample was recorded.
///
/// # Safety
///
/// `sample` stands at an initialised sample, which nobody writes to during the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sample_channel(sample: *const Sample) -> u32 {
    // SAFETY: the sample is there, by the caller's promise.
    unsafe { (*sample).channel }
}
