//! Fault: constants of enums have other values, or exist on one side alone.

/// Three colours. The faults: green has another value, and purple is not in the header.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub enum Color {
    Red,
    Green = 3,
    Blue = 4,
    Purple = 8,
}

/// Shapes. The fault: the header has points.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub enum Shape {
    None,
    Line,
    Area,
}

/// How it went. The fault: busy is another number in the header.
#[repr(i32)]
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub enum PaintStatus {
    Ok = 0,
    NoMemory = -1,
    Busy = -3,
}

/// What happened. The fault: the tags begin at another number.
#[repr(C, u8)]
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub enum Event {
    Key(u8) = 1,
    Click(u8) = 3,
}

/// The colour of the pen.
#[unsafe(no_mangle)]
pub extern "C" fn pen_color() -> Color {
    Color::Blue
}

/// The shape of the pen.
#[unsafe(no_mangle)]
pub extern "C" fn pen_shape() -> Shape {
    Shape::Line
}

/// Lifts the pen.
#[unsafe(no_mangle)]
pub extern "C" fn pen_lift() -> i32 {
    PaintStatus::Ok as i32
}

/// Which key or button.
#[unsafe(no_mangle)]
pub extern "C" fn event_code(event: &Event) -> u8 {
    match *event {
        Event::Key(code) | Event::Click(code) => code,
    }
}
