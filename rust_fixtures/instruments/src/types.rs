//! The types that cross the boundary, in the order of the header.

use std::ffi::{c_char, c_void};

/// What is measured.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Unit {
    Celsius,
    Pascal = 10,
    Volt,
    Ampere = 20,
}

/// How good a reading is.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Quality {
    Good = 0,
    Doubtful = 1,
    Bad = 7,
}

/// How a measurement ended.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Outcome {
    Failed = -2,
    Refused = -1,
    Done = 0,
}

/// A place.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[allow(missing_docs)]
pub struct Point {
    pub x: f64,
    pub y: f64,
    pub z: f64,
}

/// One measurement.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[allow(missing_docs)]
pub struct Reading {
    pub time_ns: u64,
    pub value: f64,
    pub channel: u32,
    pub flags: u16,
    /// A [`Quality`], or what a caller takes for one.
    pub quality: u8,
    pub gain: i8,
}

/// How raw values become measured ones.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct Calibration {
    pub offset: f32,
    pub slope: f32,
    pub table: [i32; 6],
    pub origin: Point,
    pub corners: [Point; 2],
    pub name: *const c_char,
}

/// Four bytes, read in several ways.
#[repr(C)]
#[derive(Clone, Copy)]
#[allow(missing_docs)]
pub union Word {
    pub bits: u32,
    pub number: i32,
    pub value: f32,
    pub bytes: [u8; 4],
}

/// Two halves.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct Parts {
    pub low: u32,
    pub high: u32,
}

/// What a message carries.
#[repr(C)]
#[derive(Clone, Copy)]
#[allow(missing_docs)]
pub union Payload {
    pub whole: u64,
    pub parts: Parts,
}

/// A message: what kind it is, and what it carries.
#[repr(C)]
#[derive(Clone, Copy)]
#[allow(missing_docs)]
pub struct Message {
    pub kind: u16,
    pub length: u16,
    pub word: Word,
    pub payload: Payload,
}

/// The start of a message as it is sent.
#[repr(C, packed)]
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct WireHeader {
    pub version: u8,
    pub length: u32,
    pub checksum: u16,
}

/// What one instruction of a vector unit takes.
#[repr(C, align(16))]
#[derive(Clone, Copy, Debug, Default)]
#[allow(missing_docs)]
pub struct Block {
    pub lanes: [f32; 4],
}

/// What an instrument is told to do.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub enum Command {
    Wait(u32),
    Move { x: i16, y: i16 },
    Stop,
}

/// What an instrument tells.
#[repr(u8)]
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub enum Event {
    Key { code: u8, count: u16 },
    Level { channel: i8, value: i16 },
    Idle,
}

/// Is told of each reading.
pub type ReadingCallback = extern "C" fn(*mut c_void, *const Reading);

/// Which of two places comes first.
pub type PointOrder = extern "C" fn(*const Point, *const Point) -> i32;

/// Who is told of readings, and of which.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct Observer {
    pub context: *mut c_void,
    pub on_reading: ReadingCallback,
    pub wants: extern "C" fn(*mut c_void, u32, f64) -> bool,
    pub told: u64,
}
