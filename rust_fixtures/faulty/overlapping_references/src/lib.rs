//! Fault: a caller that adds a vector to itself hands over the same object twice, and `&mut` must be
//! the only way to it.

#![deny(improper_ctypes_definitions, missing_docs, unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]

/// A vector.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Vector {
    /// To the right.
    pub x: f64,
    /// Up.
    pub y: f64,
}

/// `vector_add(&v, &v)` is legal C.
#[unsafe(no_mangle)]
pub extern "C" fn vector_add(to: &mut Vector, other: &Vector) {
    to.x += other.x;
    to.y += other.y;
}

/// Two that may be written to are one pair.
#[unsafe(no_mangle)]
pub extern "C" fn vector_swap(one: &mut Vector, other: Option<&mut Vector>) {
    if let Some(other) = other {
        core::mem::swap(one, other);
    }
}

/// The header says that they do not overlap: that is right.
#[unsafe(no_mangle)]
pub extern "C" fn vector_copy(to: &mut Vector, from: &Vector) {
    *to = *from;
}

/// So does the contract.
#[unsafe(no_mangle)]
pub extern "C" fn vector_subtract(from: &mut Vector, other: &Vector) {
    from.x -= other.x;
    from.y -= other.y;
}

/// Raw pointers may overlap.
///
/// # Safety
///
/// Both stand at initialised vectors, which nobody else uses during the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vector_scale(to: *mut Vector, from: *const Vector, factor: f64) {
    // SAFETY: both are there, by the caller's promise.
    unsafe {
        let Vector { x, y } = *from;
        *to = Vector {
            x: factor * x,
            y: factor * y,
        };
    }
}
