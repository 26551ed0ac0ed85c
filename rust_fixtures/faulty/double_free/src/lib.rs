//! Fault: [`note_clear`] frees the text and keeps its address, so [`note_free`] frees it again.
//!
//! Clearing twice is harmless, because the length is reset: the note must be cleared while it has
//! a text, and then freed.

#![deny(improper_ctypes_definitions, missing_docs, unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]

use std::alloc::{alloc, Layout};
use std::mem::ManuallyDrop;
use std::{ptr, slice};

/// A text as the parts of a `Vec`.
#[derive(Debug)]
pub struct Note {
    text: *mut u8,
    len: usize,
    capacity: usize,
}

impl Note {
    fn new(text: Vec<u8>) -> Self {
        let mut text = ManuallyDrop::new(text);
        Self {
            text: text.as_mut_ptr(),
            len: text.len(),
            capacity: text.capacity(),
        }
    }

    fn clear(&mut self) {
        if self.len == 0 {
            return;
        }
        // SAFETY: these are the parts of the `Vec` that `new` took apart.
        drop(unsafe { Vec::from_raw_parts(self.text, self.len, self.capacity) });
        self.len = 0; // the fault: `text` and `capacity` stay
    }
}

impl Drop for Note {
    fn drop(&mut self) {
        // SAFETY: these are the parts of the `Vec` that `new` took apart; untrue once `clear` has
        // dropped it.
        drop(unsafe { Vec::from_raw_parts(self.text, self.len, self.capacity) });
    }
}

/// A note with a copy of the text, which belongs to the caller, for [`note_free`]; null if there
/// is no memory.
///
/// # Safety
///
/// `text` stands at the start of `len` initialised bytes, which nobody writes to during the call.
/// Without bytes the address does not matter.
#[no_mangle]
pub unsafe extern "C" fn note_new(text: *const u8, len: usize) -> *mut Note {
    let bytes = if len == 0 {
        &[]
    } else {
        // SAFETY: there are `len` bytes by the caller's promise.
        unsafe { slice::from_raw_parts(text, len) }
    };
    let mut copy = Vec::new();
    if copy.try_reserve_exact(len).is_err() {
        return ptr::null_mut();
    }
    copy.extend_from_slice(bytes);
    // SAFETY: a `Note` is not of size zero.
    let note: *mut Note = unsafe { alloc(Layout::new::<Note>()) }.cast();
    if !note.is_null() {
        // SAFETY: the allocation has the layout of what is written to it.
        unsafe { note.write(Note::new(copy)) };
    }
    note
}

/// How many bytes the text has.
///
/// # Safety
///
/// `note` is what [`note_new`] returned, not freed, and nobody changes it during the call.
#[no_mangle]
pub unsafe extern "C" fn note_len(note: *const Note) -> usize {
    // SAFETY: the note lives, by the caller's promise.
    unsafe { (*note).len }
}

/// Drops the text.
///
/// # Safety
///
/// `note` is what [`note_new`] returned, not freed, and nobody else uses it during the call.
#[no_mangle]
pub unsafe extern "C" fn note_clear(note: *mut Note) {
    // SAFETY: the note lives, and for now is ours alone, by the caller's promise.
    unsafe { &mut *note }.clear();
}

/// Frees the note with its text.
///
/// # Safety
///
/// `note` is what [`note_new`] returned, and not freed before.
#[no_mangle]
pub unsafe extern "C" fn note_free(note: *mut Note) {
    // SAFETY: `note_new` allocated it as a box would, and the caller gives it up.
    drop(unsafe { Box::from_raw(note) });
}
