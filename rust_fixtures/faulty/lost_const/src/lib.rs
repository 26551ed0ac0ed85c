//! Fault: `const` stands on one side alone: of a parameter, of what an inner pointer points to,
//! of a result, in a callback, in a field.

#![deny(improper_ctypes_definitions, missing_docs, unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]

use core::ffi::{c_char, c_void};

/// A view of bytes that belong to somebody else; the header lets nobody write to them.
#[repr(C)]
pub struct View {
    /// The first byte.
    pub data: *mut u8,
    /// How many there are.
    pub len: usize,
}

/// Adds up bytes, and must not write to them.
///
/// # Safety
///
/// `data` stands at `len` initialised bytes, which nobody else uses during the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sum(data: *mut u8, len: usize) -> u64 {
    // SAFETY: they are there, by the caller's promise.
    let bytes = unsafe { core::slice::from_raw_parts(data, len) };
    bytes.iter().copied().map(u64::from).sum()
}

/// How many of `count` names are missing.
///
/// # Safety
///
/// `names` stands at `count` pointers, which nobody writes to during the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn missing(names: *const *mut c_char, count: usize) -> usize {
    // SAFETY: they are there, by the caller's promise.
    let names = unsafe { core::slice::from_raw_parts(names, count) };
    names.iter().filter(|name| name.is_null()).count()
}

/// The library's name, which nobody may write to.
#[unsafe(no_mangle)]
pub extern "C" fn library_name() -> *const c_char {
    c"lost_const".as_ptr()
}

/// Hands the context to the callback, which the header lets write to it.
///
/// # Safety
///
/// `visit` can be called with `context`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn visit(
    visit: unsafe extern "C" fn(context: *const c_void),
    context: *mut c_void,
) {
    // SAFETY: by the caller's promise.
    unsafe { visit(context) }
}

/// How long a view is.
///
/// # Safety
///
/// `view` stands at an initialised view, which nobody writes to during the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn view_len(view: *const View) -> usize {
    // SAFETY: the view is there, by the caller's promise.
    unsafe { (*view).len }
}
