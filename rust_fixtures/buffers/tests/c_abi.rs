//! The exported functions, called as C calls them.

use std::mem::{offset_of, size_of, MaybeUninit};
use std::panic::catch_unwind;
use std::ptr;
use std::slice;

use buffers::{
    buffer_checksum, create_buffer, fill_buffer, free_buffer, grow_buffer_as_ptr, grow_buffer_free,
    grow_buffer_len, grow_buffer_new, grow_buffer_push, grow_buffer_view, may_panic, view_bytes,
    BufferStatus, ByteView, BUFFER_MAX_SIZE,
};

#[test]
fn the_view_has_the_layout_of_the_header() {
    assert_eq!(offset_of!(ByteView, data), 0);
    assert_eq!(offset_of!(ByteView, len), size_of::<usize>());
    assert_eq!(size_of::<ByteView>(), 2 * size_of::<usize>());
}

#[test]
fn a_created_buffer_is_zero() {
    for size in [0, 1, 4097, BUFFER_MAX_SIZE] {
        let data = create_buffer(size);
        assert!(!data.is_null());
        // SAFETY: the buffer has `size` bytes.
        assert!(unsafe { slice::from_raw_parts(data, size) }
            .iter()
            .all(|&byte| byte == 0));
        // SAFETY: created with this size, and not used again.
        unsafe { free_buffer(data, size) };
    }
}

#[test]
fn a_buffer_beyond_the_limit_is_null() {
    assert!(create_buffer(BUFFER_MAX_SIZE + 1).is_null());
    assert!(create_buffer(usize::MAX).is_null());
}

#[test]
fn null_may_be_freed() {
    // SAFETY: null is accepted.
    unsafe {
        free_buffer(ptr::null_mut(), 8);
        grow_buffer_free(ptr::null_mut());
    }
}

#[test]
fn fill_buffer_writes_every_byte_of_the_extent_and_no_other() {
    let mut bytes = [MaybeUninit::new(1_u8); 6];
    bytes[1..5].fill(MaybeUninit::uninit());
    // SAFETY: four bytes follow the first.
    let status = unsafe { fill_buffer(bytes.as_mut_ptr().add(1).cast(), 4, 9) };
    assert_eq!(status, BufferStatus::Ok as i32);
    // SAFETY: the first and the last were initialised here, those between them by the call.
    let bytes = bytes.map(|byte| unsafe { byte.assume_init() });
    assert_eq!(bytes, [1, 9, 9, 9, 9, 1]);
}

#[test]
fn fill_buffer_refuses_more_than_an_object_can_have() {
    let mut byte = 1;
    // SAFETY: so many bytes are not written.
    let status = unsafe { fill_buffer(&raw mut byte, usize::MAX, 9) };
    assert_eq!(status, BufferStatus::TooLarge as i32);
    assert_eq!(byte, 1);
}

#[test]
fn a_grow_buffer_lends_its_bytes_until_the_next_push() {
    let buffer = grow_buffer_new();
    assert!(!buffer.is_null());
    for (index, value) in (0..=u8::MAX).enumerate() {
        // SAFETY: the buffer lives, and no view is used after the push that ends it.
        unsafe {
            assert_eq!(grow_buffer_len(buffer), index);
            assert_eq!(grow_buffer_push(buffer, value), BufferStatus::Ok as i32);
            let view = grow_buffer_view(buffer);
            assert_eq!(view.data, grow_buffer_as_ptr(buffer));
            let bytes = slice::from_raw_parts(view.data, view.len);
            assert!(bytes.iter().copied().eq(0..=value));
        }
    }
    // SAFETY: the buffer is not used again.
    unsafe { grow_buffer_free(buffer) };
}

#[test]
fn a_new_grow_buffer_has_no_first_byte() {
    let buffer = grow_buffer_new();
    // SAFETY: the buffer lives, and is not used after it is freed.
    unsafe {
        assert!(grow_buffer_as_ptr(buffer).is_null());
        assert_eq!(grow_buffer_view(buffer).len, 0);
        grow_buffer_free(buffer);
    }
}

#[test]
fn a_view_is_not_a_copy() {
    let bytes = [1, 2, 3];
    let view = view_bytes(bytes.as_ptr(), bytes.len());
    assert_eq!((view.data, view.len), (bytes.as_ptr(), 3));
}

#[test]
fn checksum_of_views() {
    let view = view_bytes(b"Wikipedia".as_ptr(), 9);
    // SAFETY: the text is static.
    assert_eq!(unsafe { buffer_checksum(view) }, 0x11E6_0398);
    // SAFETY: a view without bytes is not read.
    assert_eq!(unsafe { buffer_checksum(view_bytes(ptr::null(), 0)) }, 1);
}

#[test]
fn a_negative_value_unwinds() {
    assert_eq!(may_panic(7), 7);
    let payload = catch_unwind(|| may_panic(-1)).expect_err("negative values panic");
    assert_eq!(
        payload.downcast_ref::<String>().map(String::as_str),
        Some("-1 is negative")
    );
}
