//! Fault: [`meter_reset`] has `no_mangle`, and an assembler directive that somebody copied from an
//! object for static linking hides it again.

#![deny(improper_ctypes_definitions, missing_docs, unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]

use std::sync::atomic::{AtomicU32, Ordering};

static TOTAL: AtomicU32 = AtomicU32::new(0);

core::arch::global_asm!(".hidden meter_reset"); // the fault

/// Cannot be linked to.
#[unsafe(no_mangle)]
pub extern "C" fn meter_reset() {
    TOTAL.store(0, Ordering::Relaxed);
}

/// Can be.
#[unsafe(no_mangle)]
pub extern "C" fn meter_add(amount: u32) -> u32 {
    TOTAL.fetch_add(amount, Ordering::Relaxed)
}

/// Returns the total and starts anew: that the library calls it itself keeps `meter_reset` in it.
#[unsafe(no_mangle)]
pub extern "C" fn meter_take() -> u32 {
    let total = TOTAL.load(Ordering::Relaxed);
    meter_reset();
    total
}
