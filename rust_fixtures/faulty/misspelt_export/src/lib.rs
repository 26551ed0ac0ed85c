//! Fault: the header has `queue_length`. It was renamed in Rust alone, and `queue_clear` was
//! removed.

#![deny(improper_ctypes_definitions, missing_docs, unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]

use std::sync::atomic::{AtomicU32, Ordering};

static LENGTH: AtomicU32 = AtomicU32::new(0);

/// The header has another name for it.
#[unsafe(no_mangle)]
pub extern "C" fn queue_lenght() -> u32 {
    LENGTH.load(Ordering::Relaxed)
}

/// Adds one.
#[unsafe(no_mangle)]
pub extern "C" fn queue_push() {
    LENGTH.fetch_add(1, Ordering::Relaxed);
}
