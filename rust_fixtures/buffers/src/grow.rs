//! A growable buffer that C only sees behind a pointer.

use std::alloc::{alloc, Layout};
use std::collections::TryReserveError;
use std::ptr;

use crate::{BufferStatus, ByteView};

/// Bytes that grow one by one.
#[derive(Debug, Default)]
pub struct GrowBuffer {
    bytes: Vec<u8>,
}

impl GrowBuffer {
    fn push(&mut self, value: u8) -> Result<(), TryReserveError> {
        self.bytes.try_reserve(1)?;
        self.bytes.push(value);
        Ok(())
    }
}

/// A new buffer, which belongs to the caller, for [`grow_buffer_free`]; null if there is no
/// memory.
#[no_mangle]
pub extern "C" fn grow_buffer_new() -> *mut GrowBuffer {
    // `Box::new` aborts where there is no memory.
    // SAFETY: a `GrowBuffer` is not of size zero.
    let buffer: *mut GrowBuffer = unsafe { alloc(Layout::new::<GrowBuffer>()) }.cast();
    if !buffer.is_null() {
        // SAFETY: the allocation has the layout of what is written to it.
        unsafe { buffer.write(GrowBuffer::default()) };
    }
    buffer
}

/// Appends `value`; the answer is a [`BufferStatus`].
///
/// # Safety
///
/// `buffer` is what [`grow_buffer_new`] returned, not freed, and nobody else uses it or its bytes
/// during the call.
#[no_mangle]
pub unsafe extern "C" fn grow_buffer_push(buffer: *mut GrowBuffer, value: u8) -> i32 {
    // SAFETY: the buffer lives, and for now is ours alone, by the caller's promise.
    let buffer = unsafe { &mut *buffer };
    match buffer.push(value) {
        Ok(()) => BufferStatus::Ok as i32,
        Err(_) => BufferStatus::NoMemory as i32,
    }
}

/// How many bytes the buffer has.
///
/// # Safety
///
/// `buffer` is what [`grow_buffer_new`] returned, not freed, and nobody changes it during the
/// call.
#[no_mangle]
pub unsafe extern "C" fn grow_buffer_len(buffer: *const GrowBuffer) -> usize {
    // SAFETY: the buffer lives and does not change, by the caller's promise.
    unsafe { &*buffer }.bytes.len()
}

/// The first byte, to be read until the next push; null if there is none.
///
/// # Safety
///
/// As for [`grow_buffer_len`].
#[no_mangle]
pub unsafe extern "C" fn grow_buffer_as_ptr(buffer: *const GrowBuffer) -> *const u8 {
    // SAFETY: the buffer lives and does not change, by the caller's promise.
    let bytes = &unsafe { &*buffer }.bytes;
    if bytes.is_empty() {
        ptr::null()
    } else {
        bytes.as_ptr()
    }
}

/// All the bytes, to be read until the next push.
///
/// # Safety
///
/// As for [`grow_buffer_len`].
#[no_mangle]
pub unsafe extern "C" fn grow_buffer_view(buffer: *const GrowBuffer) -> ByteView {
    // SAFETY: the buffer lives and does not change, by the caller's promise.
    let bytes = &unsafe { &*buffer }.bytes;
    ByteView {
        data: bytes.as_ptr(),
        len: bytes.len(),
    }
}

/// Frees the buffer with its bytes; nothing happens for null.
///
/// # Safety
///
/// `buffer` is null, or what [`grow_buffer_new`] returned and not freed before.
#[no_mangle]
pub unsafe extern "C" fn grow_buffer_free(buffer: *mut GrowBuffer) {
    if buffer.is_null() {
        return;
    }
    // SAFETY: `grow_buffer_new` allocated it as a box would, and the caller gives it up.
    drop(unsafe { Box::from_raw(buffer) });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn push_appends() {
        let mut buffer = GrowBuffer::default();
        for value in 0..=u8::MAX {
            buffer.push(value).expect("there is memory");
        }
        assert_eq!(buffer.bytes, (0..=u8::MAX).collect::<Vec<_>>());
    }
}
