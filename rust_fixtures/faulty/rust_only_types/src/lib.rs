//! Fault: strings, slices, tuples, vectors, options, trait objects and Rust's own function pointers
//! cross the boundary. rustc warns of each of them, and was told not to.

#![allow(improper_ctypes_definitions)] // the fault
#![deny(missing_docs, unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]

use std::rc::Rc;

/// Something with an area.
pub trait Shape {
    /// How large it is.
    fn area(&self) -> f64;
}

/// A string is a pointer and a length.
#[unsafe(no_mangle)]
pub extern "C" fn text_length(text: &str) -> usize {
    text.len()
}

/// So is a slice; the header has both.
#[unsafe(no_mangle)]
pub extern "C" fn total(values: &[f64]) -> f64 {
    values.iter().sum()
}

/// How a tuple is laid out is the compiler's secret.
#[unsafe(no_mangle)]
pub extern "C" fn bounds(value: u32) -> (u32, u32) {
    (value.saturating_sub(1), value.saturating_add(1))
}

/// And so it is of a vector.
#[unsafe(no_mangle)]
pub extern "C" fn bytes_free(bytes: Vec<u8>) {
    drop(bytes);
}

/// Only an `Option` of what cannot be zero is what it holds.
#[unsafe(no_mangle)]
pub extern "C" fn wait(seconds: Option<u32>) -> u32 {
    seconds.unwrap_or(1)
}

/// A trait object has two pointers.
#[unsafe(no_mangle)]
pub extern "C" fn shape_area(shape: &dyn Shape) -> f64 {
    shape.area()
}

/// Rust's own function pointers follow Rust's own convention.
#[unsafe(no_mangle)]
pub extern "C" fn apply(change: fn(i32) -> i32, value: i32) -> i32 {
    change(value)
}

/// The callback has a C ABI, what it is given has none.
#[unsafe(no_mangle)]
pub extern "C" fn log_to(sink: extern "C" fn(&str)) {
    sink("started");
}

/// A shared pointer is one word, but who lays out what it points to?
#[unsafe(no_mangle)]
pub extern "C" fn shared_value(value: Rc<u32>) -> u32 {
    *value
}

/// C passes arrays as pointers only.
#[unsafe(no_mangle)]
pub extern "C" fn norm(vector: [f64; 3]) -> f64 {
    vector.iter().map(|each| each * each).sum::<f64>().sqrt()
}

/// A global variable may be of such a type, too.
#[unsafe(no_mangle)]
pub static LIBRARY_NAME: &str = "rust_only_types";

/// The vector is hidden behind a pointer that C cannot look behind: that is right.
///
/// # Safety
///
/// `bytes` is NULL or stands at a vector, which nobody else uses during the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bytes_len(bytes: *const Vec<u8>) -> usize {
    // SAFETY: it is NULL or there, by the caller's promise.
    unsafe { bytes.as_ref() }.map_or(0, Vec::len)
}
