//! The same types, however C names them.
#[repr(C)]
pub struct Frame {
    id: u32,
    inner: Inner,
    opaque: *mut Opaque,
    kind: Kind,
    value: Value,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Inner {
    low: u8,
    high: u64,
}

pub struct Opaque {
    pub name: String,
}

#[repr(u8)]
#[derive(Clone, Copy)]
pub enum Kind {
    Data,
    End,
}

#[repr(C)]
pub union Value {
    word: u32,
    bytes: [u8; 4],
}

#[no_mangle]
pub unsafe extern "C" fn frame_inner(frame: *const Frame) -> Inner {
    unsafe { (*frame).inner }
}

#[no_mangle]
pub unsafe extern "C" fn opaque_length(opaque: *const Opaque) -> usize {
    unsafe { &*opaque }.name.len()
}

#[no_mangle]
pub extern "C" fn value_word(value: Value, kind: Kind) -> u32 {
    unsafe { value.word + kind as u32 }
}
