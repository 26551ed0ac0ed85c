//! Fault: what C passes as an integer is a `bool` or a `char` in Rust, and 2 is neither of its values.

#![allow(improper_ctypes_definitions)] // rustc has no C type for `char`
#![deny(missing_docs, unsafe_op_in_unsafe_fn)]

/// C's `int`, of old: any value but 0 is true there.
#[unsafe(no_mangle)]
pub extern "C" fn set_visible(visible: bool) -> u32 {
    u32::from(visible)
}

/// As wide, and no less wrong.
#[unsafe(no_mangle)]
pub extern "C" fn set_enabled(enabled: bool) -> u32 {
    u32::from(enabled)
}

/// Not every 32-bit integer is a character.
#[unsafe(no_mangle)]
pub extern "C" fn is_letter(character: char) -> bool {
    character.is_alphabetic()
}

/// C's own `bool` is right.
#[unsafe(no_mangle)]
pub extern "C" fn negated(value: bool) -> bool {
    !value
}
