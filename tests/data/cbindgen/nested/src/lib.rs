//! Structs in structs, arrays of structs, lists that refer to themselves.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Point {
    x: f32,
    y: f32,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Segment {
    from: Point,
    to: Point,
    tag: u8,
}

#[repr(C)]
pub struct Polygon {
    corners: [Point; 4],
    sides: [[Segment; 2]; 3],
    first: *const Segment,
    next: *mut Polygon,
}

#[no_mangle]
pub extern "C" fn segment_length(segment: Segment) -> f32 {
    (segment.to.x - segment.from.x).hypot(segment.to.y - segment.from.y)
}

#[no_mangle]
pub extern "C" fn point_new(x: f32, y: f32) -> Point {
    Point { x, y }
}

#[no_mangle]
pub unsafe extern "C" fn polygon_next(polygon: *const Polygon) -> *mut Polygon {
    unsafe { (*polygon).next }
}
