//! What `dependent` takes its types and a function from.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

#[repr(u8)]
#[derive(Clone, Copy)]
pub enum Unit {
    Pixel,
    Point,
}

pub type Callback = Option<extern "C" fn(Size) -> Unit>;

#[no_mangle]
pub extern "C" fn size_area(size: Size) -> u64 {
    u64::from(size.width) * u64::from(size.height)
}
