//! Many arguments, large results, types by value of every class.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Tiny {
    a: u8,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Floats {
    a: f32,
    b: f32,
    c: f32,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Half {
    a: f64,
    b: i64,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Big {
    a: [u64; 9],
}

#[repr(C)]
pub struct Unused {
    a: u8,
    b: u16,
}

pub type Left = u8;

#[no_mangle]
pub extern "C" fn many_values(a: Tiny, b: Floats, c: Half, d: Big, e: u8, f: f32, g: Tiny, h: Half) -> Big {
    let _ = (a, b, c, e, f, g, h);
    d
}

#[no_mangle]
pub extern "C" fn many_tiny(a: Tiny) -> Tiny {
    a
}

#[no_mangle]
pub extern "C" fn many_floats(a: Floats, b: Floats, c: Floats, d: Floats, e: Floats) -> Floats {
    let _ = (b, c, d, e);
    a
}

#[no_mangle]
pub extern "C" fn many_half(a: u64, b: u64, c: u64, d: u64, e: u64, f: Half, g: Half) -> Half {
    let _ = (a, b, c, d, e, g);
    f
}
