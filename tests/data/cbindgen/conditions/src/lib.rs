//! Functions and fields that are only sometimes there.
#[repr(C)]
pub struct Options {
    level: u32,
    #[cfg(feature = "extra")]
    extra: u64,
    #[cfg(target_os = "linux")]
    descriptor: i32,
    #[cfg(target_os = "windows")]
    handle: *mut u8,
}

#[no_mangle]
pub unsafe extern "C" fn options_level(options: *const Options) -> u32 {
    unsafe { (*options).level }
}

#[cfg(feature = "extra")]
#[no_mangle]
pub unsafe extern "C" fn options_extra(options: *const Options) -> u64 {
    unsafe { (*options).extra }
}

#[cfg(target_os = "windows")]
#[no_mangle]
pub unsafe extern "C" fn options_handle(options: *const Options) -> *mut u8 {
    unsafe { (*options).handle }
}
