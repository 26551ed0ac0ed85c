//! Fault: the header has bit-fields, a flexible array, a `long double` and a complex number.

use std::ffi::c_void;

/// Flags in bits: an integer, and the fault is in the header.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Flags {
    /// All of them.
    pub bits: u32,
}

/// A packet with its bytes behind it.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Packet {
    /// How many bytes there are.
    pub length: u32,
    /// The first of them, if any.
    pub bytes: [u8; 0],
}

/// What the old library measures with.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    /// How many sums there are.
    pub count: u64,
    /// The sums: `long double` in C.
    pub sums: *mut c_void,
}

/// A complex number.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Complex {
    /// The real part.
    pub re: f32,
    /// The imaginary part.
    pub im: f32,
}

/// How far it may go.
#[unsafe(no_mangle)]
pub extern "C" fn flags_hops(flags: &Flags) -> u32 {
    (flags.bits >> 1) & 0x7f
}

/// How long it is.
#[unsafe(no_mangle)]
pub extern "C" fn packet_length(packet: &Packet) -> u32 {
    packet.length
}

/// How many sums there are.
#[unsafe(no_mangle)]
pub extern "C" fn measure_count(measure: &Measure) -> u64 {
    measure.count
}

/// How long a complex number is.
#[unsafe(no_mangle)]
pub extern "C" fn complex_length(number: Complex) -> f32 {
    number.re.hypot(number.im)
}
