//! Fault: the contract says that a panic may cross, and `extern "C"` ends the process instead.

#![deny(improper_ctypes_definitions, missing_docs, unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]

/// The contract says that it may unwind.
#[unsafe(no_mangle)]
pub extern "C" fn parse_digit(character: u8) -> u32 {
    assert!(character.is_ascii_digit(), "no digit");
    u32::from(character - b'0')
}

/// This one can.
#[unsafe(no_mangle)]
pub extern "C-unwind" fn parse_letter(character: u8) -> u32 {
    assert!(character.is_ascii_lowercase(), "no letter");
    u32::from(character - b'a')
}
