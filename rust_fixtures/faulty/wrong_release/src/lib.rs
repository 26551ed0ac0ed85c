//! Fault: the contract names release functions that cannot release anything.
//!
//! One was renamed, one lost its `no_mangle`, one takes another type and one another number of
//! arguments.

#![deny(improper_ctypes_definitions, missing_docs, unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]

/// A picture.
#[derive(Debug)]
pub struct Picture {
    pixels: u64,
}

/// The frame of a picture.
#[derive(Debug)]
pub struct Frame {
    width: u64,
}

/// A picture of some pixels, for [`picture_free`].
#[unsafe(no_mangle)]
pub extern "C" fn picture_new(pixels: u64) -> *mut Picture {
    Box::into_raw(Box::new(Picture { pixels }))
}

/// A picture like another.
///
/// # Safety
///
/// `picture` is one that this library made.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn picture_clone(picture: *const Picture) -> *mut Picture {
    // SAFETY: the picture lives, by the caller's promise.
    picture_new(unsafe { &*picture }.pixels)
}

/// The frame around a picture, for [`frame_free`].
///
/// # Safety
///
/// `picture` is one that this library made.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn frame_new(picture: *const Picture) -> *mut Frame {
    // SAFETY: the picture lives, by the caller's promise.
    let width = unsafe { &*picture }.pixels;
    Box::into_raw(Box::new(Frame { width }))
}

/// How wide a frame is.
///
/// # Safety
///
/// `frame` is one that this library made.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn frame_width(frame: *const Frame) -> u64 {
    // SAFETY: the frame lives, by the caller's promise.
    unsafe { &*frame }.width
}

/// A frame like another.
///
/// # Safety
///
/// `frame` is one that this library made.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn frame_clone(frame: *const Frame) -> *mut Frame {
    // SAFETY: the frame lives, by the caller's promise.
    let width = unsafe { &*frame }.width;
    Box::into_raw(Box::new(Frame { width }))
}

/// Frees a picture.
///
/// # Safety
///
/// `picture` is one that this library made, and not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn picture_free(picture: *mut Picture) {
    // SAFETY: it was boxed, and the caller gives it up.
    drop(unsafe { Box::from_raw(picture) });
}
