//! Fault: [`Token`] grew, and the bytes that the header sets aside for it did not.

/// A token.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub enum Token {
    /// The end of the text.
    End,
    /// From where to where. It had no line: then 16 bytes were enough.
    Word {
        /// The first byte.
        start: u64,
        /// How many there are.
        length: u64,
        /// The line.
        line: u32,
    },
}

/// How long the text of a token is.
///
/// # Safety
///
/// `token` stands at an initialised token.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn token_length(token: *const Token) -> u64 {
    // SAFETY: the token is there, by the caller's promise.
    match unsafe { *token } {
        Token::End => 0,
        Token::Word { length, .. } => length,
    }
}
