//! Fault: [`Level`] is one byte in Rust and an `int` in C; [`Delta`] is unsigned in C; the tag of [`Reply`] is narrower.

/// How urgent a line is. The fault: one byte, where C has four.
#[repr(u8)]
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub enum Level {
    Debug,
    Info,
    Error,
}

/// A step up or down. The fault: signed, where C's is not.
#[repr(i8)]
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub enum Delta {
    None,
    Up,
}

/// What came back. The fault: the tag is one byte, where C has four.
#[repr(C, u8)]
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub enum Reply {
    Text(u32),
    Code(u32),
}

/// The level of all lines.
#[unsafe(no_mangle)]
pub extern "C" fn log_level() -> Level {
    Level::Info
}

/// Which way it goes.
#[unsafe(no_mangle)]
pub extern "C" fn log_delta() -> Delta {
    Delta::Up
}

/// What the last line gave.
#[unsafe(no_mangle)]
pub extern "C" fn reply_value(reply: &Reply) -> u32 {
    match *reply {
        Reply::Text(value) | Reply::Code(value) => value,
    }
}
