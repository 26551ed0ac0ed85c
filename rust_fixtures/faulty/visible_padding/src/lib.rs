//! Fault: padding travels by value, and in what the library writes for its caller.

/// A price.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Price {
    /// Which one.
    pub currency: u8,
    /// The large ones.
    pub units: u32,
    /// How many digits.
    pub scale: u8,
    /// The small ones.
    pub cents: u32,
}

/// A quote.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Quote {
    /// When.
    pub time_ns: u64,
    /// Whose.
    pub source: u8,
}

/// A request.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// Whose.
    pub source: u8,
    /// Since when.
    pub since_ns: u64,
}

/// The price at a quote.
#[unsafe(no_mangle)]
pub extern "C" fn price_at(request: &Request) -> Price {
    Price {
        currency: request.source,
        units: 0,
        scale: 2,
        cents: 0,
    }
}

/// Writes the latest quote.
#[unsafe(no_mangle)]
pub extern "C" fn quote_latest(quote: &mut Quote) {
    *quote = Quote {
        time_ns: 0,
        source: 0,
    };
}
