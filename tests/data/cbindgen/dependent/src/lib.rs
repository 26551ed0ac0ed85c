//! Types and functions of another crate.
pub use shapes_core::{size_area, Size, Unit};

#[repr(C)]
pub struct Window {
    size: Size,
    unit: Unit,
    callback: shapes_core::Callback,
}

#[no_mangle]
pub unsafe extern "C" fn window_size(window: *const Window) -> Size {
    unsafe { (*window).size }
}

#[no_mangle]
pub extern "C" fn unit_is_pixel(unit: Unit) -> bool {
    matches!(unit, Unit::Pixel)
}
