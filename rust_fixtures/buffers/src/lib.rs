//! Buffers and who owns them, behind a C ABI: `c_headers/buffers.h` is the documentation for
//! callers.

#![deny(improper_ctypes_definitions, missing_docs, unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]

mod adler32;
mod grow;

use std::{ptr, slice};

pub use grow::{
    grow_buffer_as_ptr, grow_buffer_free, grow_buffer_len, grow_buffer_new, grow_buffer_push,
    grow_buffer_view, GrowBuffer,
};

/// The largest buffer that [`create_buffer`] allocates, so that whether it fails follows from the
/// size as long as there is memory at all.
pub const BUFFER_MAX_SIZE: usize = 1 << 24;

/// What the functions that return an `i32` answer.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BufferStatus {
    /// It is done.
    Ok = 0,
    /// There is no memory; nothing has changed.
    NoMemory = -1,
    /// More bytes than an object can have; nothing was written.
    TooLarge = -2,
}

/// Bytes that belong to someone else.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ByteView {
    /// The first byte.
    pub data: *const u8,
    /// How many there are.
    pub len: usize,
}

/// Allocates `size` zero bytes; null if that is more than [`BUFFER_MAX_SIZE`] or there is no
/// memory. What it returns belongs to the caller, for [`free_buffer`].
#[no_mangle]
pub extern "C" fn create_buffer(size: usize) -> *mut u8 {
    if size > BUFFER_MAX_SIZE {
        return ptr::null_mut();
    }
    let mut bytes = Vec::new();
    if bytes.try_reserve_exact(size).is_err() {
        return ptr::null_mut();
    }
    bytes.resize(size, 0_u8);
    // A boxed slice has no capacity beyond its length: the size alone is enough to free it.
    Box::into_raw(bytes.into_boxed_slice()).cast()
}

/// Frees what [`create_buffer`] returned; nothing happens for null.
///
/// # Safety
///
/// `data` is null, or what [`create_buffer`] returned for this `size` and not freed before.
#[no_mangle]
pub unsafe extern "C" fn free_buffer(data: *mut u8, size: usize) {
    if data.is_null() {
        return;
    }
    // SAFETY: this is the boxed slice that `create_buffer` took apart, by the caller's promise.
    drop(unsafe { Box::from_raw(ptr::slice_from_raw_parts_mut(data, size)) });
}

/// Sets `len` bytes at `dst` to `value`; the answer is a [`BufferStatus`].
///
/// # Safety
///
/// `dst` stands at the start of `len` bytes, initialised or not, which nobody else uses during
/// the call.
#[no_mangle]
pub unsafe extern "C" fn fill_buffer(dst: *mut u8, len: usize, value: u8) -> i32 {
    if isize::try_from(len).is_err() {
        return BufferStatus::TooLarge as i32;
    }
    // SAFETY: there are `len` bytes to write by the caller's promise.
    unsafe { dst.write_bytes(value, len) };
    BufferStatus::Ok as i32
}

/// A view of the bytes where they are; nothing is read.
#[no_mangle]
pub extern "C" fn view_bytes(data: *const u8, len: usize) -> ByteView {
    ByteView { data, len }
}

/// The Adler-32 checksum of the bytes.
///
/// # Safety
///
/// `view.data` stands at the start of `view.len` initialised bytes, which nobody writes to during
/// the call. Without bytes the address does not matter.
#[no_mangle]
pub unsafe extern "C" fn buffer_checksum(view: ByteView) -> u32 {
    let bytes = if view.len == 0 {
        &[]
    } else {
        // SAFETY: there are `len` bytes by the caller's promise.
        unsafe { slice::from_raw_parts(view.data, view.len) }
    };
    adler32::checksum(bytes)
}

/// Returns `value`.
///
/// # Panics
///
/// If `value` is negative. The panic unwinds into the caller.
#[no_mangle]
pub extern "C-unwind" fn may_panic(value: i32) -> i32 {
    assert!(value >= 0, "{value} is negative");
    value
}
