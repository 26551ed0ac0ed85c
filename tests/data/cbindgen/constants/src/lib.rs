//! Constants of every kind, and global variables.
pub const MAX_NAME: usize = 64;
pub const VERSION: u32 = 0x0001_0203;
pub const LOWEST: i64 = -42;
pub const RATIO: f64 = 0.75;
pub const ENABLED: bool = true;
pub const SEPARATOR: u8 = b'/';

#[repr(C)]
pub struct Limits {
    low: i32,
    high: i32,
    name: [u8; MAX_NAME],
}

impl Limits {
    pub const SPAN: i32 = 100;
}

#[no_mangle]
pub static DEFAULT_LIMITS: Limits = Limits { low: 0, high: Limits::SPAN, name: [0; MAX_NAME] };

#[no_mangle]
pub static REVISION: u32 = VERSION;

#[no_mangle]
pub static mut COUNTER: u64 = 0;

#[no_mangle]
pub static TABLE: [u16; 8] = [0; 8];

#[no_mangle]
pub unsafe extern "C" fn limits_check(limits: *const Limits) -> bool {
    unsafe { (*limits).low <= (*limits).high }
}
