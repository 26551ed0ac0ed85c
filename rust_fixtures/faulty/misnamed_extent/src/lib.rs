//! Fault: the contract counts elements by names that are no integers, or no names at all.
//!
//! The library is right; the header and the contract are not.

#![deny(improper_ctypes_definitions, missing_docs, unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]

use std::slice;

/// Weights of a sum.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Weights {
    /// The first of them.
    pub data: *const f64,
    /// How many there are.
    pub len: usize,
    /// What each of them is multiplied with.
    pub scale: f64,
}

/// The sum of `len` values.
///
/// # Safety
///
/// `values` stands at the first of `len` numbers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sum(values: *const f64, len: usize) -> f64 {
    // SAFETY: there are `len` of them, by the caller's promise.
    unsafe { slice::from_raw_parts(values, len) }.iter().sum()
}

/// The sum of `len` values, each multiplied with `factor`.
///
/// # Safety
///
/// `values` stands at the first of `len` numbers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scaled_sum(values: *const f64, len: usize, factor: f64) -> f64 {
    // SAFETY: there are `len` of them, by the caller's promise.
    factor * unsafe { sum(values, len) }
}

/// The sum of weights.
///
/// # Safety
///
/// `weights` has `len` weights at `data`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn weights_sum(weights: *const Weights) -> f64 {
    // SAFETY: they are there, by the caller's promise.
    let Weights { data, len, scale } = unsafe { *weights };
    // SAFETY: there are `len` of them, by the caller's promise.
    unsafe { scaled_sum(data, len, scale) }
}
