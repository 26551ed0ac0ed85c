//! Packed and over-aligned structs and unions.
#[repr(C, packed)]
pub struct Header {
    kind: u8,
    length: u32,
    checksum: u16,
}

#[repr(C, align(16))]
pub struct Lane {
    values: [f32; 3],
}

#[repr(C, align(64))]
pub struct Line {
    header: Header,
    used: u8,
    lane: Lane,
}

#[repr(C, packed)]
pub union Word {
    whole: u64,
    halves: [u32; 2],
}

#[no_mangle]
pub unsafe extern "C" fn header_length(header: *const Header) -> u32 {
    unsafe { (*header).length }
}

#[no_mangle]
pub unsafe extern "C" fn line_use(line: *mut Line) {
    unsafe { (*line).used += 1 }
}

#[no_mangle]
pub unsafe extern "C" fn word_low(word: *const Word) -> u32 {
    unsafe { (*word).halves[0] }
}
