use std::ffi::{c_int, c_void};

#[repr(C)]
#[derive(Clone, Copy)]
pub struct KeyEvent { code: u32, modifiers: u8, pressed: bool }
#[repr(C)]
#[derive(Clone, Copy)]
pub struct MouseEvent { x: f64, y: f64, button: u8 }

#[repr(C)]
#[derive(Clone, Copy)]
pub enum Event {
    None,
    Key(KeyEvent),
    Mouse(MouseEvent),
    Resize { width: u16, height: u16 },
}

#[repr(u8)]
#[derive(Clone, Copy)]
pub enum Shape {
    Circle { radius: f32 },
    Square { side: f32, angle: i32 },
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn event_poll(out: *mut Event) -> bool {
    unsafe { out.write(Event::Resize { width: 1, height: 2 }) };
    true
}
#[unsafe(no_mangle)]
pub unsafe extern "C" fn event_push(event: *const Event) {
    if let Event::Key(key) = unsafe { &*event } { assert!(key.code > 0 || key.pressed || key.modifiers > 0) }
}
#[unsafe(no_mangle)]
pub extern "C" fn event_dispatch(event: Event, handler: Option<unsafe extern "C" fn(event: *const Event, ctx: *mut c_void)>, ctx: *mut c_void) -> c_int {
    if let Some(handler) = handler { unsafe { handler(&event, ctx) } }
    0
}
#[unsafe(no_mangle)]
pub extern "C" fn shape_area(shape: Shape) -> f32 {
    match shape { Shape::Circle { radius } => radius * radius * 3.14, Shape::Square { side, angle } => side * side + angle as f32 }
}
#[unsafe(no_mangle)]
pub extern "C" fn shape_unit(tag: u8) -> Shape {
    if tag == 0 { Shape::Circle { radius: 1.0 } } else { Shape::Square { side: 1.0, angle: 0 } }
}
