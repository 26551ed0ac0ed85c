//! Types that are their only field.
use std::ffi::c_void;
use std::marker::PhantomData;

#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct Handle(u32);

#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct Meters {
    value: f64,
}

#[repr(transparent)]
pub struct Typed<T> {
    raw: *mut c_void,
    marker: PhantomData<T>,
}

#[repr(transparent)]
pub struct Outer(Handle);

#[repr(C)]
pub struct Track {
    handle: Handle,
    length: Meters,
    outer: Outer,
}

#[no_mangle]
pub extern "C" fn handle_next(handle: Handle) -> Handle {
    Handle(handle.0 + 1)
}

#[no_mangle]
pub extern "C" fn meters_double(length: Meters) -> Meters {
    Meters { value: length.value * 2.0 }
}

#[no_mangle]
pub extern "C" fn typed_is_null(typed: Typed<u8>) -> bool {
    typed.raw.is_null()
}

#[no_mangle]
pub extern "C" fn outer_value(outer: Outer) -> u32 {
    outer.0 .0
}

#[no_mangle]
pub extern "C" fn track_length(track: Track) -> Meters {
    track.length
}
