//! Fault: fields have other types than in the header: another width, sign, kind, pointee and length; and one variant of [`Shape`].

/// One sample. The faults: every field but `level`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// Wider.
    pub time_ms: u64,
    /// As in the header.
    pub level: i32,
    /// An integer.
    pub gain: u32,
    /// Signed.
    pub channel: i32,
    /// To wider ones.
    pub values: *const u32,
    /// Longer.
    pub label: [u8; 16],
}

/// The fault: `left` is narrower. Nothing is said about [`Outer`], which holds it.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Inner {
    /// Narrower.
    pub left: i16,
    /// As in the header.
    pub right: i32,
}

/// Two levels deep.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Outer {
    /// Two of them.
    pub inner: [Inner; 2],
    /// After them.
    pub last: i32,
}

/// A shape. The fault: the rectangle has floats.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// The radius.
    Circle(f32),
    /// Two sides.
    Rect {
        /// A float.
        width: f32,
        /// As in the header.
        height: i32,
    },
}

/// The level.
#[unsafe(no_mangle)]
pub extern "C" fn sample_level(sample: &Sample) -> i32 {
    sample.level
}

/// The sum.
#[unsafe(no_mangle)]
pub extern "C" fn outer_sum(outer: &Outer) -> i32 {
    outer.inner.iter().map(|one| one.right).sum::<i32>() + outer.last
}

/// The area.
#[unsafe(no_mangle)]
pub extern "C" fn shape_area(shape: &Shape) -> f64 {
    match *shape {
        Shape::Circle(radius) => f64::from(radius).powi(2) * std::f64::consts::PI,
        Shape::Rect { width, height } => f64::from(width) * f64::from(height),
    }
}
