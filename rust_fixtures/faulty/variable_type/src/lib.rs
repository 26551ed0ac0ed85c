//! Fault: global variables are of another type or length than in the header, and one cannot be written.

#![allow(non_upper_case_globals)] // the names are those of the header

use std::sync::atomic::AtomicU64;

/// A version.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Version {
    /// The first number.
    pub major: u32,
    /// The second.
    pub minor: u32,
}

/// How many calls there were. The fault: wider than in the header.
#[unsafe(no_mangle)]
pub static library_calls: AtomicU64 = AtomicU64::new(0);

/// The primes below 12. The fault: one less.
#[unsafe(no_mangle)]
pub static library_primes: [i32; 4] = [2, 3, 5, 7];

/// The version, as in the header.
#[unsafe(no_mangle)]
pub static library_version: Version = Version { major: 1, minor: 2 };

/// What the caller may set. The fault: nobody may.
#[unsafe(no_mangle)]
pub static library_limit: i32 = 10;
