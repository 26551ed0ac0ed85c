//! Fault: [`clock_set`] takes a `c_void` where the header has a struct, and no other function shows it.

use std::ffi::c_void;

/// A clock: C has its address alone, so that its layout is nobody's business.
#[derive(Debug)]
pub struct Clock {
    minutes: u16,
}

/// Sets the clock.
///
/// # Safety
///
/// Both stand at what the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clock_set(clock: *mut Clock, time: *const c_void) -> i32 {
    // The fault: what lies there is for the body to guess.
    // SAFETY: both are there, by the caller's promise.
    let [hour, minute] = unsafe { *time.cast::<[u16; 2]>() };
    if hour > 23 || minute > 59 {
        return -1;
    }
    // SAFETY: as above.
    unsafe { (*clock).minutes = 60 * hour + minute };
    0
}
