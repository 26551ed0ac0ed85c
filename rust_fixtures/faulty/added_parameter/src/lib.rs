//! Fault: [`blur`] has got a parameter, and the header was not told.

#![deny(improper_ctypes_definitions, missing_docs, unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]

/// Smooths `count` samples in place; `passes` is new.
///
/// # Safety
///
/// `samples` stands at `count` initialised samples, which nobody else uses during the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn blur(samples: *mut f32, count: usize, passes: u32) {
    for _ in 0..passes {
        for index in 1..count {
            // SAFETY: both are among the count samples, by the caller's promise.
            unsafe {
                let mean = (*samples.add(index - 1) + *samples.add(index)) / 2.0;
                *samples.add(index) = mean;
            }
        }
    }
}

/// The largest of two samples. The header still has a third.
#[unsafe(no_mangle)]
pub extern "C" fn larger(first: f32, second: f32) -> f32 {
    first.max(second)
}
