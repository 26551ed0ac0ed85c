//! Fault: types without a `repr` cross the boundary: their layout is what this rustc chose.

#![allow(improper_ctypes_definitions)] // which is what rustc says of the fault

/// A place. The fault: no `repr`, though today's layout is C's.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// To the right.
    pub x: f64,
    /// Up.
    pub y: f64,
}

/// A place with what is known of it. The fault: no `repr`, and today's layout is another.
#[derive(Clone, Copy, Debug)]
pub struct Label {
    /// What it is.
    pub kind: u8,
    /// Which it is.
    pub number: u32,
    /// How it is drawn.
    pub color: u8,
    /// Where it is.
    pub place: Place,
}

/// Where to. The fault: no `repr`, so that it is one byte.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub enum Side {
    Left,
    Right,
}

/// A number that C knows as one. The fault: no `transparent`.
#[derive(Clone, Copy, Debug)]
pub struct Number(pub u32);

/// A map: C has its address alone, so that its layout is nobody's business.
#[derive(Debug)]
pub struct Map {
    side: Side,
}

/// The number of a label.
#[unsafe(no_mangle)]
pub extern "C" fn label_number(label: &Label) -> u32 {
    label.number
}

/// Where the reader looks.
#[unsafe(no_mangle)]
pub extern "C" fn map_side(map: &Map) -> Side {
    map.side
}

/// The distance between two maps.
#[unsafe(no_mangle)]
pub extern "C" fn map_distance(a: Number, b: Number) -> u32 {
    a.0.abs_diff(b.0)
}
