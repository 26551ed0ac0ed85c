//! Fault: the contract says of things what cannot be said of them.
//!
//! A number has an extent, a pointer to const is written through, what Rust takes as a `Box` is said
//! to be lent, and an `Option` never to be null.

#![deny(improper_ctypes_definitions, missing_docs, unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]

/// A ticket in a queue.
#[derive(Debug)]
pub struct Ticket {
    number: u64,
}

/// A ticket, for [`ticket_use`].
#[unsafe(no_mangle)]
pub extern "C" fn ticket_new(number: u64) -> Box<Ticket> {
    Box::new(Ticket { number })
}

/// Uses a ticket up, and returns its number.
#[unsafe(no_mangle)]
pub extern "C" fn ticket_use(ticket: Box<Ticket>) -> u64 {
    ticket.number
}

/// The larger of two numbers.
///
/// # Safety
///
/// `second` stands at a number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn larger(first: u64, second: *const u64) -> u64 {
    // SAFETY: it is there, by the caller's promise.
    first.max(unsafe { *second })
}

/// The number at the given place of three, if there is one.
#[unsafe(no_mangle)]
pub extern "C" fn nth(place: usize) -> Option<&'static u64> {
    const NUMBERS: &[u64] = &[1, 2, 3];
    NUMBERS.get(place)
}
