//! Comments of every kind. "Quotes", `code`, and https://example.org/a?b=c&d.

/// A record, with a list:
///
/// * one `struct x { int y; }`
/// * two \\ backslashes, a # hash, 'quotes"
///
/// ```c
/// int main(void) { return 0; }
/// ```
#[repr(C)]
pub struct Record {
    /// The number; never 0.
    pub number: u32,
    /** A block comment. */
    pub flag: bool,
    #[doc = "By attribute."]
    pub size: u64,
}

/// What may go wrong
#[repr(C)]
pub enum Fault {
    /// Nothing did.
    None,
    /// Äöü, 漢字 and \u{1F600}.
    Some,
}

/// Returns the number.
///
/// # Safety
/// `record` must point to a `Record`; see [`Record::number`].
#[no_mangle]
pub unsafe extern "C" fn record_number(record: *const Record) -> u32 {
    unsafe { (*record).number }
}

/// Tells what is wrong.
#[no_mangle]
#[must_use]
#[deprecated(note = "ask something else")]
pub extern "C" fn record_fault(number: u32) -> Fault {
    if number == 0 {
        Fault::Some
    } else {
        Fault::None
    }
}
