//! Function pointers: bare, optional, named, in structs, taking others.
use std::ffi::{c_char, c_int, c_void};

pub type Visit = extern "C" fn(user_data: *mut c_void, key: *const c_char, value: c_int) -> bool;
pub type Release = unsafe extern "C" fn(*mut c_void);
pub type Compare = Option<unsafe extern "C" fn(*const c_void, *const c_void) -> c_int>;

#[repr(C)]
pub struct Hooks {
    user_data: *mut c_void,
    on_open: Option<extern "C" fn(user_data: *mut c_void) -> c_int>,
    on_item: Option<extern "C" fn(*mut c_void, *const c_char, c_int) -> bool>,
    on_close: Option<unsafe extern "C" fn(*mut c_void)>,
    handlers: [Option<extern "C" fn(u32)>; 4],
}

#[repr(C)]
pub struct Plugin {
    version: u32,
    create: extern "C" fn(config: *const c_char) -> *mut c_void,
    process: extern "C" fn(instance: *mut c_void, samples: *mut f32, count: usize) -> c_int,
    destroy: Option<unsafe extern "C" fn(*mut c_void)>,
}

#[no_mangle]
pub unsafe extern "C" fn hooks_run(hooks: *const Hooks) -> c_int {
    let hooks = unsafe { &*hooks };
    hooks.on_open.map_or(0, |open| open(hooks.user_data))
}

#[no_mangle]
pub extern "C" fn each(visit: Visit, user_data: *mut c_void) {
    visit(user_data, b"key\0".as_ptr().cast(), 1);
}

#[no_mangle]
pub unsafe extern "C" fn sort(base: *mut c_void, count: usize, width: usize, compare: Compare) {
    let _ = (base, count, width, compare);
}

#[no_mangle]
pub extern "C" fn on_signal(handler: Option<extern "C" fn(c_int)>) -> Option<extern "C" fn(c_int)> {
    handler
}

#[no_mangle]
pub extern "C" fn apply(f: extern "C" fn(extern "C" fn(c_int) -> c_int, c_int) -> c_int) -> usize {
    f as usize
}

#[no_mangle]
pub unsafe extern "C" fn plugin_register(plugin: *const Plugin, release: Release, next: Visit) -> bool {
    let _ = (release, next);
    !plugin.is_null()
}
