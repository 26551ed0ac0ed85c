use std::ffi::{c_char, c_int, c_void};

#[repr(C)]
pub struct OptsV1 { size: usize, flags: u32, level: u8, reserved: [u8; 3] }
#[repr(C)]
pub struct OptsV2 { size: usize, flags: u32, level: u8, _reserved: [u8; 3], seed: u64, name: *const c_char }
#[repr(C, packed)]
#[derive(Clone, Copy)]
pub struct WireHeader { magic: [u8; 4], version: u16, length: u32, timestamp: u64 }
#[repr(C, align(16))]
pub struct Block([u8; 16]);
#[repr(C)]
pub struct Stats { hits: u64, misses: i64, block: Block }

static STATS: Stats = Stats { hits: 0, misses: 0, block: Block([0; 16]) };

#[unsafe(no_mangle)]
pub extern "C" fn lib_init(opts: &OptsV1) -> c_int { if opts.reserved == [0; 3] { opts.level.into() } else { -1 } }
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lib_init2(opts: *const OptsV2) -> c_int { unsafe { (*opts).flags as c_int } }
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lib_header(bytes: *const c_void, length: usize, out: *mut WireHeader) -> c_int {
    if length < size_of::<WireHeader>() { return -1; }
    unsafe { out.write_unaligned(bytes.cast::<WireHeader>().read_unaligned()) };
    0
}
#[unsafe(no_mangle)]
pub extern "C" fn lib_version() -> u32 { 2 }
#[unsafe(no_mangle)]
pub extern "C" fn lib_stats() -> *const Stats { &STATS }
