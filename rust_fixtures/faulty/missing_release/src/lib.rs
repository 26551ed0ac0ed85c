//! Fault: the caller gets memory for keeps, and there is no function that takes it back.
//!
//! C's `free` is not Rust's allocator, so all that a caller can do is to leak it.

#![deny(improper_ctypes_definitions, missing_docs, unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]

/// A counter of events.
#[derive(Debug)]
pub struct Counter {
    events: u64,
}

/// Numbers that belong to whoever has them.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Numbers {
    /// The first of them.
    pub data: *mut u64,
    /// How many there are.
    pub len: usize,
}

/// A counter that stands at zero.
#[unsafe(no_mangle)]
pub extern "C" fn counter_new() -> *mut Counter {
    Box::into_raw(Box::new(Counter { events: 0 }))
}

/// Puts a counter that stands at `events` at `out`.
///
/// # Safety
///
/// `out` may be written to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn counter_restore(events: u64, out: *mut *mut Counter) {
    // SAFETY: the caller lets us write there.
    unsafe { out.write(Box::into_raw(Box::new(Counter { events }))) };
}

/// Where the counter stands.
///
/// # Safety
///
/// `counter` is one that this library made.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn counter_events(counter: *const Counter) -> u64 {
    // SAFETY: the counter lives, by the caller's promise.
    unsafe { &*counter }.events
}

/// The numbers from zero up to `len`.
#[unsafe(no_mangle)]
pub extern "C" fn numbers_up_to(len: usize) -> Numbers {
    let numbers: Box<[u64]> = (0..len as u64).collect();
    let len = numbers.len();
    Numbers {
        data: Box::into_raw(numbers).cast(),
        len,
    }
}
