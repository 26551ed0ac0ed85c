//! Enums without data, of every representation.
#[repr(C)]
#[derive(Clone, Copy)]
pub enum Shade {
    Light,
    MediumGrey = 5,
    Dark,
}

#[repr(u8)]
#[derive(Clone, Copy)]
pub enum Small {
    One = 1,
    Last = 255,
}

#[repr(i8)]
pub enum Signed {
    Low = -128,
    Zero = 0,
    High = 127,
}

#[repr(u16)]
pub enum Medium {
    Mild,
    Strong = 0xffff,
}

#[repr(i16)]
pub enum MediumSigned {
    Before = -1,
    After,
}

#[repr(u32)]
pub enum Large {
    Nothing,
    Everything = 0xffff_ffff,
}

#[repr(i32)]
pub enum LargeSigned {
    Failed = -1,
    Done,
}

#[repr(u64)]
pub enum Huge {
    Empty,
    Full = 0x8000_0000_0000_0000,
}

#[repr(i64)]
pub enum HugeSigned {
    Bottom = -0x7fff_ffff_ffff_ffff,
    Middle = 0,
}

#[repr(usize)]
pub enum Word {
    First,
    Second,
}

#[repr(C)]
pub struct Mixed {
    shade: Shade,
    small: Small,
    signed: Signed,
    medium: Medium,
    medium_signed: MediumSigned,
    large: Large,
    large_signed: LargeSigned,
    huge: Huge,
    huge_signed: HugeSigned,
    word: Word,
}

#[no_mangle]
pub extern "C" fn shade_darker(shade: Shade) -> Shade {
    match shade {
        Shade::Light => Shade::MediumGrey,
        _ => Shade::Dark,
    }
}

#[no_mangle]
pub extern "C" fn small_next(small: Small) -> LargeSigned {
    match small {
        Small::One => LargeSigned::Done,
        Small::Last => LargeSigned::Failed,
    }
}

#[no_mangle]
pub unsafe extern "C" fn mixed_clear(mixed: *mut Mixed) {
    unsafe { (*mixed).shade = Shade::Light }
}
