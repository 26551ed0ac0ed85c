use std::ffi::{c_char, c_int, c_void};
use std::mem::size_of;

#[repr(C)]
pub struct Host {
    pub abi: u32,
    pub this: *mut c_void,
    pub log: Option<unsafe extern "C" fn(this: *mut c_void, level: c_int, text: *const c_char)>,
    pub alloc: Option<unsafe extern "C" fn(this: *mut c_void, size: usize, align: usize) -> *mut c_void>,
    pub dealloc: Option<unsafe extern "C" fn(this: *mut c_void, ptr: *mut c_void, size: usize, align: usize)>,
}

#[repr(C)]
pub struct Param { pub name: *const c_char, pub min: f64, pub max: f64, pub value: f64 }

#[repr(C)]
pub struct Vtable {
    pub abi: u32,
    pub size: u32,
    pub name: extern "C" fn() -> *const c_char,
    pub create: unsafe extern "C" fn(host: *const Host) -> *mut c_void,
    pub destroy: unsafe extern "C" fn(instance: *mut c_void),
    pub process: unsafe extern "C" fn(instance: *mut c_void, inputs: *const *const f32, outputs: *mut *mut f32, frames: u32) -> bool,
    pub param_count: extern "C" fn(instance: *const c_void) -> u32,
    pub param: extern "C" fn(instance: *const c_void, index: u32) -> *const Param,
    pub reserved: [*mut c_void; 4],
}
unsafe impl Sync for Vtable {}

extern "C" fn name() -> *const c_char { b"gain\0".as_ptr().cast() }
unsafe extern "C" fn create(_host: *const Host) -> *mut c_void { Box::into_raw(Box::new(1.0f32)).cast() }
unsafe extern "C" fn destroy(instance: *mut c_void) { drop(unsafe { Box::from_raw(instance.cast::<f32>()) }) }
unsafe extern "C" fn process(_: *mut c_void, _: *const *const f32, _: *mut *mut f32, frames: u32) -> bool { frames > 0 }
extern "C" fn param_count(_: *const c_void) -> u32 { 0 }
extern "C" fn param(_: *const c_void, _: u32) -> *const Param { std::ptr::null() }

static VTABLE: Vtable = Vtable {
    abi: 3, size: size_of::<Vtable>() as u32, name, create, destroy, process, param_count, param, reserved: [std::ptr::null_mut(); 4],
};

#[unsafe(no_mangle)]
pub extern "C" fn plugin_entry(host_abi: u32) -> Option<&'static Vtable> { (host_abi == 3).then_some(&VTABLE) }

#[unsafe(no_mangle)]
pub extern "C" fn plugin_register(vtable: &Vtable, host: &Host) -> c_int { c_int::from(vtable.abi != host.abi) }
