//! Unions, alone and in structs.
use std::mem::ManuallyDrop;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Pair {
    a: i16,
    b: i16,
}

#[repr(C)]
pub union Value {
    whole: i64,
    real: f64,
    bytes: [u8; 8],
    pair: Pair,
    text: *const u8,
}

#[repr(C)]
pub union Kept {
    pair: ManuallyDrop<Pair>,
    word: u32,
}

#[repr(C)]
pub struct Event {
    kind: u32,
    value: Value,
    kept: Kept,
}

#[no_mangle]
pub extern "C" fn value_int(value: Value) -> i64 {
    unsafe { value.whole }
}

#[no_mangle]
pub extern "C" fn value_new(number: f64) -> Value {
    Value { real: number }
}

#[no_mangle]
pub unsafe extern "C" fn event_kind(event: *const Event) -> u32 {
    unsafe { (*event).kind }
}
