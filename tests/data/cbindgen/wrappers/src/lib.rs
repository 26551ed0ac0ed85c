//! Types of the standard library that are the same in C.
use std::cell::Cell;
use std::mem::{ManuallyDrop, MaybeUninit};
use std::num::{NonZeroI64, NonZeroU32, NonZeroU8};
use std::pin::Pin;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Plain {
    a: u16,
    b: u32,
}

#[repr(C)]
pub struct Wrapped<'a> {
    kept: ManuallyDrop<Plain>,
    maybe: MaybeUninit<u64>,
    cell: Cell<u8>,
    counted: NonZeroU8,
    pinned: Pin<&'a Plain>,
    room: [MaybeUninit<u8>; 16],
}

#[no_mangle]
pub extern "C" fn wrapped_count(wrapped: &Wrapped) -> u32 {
    u32::from(wrapped.counted.get())
}

#[no_mangle]
pub extern "C" fn id_next(id: NonZeroU32) -> Option<NonZeroU32> {
    id.checked_add(1)
}

#[no_mangle]
pub extern "C" fn id_negate(id: Option<NonZeroI64>) -> i64 {
    id.map_or(0, |id| -id.get())
}

#[no_mangle]
pub unsafe extern "C" fn plain_init(plain: *mut MaybeUninit<Plain>) {
    unsafe { (*plain).write(Plain { a: 1, b: 2 }) };
}
