//! Fault: a field was added in Rust alone, another removed, a third renamed.

/// What to listen to. The fault: `backlog` is gone.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Listener {
    /// The address.
    pub address: u32,
    /// The port.
    pub port: u16,
}

/// How long to wait. The fault: `write_ms` is new, and moves `read_ms`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For a connection.
    pub connect_ms: u64,
    /// For an answer to be sent.
    pub write_ms: u64,
    /// For a question.
    pub read_ms: u64,
}

/// How much to keep. The fault: the header calls `size` `bytes`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Cache {
    /// How many entries.
    pub entries: u64,
    /// How many bytes.
    pub size: u64,
}

/// The port.
#[unsafe(no_mangle)]
pub extern "C" fn listener_port(listener: &Listener) -> u16 {
    listener.port
}

/// The sum of both.
#[unsafe(no_mangle)]
pub extern "C" fn limits_total(limits: &Limits) -> u64 {
    limits.connect_ms + limits.write_ms + limits.read_ms
}

/// The larger of both.
#[unsafe(no_mangle)]
pub extern "C" fn cache_larger(cache: &Cache) -> u64 {
    cache.entries.max(cache.size)
}
