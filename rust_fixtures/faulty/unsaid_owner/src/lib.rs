//! Fault: pointers come out of the library, and neither header nor contract says who owns them.
//!
//! One comes as a result, one through an out parameter, one in a struct by value. The title is lent,
//! the copy is given away: the types are the same, so that a caller has to guess.

#![deny(improper_ctypes_definitions, missing_docs, unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]

use std::ffi::{CStr, CString, c_char};

/// A book with a title.
#[derive(Debug)]
pub struct Book {
    title: CString,
}

/// Bytes somewhere.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Text {
    /// The first of them.
    pub data: *const u8,
    /// How many there are.
    pub len: usize,
}

/// Opens the book with the given title, for [`book_close`].
///
/// # Safety
///
/// `title` is a string that ends with a zero.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn book_open(title: *const c_char) -> *mut Book {
    // SAFETY: it is a string, by the caller's promise.
    let title = unsafe { CStr::from_ptr(title) }.to_owned();
    Box::into_raw(Box::new(Book { title }))
}

/// The book's title, which stays the book's.
///
/// # Safety
///
/// `book` is what [`book_open`] returned, and not closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn book_title(book: *const Book) -> *const c_char {
    // SAFETY: the book lives, by the caller's promise.
    unsafe { &*book }.title.as_ptr()
}

/// Puts a copy of the title at `out`, which the caller shall release with [`book_string_free`].
///
/// # Safety
///
/// `book` is what [`book_open`] returned, and not closed; `out` may be written to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn book_copy_title(book: *const Book, out: *mut *mut c_char) -> i32 {
    // SAFETY: the book lives, by the caller's promise.
    let copy = unsafe { &*book }.title.clone();
    // SAFETY: the caller lets us write there.
    unsafe { out.write(copy.into_raw()) };
    0
}

/// The title's bytes, which stay the book's.
///
/// # Safety
///
/// `book` is what [`book_open`] returned, and not closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn book_text(book: *const Book) -> Text {
    // SAFETY: the book lives, by the caller's promise.
    let bytes = unsafe { &*book }.title.as_bytes();
    Text {
        data: bytes.as_ptr(),
        len: bytes.len(),
    }
}

/// Releases what [`book_copy_title`] put out.
///
/// # Safety
///
/// `text` is what [`book_copy_title`] put out, and not released.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn book_string_free(text: *mut c_char) {
    // SAFETY: it was made by `CString::into_raw`, and the caller gives it up.
    drop(unsafe { CString::from_raw(text) });
}

/// Closes a book.
///
/// # Safety
///
/// `book` is what [`book_open`] returned, and not closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn book_close(book: *mut Book) {
    // SAFETY: `book_open` boxed it, and the caller gives it up.
    drop(unsafe { Box::from_raw(book) });
}
