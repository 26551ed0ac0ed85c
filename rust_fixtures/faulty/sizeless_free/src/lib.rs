//! Fault: slices go out as bare addresses, and come back as those.
//!
//! Rust's allocators have to be told the size again: [`samples_free`] guesses that there was one
//! element, which frees with another layout than was allocated.

#![deny(improper_ctypes_definitions, missing_docs, unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]

/// `len` zeros, for [`samples_free`].
#[unsafe(no_mangle)]
pub extern "C" fn samples_new(len: usize) -> *mut f64 {
    Box::into_raw(vec![0.0; len].into_boxed_slice()).cast()
}

/// Samples in a struct.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Samples {
    /// The first of them.
    pub data: *mut f64,
    /// How many there are.
    pub len: usize,
}

/// `len` zeros and their number, whose `data` is for [`samples_free`].
#[unsafe(no_mangle)]
pub extern "C" fn samples_counted(len: usize) -> Samples {
    Samples {
        data: samples_new(len),
        len,
    }
}

/// Frees samples.
///
/// # Safety
///
/// `samples` is what this library made, and not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn samples_free(samples: *mut f64) {
    // SAFETY: the fault: it was a slice, and how long is not known here.
    drop(unsafe { Box::from_raw(samples) });
}
