//! Names that are not those of the source, and attributes on functions.
#[export_name = "link_open"]
pub extern "C" fn open_it(flags: u32) -> i32 {
    flags as i32
}

#[must_use]
#[no_mangle]
pub extern "C" fn link_close(descriptor: i32) -> bool {
    descriptor >= 0
}

#[no_mangle]
pub extern "C" fn link_abort() -> ! {
    std::process::abort()
}

#[no_mangle]
pub extern "C" fn link_ignore(_: u8, _unused: u16, mut number: u32) -> u32 {
    number += 1;
    number
}

#[no_mangle]
pub extern "C" fn link_nothing() {}

#[no_mangle]
pub extern "C" fn link_unit(value: u8) -> () {
    let _ = value;
}
