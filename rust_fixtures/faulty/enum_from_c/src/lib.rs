//! Fault: [`Level`] comes from C as it is. Any other integer is undefined behaviour, and C compilers
//! pass one without a word.

#![deny(improper_ctypes_definitions, missing_docs, unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]

/// How loud it is.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Nothing is heard.
    Quiet,
    /// Everything is.
    Loud,
}

/// What a voice is set to.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Voice {
    /// Comes from C within the struct.
    pub level: Level,
    /// How high it is.
    pub pitch: f32,
}

/// Takes an enum.
#[unsafe(no_mangle)]
pub extern "C" fn is_loud(level: Level) -> bool {
    level == Level::Loud
}

/// Takes one in a struct.
#[unsafe(no_mangle)]
pub extern "C" fn loudness(voice: Voice) -> f32 {
    f32::from(u8::from(voice.level == Level::Loud))
}

/// Takes one from a callback.
#[unsafe(no_mangle)]
pub extern "C" fn ask(level_of: extern "C" fn() -> Level) -> bool {
    level_of() == Level::Loud
}

/// Hands one out: that is right.
#[unsafe(no_mangle)]
pub extern "C" fn level_of(value: u32) -> Level {
    if value == 0 {
        Level::Quiet
    } else {
        Level::Loud
    }
}
