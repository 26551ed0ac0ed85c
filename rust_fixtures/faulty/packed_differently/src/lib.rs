//! Fault: [`Frame`] is packed in the header alone, [`Block`] aligned in Rust alone, and [`Record`] packed in Rust.

/// As it travels on the wire. The fault: no `packed`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    /// What it is.
    pub kind: u8,
    /// How long it is.
    pub length: u32,
    /// Over all before it.
    pub checksum: u16,
}

/// What the vector unit takes. The fault: the header does not say `aligned`.
#[repr(C, align(16))]
#[derive(Clone, Copy, Debug)]
pub struct Block {
    /// Four numbers.
    pub lanes: [f32; 4],
}

/// Two numbers. The fault: no field moves, but an address need not be aligned.
#[repr(C, packed)]
#[derive(Clone, Copy, Debug)]
pub struct Record {
    /// The key.
    pub key: u32,
    /// The value.
    pub value: u32,
}

/// The length of a frame.
#[unsafe(no_mangle)]
pub extern "C" fn frame_length(frame: &Frame) -> u32 {
    frame.length
}

/// The first lane of a block.
#[unsafe(no_mangle)]
pub extern "C" fn block_first(block: &Block) -> f32 {
    block.lanes[0]
}

/// The value of a record.
#[unsafe(no_mangle)]
pub extern "C" fn record_value(record: &Record) -> u32 {
    record.value
}
