//! Types that C only sees from outside.
use std::collections::HashMap;

pub struct Store {
    entries: HashMap<u32, String>,
}

pub struct Cursor<'a> {
    store: &'a Store,
    keys: Vec<u32>,
}

#[no_mangle]
pub extern "C" fn store_new() -> *mut Store {
    Box::into_raw(Box::new(Store { entries: HashMap::new() }))
}

#[no_mangle]
pub extern "C" fn store_make() -> Box<Store> {
    Box::new(Store { entries: HashMap::new() })
}

#[no_mangle]
pub extern "C" fn store_len(store: &Store) -> usize {
    store.entries.len()
}

#[no_mangle]
pub extern "C" fn store_insert(store: &mut Store, key: u32) -> bool {
    store.entries.insert(key, String::new()).is_none()
}

#[no_mangle]
pub extern "C" fn store_free(store: Option<Box<Store>>) {
    drop(store)
}

#[no_mangle]
pub extern "C" fn cursor_open(store: &Store) -> *mut Cursor<'_> {
    Box::into_raw(Box::new(Cursor { store, keys: store.entries.keys().copied().collect() }))
}

#[no_mangle]
pub unsafe extern "C" fn cursor_next(cursor: *mut Cursor<'_>, key: *mut u32) -> bool {
    let cursor = unsafe { &mut *cursor };
    match cursor.keys.pop() {
        Some(next) if cursor.store.entries.contains_key(&next) => {
            unsafe { *key = next };
            true
        }
        _ => false,
    }
}

#[no_mangle]
pub unsafe extern "C" fn cursor_close(cursor: *mut Cursor<'_>) {
    drop(unsafe { Box::from_raw(cursor) })
}
