//! Fault: references, a `NonNull`, a `Box` and a bare function pointer where NULL is allowed: it
//! is undefined behaviour before the first line of the function.

#![deny(improper_ctypes_definitions, missing_docs, unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]

use core::ptr::NonNull;

/// A name in a list, of which the last has no next one.
#[repr(C)]
pub struct Entry {
    /// What is counted.
    pub weight: u32,
    /// The fault: the header says that the last one has NULL here.
    pub next: &'static Entry,
}

/// What the two weigh together.
#[unsafe(no_mangle)]
pub extern "C" fn entry_weight(entry: &Entry) -> u32 {
    entry.weight.saturating_add(entry.next.weight)
}

/// Sets a weight to 0, if there is one.
#[unsafe(no_mangle)]
pub extern "C" fn weight_clear(weight: &mut u32) {
    *weight = 0;
}

/// Frees a weight; `free(NULL)` does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn weight_free(weight: Box<u32>) {
    drop(weight);
}

/// A weight to be freed.
#[unsafe(no_mangle)]
pub extern "C" fn weight_new() -> Box<u32> {
    Box::new(1)
}

/// Calls back, if somebody listens.
#[unsafe(no_mangle)]
pub extern "C" fn tell(listener: extern "C" fn(u32), at: NonNull<u32>) {
    // SAFETY: it stands at a weight, by the caller's promise.
    listener(unsafe { at.read() });
}

/// All of these may be NULL: that is right.
#[unsafe(no_mangle)]
pub extern "C" fn count(
    first: Option<&u32>,
    second: *const u32,
    third: Option<extern "C" fn()>,
) -> u32 {
    u32::from(first.is_some()) + u32::from(!second.is_null()) + u32::from(third.is_some())
}
