//! A header in another style than the source.
#[repr(C)]
pub struct ImageBuffer {
    pixel_data: *mut u8,
    row_stride: usize,
    pixel_format: PixelFormat,
    clip_region: ClipRegion,
    type_: u8,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct ClipRegion {
    left_edge: i32,
    top_edge: i32,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub enum PixelFormat {
    Rgb8,
    Rgba8,
    GreyScale,
}

#[no_mangle]
pub unsafe extern "C" fn image_stride(image_buffer: *const ImageBuffer, at_row: u32) -> usize {
    unsafe { (*image_buffer).row_stride * at_row as usize }
}

#[no_mangle]
pub extern "C" fn image_region(pixel_format: PixelFormat) -> ClipRegion {
    ClipRegion { left_edge: pixel_format as i32, top_edge: 0 }
}
