use std::ffi::{c_char, c_int, CString};

pub struct Table { strings: Vec<CString> }

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Str { ptr: *const c_char, len: usize }

#[repr(C)]
pub struct Entry { key: Str, value: Str, flags: u16 }

#[repr(transparent)]
pub struct Text(*const c_char);
unsafe impl Sync for Text {}

const fn text(bytes: &'static [u8]) -> Text { Text(bytes.as_ptr() as *const c_char) }

#[unsafe(no_mangle)]
#[allow(non_upper_case_globals)]
pub static strtab_keywords: [Text; 4] = [text(b"if\0"), text(b"else\0"), text(b"for\0"), text(b"while\0")];

#[unsafe(no_mangle)]
pub extern "C" fn strtab_new(capacity: usize) -> *mut Table {
    Box::into_raw(Box::new(Table { strings: Vec::with_capacity(capacity.min(1024)) }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn strtab_free(tab: *mut Table) {
    if !tab.is_null() { drop(unsafe { Box::from_raw(tab) }) }
}

#[unsafe(no_mangle)]
pub extern "C" fn strtab_len(tab: &Table) -> usize { tab.strings.len() }

#[unsafe(no_mangle)]
pub extern "C" fn strtab_get(tab: &Table, index: usize) -> Str {
    match tab.strings.get(index) {
        Some(text) => Str { ptr: text.as_ptr(), len: text.as_bytes().len() },
        None => Str { ptr: std::ptr::null(), len: 0 },
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn strtab_lookup(tab: *const Table, key: Str, out: *mut Entry) -> c_int {
    let _ = tab;
    unsafe { out.write(Entry { key, value: key, flags: 1 }) };
    1
}

#[unsafe(no_mangle)]
pub extern "C" fn strtab_to_array(tab: &Table, count: &mut usize) -> *mut *mut c_char {
    let array: Box<[*mut c_char]> = tab.strings.iter().map(|text| text.clone().into_raw()).collect();
    *count = array.len();
    Box::into_raw(array).cast()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn strtab_array_free(array: *mut *mut c_char, count: usize) {
    let array = unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(array, count)) };
    for text in array.iter() { drop(unsafe { CString::from_raw(*text) }) }
}
