//! Fields and types that take no room.
use std::marker::{PhantomData, PhantomPinned};

#[repr(C)]
pub struct Tagged<'a> {
    marker: PhantomData<&'a u8>,
    value: u32,
    pinned: PhantomPinned,
    id: u8,
}

#[repr(C)]
pub struct Foreign {
    _private: [u8; 0],
    _marker: PhantomData<*mut u8>,
}

#[repr(C)]
pub struct Tail {
    length: u32,
    align: [u64; 0],
    values: [u8; 4],
}

#[no_mangle]
pub unsafe extern "C" fn tagged_value(tagged: *const Tagged) -> u32 {
    unsafe { (*tagged).value + u32::from((*tagged).id) }
}

#[no_mangle]
pub extern "C" fn foreign_is_null(foreign: *const Foreign) -> bool {
    foreign.is_null()
}

#[no_mangle]
pub unsafe extern "C" fn tail_length(tail: *const Tail) -> u32 {
    unsafe { (*tail).length }
}
