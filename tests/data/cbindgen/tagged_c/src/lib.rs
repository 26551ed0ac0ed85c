//! Enums with data: a tag, and a union beside it.
#[repr(C)]
#[derive(Clone, Copy)]
pub enum Shape {
    Nothing,
    Circle(f64),
    Rectangle { width: f32, height: f32, filled: bool },
    Pair(u8, u32),
}

#[repr(C)]
pub enum Tree {
    Leaf(Shape),
    Node { left: *mut Tree, right: *mut Tree },
}

#[repr(C)]
pub struct Scene {
    shapes: [Shape; 2],
    id: u16,
}

#[no_mangle]
pub unsafe extern "C" fn shape_area(shape: *const Shape) -> f64 {
    match unsafe { *shape } {
        Shape::Nothing => 0.0,
        Shape::Circle(radius) => radius * radius * 3.0,
        Shape::Rectangle { width, height, .. } => f64::from(width * height),
        Shape::Pair(a, b) => f64::from(a) * f64::from(b),
    }
}

#[no_mangle]
pub extern "C" fn shape_default() -> Shape {
    Shape::Circle(1.0)
}

#[no_mangle]
pub unsafe extern "C" fn scene_id(scene: *const Scene) -> u16 {
    unsafe { (*scene).id }
}

#[no_mangle]
pub unsafe extern "C" fn tree_is_leaf(tree: *const Tree) -> bool {
    matches!(unsafe { &*tree }, Tree::Leaf(_))
}
