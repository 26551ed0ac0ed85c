//! Readings of instruments behind a C ABI: `c_headers/instruments.h` is the documentation for callers.
//!
//! What it computes is simple. It is here for its types: every kind that a C ABI can carry, once.

#![deny(improper_ctypes_definitions, missing_docs, unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]
#![allow(clippy::missing_safety_doc)] // the header says what callers promise

mod types;

use std::ffi::{CStr, c_char, c_void};
use std::slice;
use std::sync::atomic::{AtomicU32, Ordering};

pub use types::*;

/// The version of the library.
#[unsafe(no_mangle)]
pub static INSTRUMENTS_VERSION: u32 = 3;

/// The smallest and the largest value of each of two ranges.
#[unsafe(no_mangle)]
pub static INSTRUMENTS_LIMITS: [f64; 4] = [-1.0, 1.0, 0.0, 100.0];

/// Where places are counted from.
#[unsafe(no_mangle)]
pub static INSTRUMENTS_ORIGIN: Point = Point {
    x: 0.0,
    y: 0.0,
    z: 0.0,
};

/// How many instruments were made.
#[unsafe(no_mangle)]
pub static INSTRUMENTS_MADE: AtomicU32 = AtomicU32::new(0);

/// An instrument: C sees its address alone.
#[derive(Debug)]
pub struct Instrument {
    name: String,
    channel: u32,
    readings: Vec<Reading>,
}

#[unsafe(no_mangle)]
#[allow(missing_docs)]
pub unsafe extern "C" fn instrument_new(name: *const c_char, channel: u32) -> *mut Instrument {
    // SAFETY: a string ends with NUL, by the caller's promise.
    let name = unsafe { CStr::from_ptr(name) };
    INSTRUMENTS_MADE.fetch_add(1, Ordering::Relaxed);
    Box::into_raw(Box::new(Instrument {
        name: name.to_string_lossy().into_owned(),
        channel,
        readings: Vec::new(),
    }))
}

#[unsafe(no_mangle)]
#[allow(missing_docs)]
pub unsafe extern "C" fn instrument_free(instrument: *mut Instrument) {
    if !instrument.is_null() {
        // SAFETY: it is what `instrument_new` returned, by the caller's promise.
        drop(unsafe { Box::from_raw(instrument) });
    }
}

#[unsafe(no_mangle)]
#[allow(missing_docs)]
pub unsafe extern "C" fn instrument_name(
    instrument: *const Instrument,
    buffer: *mut c_char,
    size: usize,
) -> usize {
    // SAFETY: the instrument lives, by the caller's promise.
    let name = unsafe { &(*instrument).name };
    // SAFETY: there is room for `size` bytes, by the caller's promise.
    unsafe { std::ptr::copy_nonoverlapping(name.as_ptr(), buffer.cast(), size.min(name.len())) };
    name.len()
}

#[unsafe(no_mangle)]
#[allow(missing_docs)]
pub unsafe extern "C" fn instrument_add(
    instrument: *mut Instrument,
    reading: *const Reading,
) -> Outcome {
    // SAFETY: both are there, by the caller's promise.
    let (instrument, reading) = unsafe { (&mut *instrument, *reading) };
    if reading.channel != instrument.channel {
        return Outcome::Refused;
    }
    instrument.readings.push(reading);
    Outcome::Done
}

#[unsafe(no_mangle)]
#[allow(missing_docs)]
pub unsafe extern "C" fn instrument_readings(
    instrument: *const Instrument,
    count: *mut usize,
) -> *const Reading {
    // SAFETY: the instrument lives, by the caller's promise.
    let readings = unsafe { &(*instrument).readings };
    // SAFETY: there is room for a number, by the caller's promise.
    unsafe { count.write(readings.len()) };
    readings.as_ptr()
}

#[unsafe(no_mangle)]
#[allow(missing_docs)]
pub unsafe extern "C" fn instrument_last(instrument: *const Instrument) -> Reading {
    // SAFETY: the instrument lives, by the caller's promise.
    let readings = unsafe { &(*instrument).readings };
    readings.last().copied().unwrap_or_default()
}

#[unsafe(no_mangle)]
#[allow(missing_docs)]
pub unsafe extern "C" fn instrument_unit(instrument: *const Instrument) -> Unit {
    // SAFETY: the instrument lives, by the caller's promise.
    match unsafe { (*instrument).channel } {
        0 => Unit::Celsius,
        1 => Unit::Pascal,
        2 => Unit::Volt,
        _ => Unit::Ampere,
    }
}

#[unsafe(no_mangle)]
#[allow(missing_docs)]
pub unsafe extern "C" fn instrument_quality(instrument: *const Instrument) -> Quality {
    // SAFETY: the instrument lives, by the caller's promise.
    match unsafe { (*instrument).readings.len() } {
        0 => Quality::Bad,
        1 => Quality::Doubtful,
        _ => Quality::Good,
    }
}

#[unsafe(no_mangle)]
#[allow(missing_docs)]
pub unsafe extern "C" fn reading_is_valid(reading: *const Reading) -> bool {
    // SAFETY: the reading is there, by the caller's promise.
    unsafe { (*reading).value.is_finite() }
}

#[unsafe(no_mangle)]
#[allow(missing_docs)]
pub unsafe extern "C" fn instrument_each(
    instrument: *const Instrument,
    callback: ReadingCallback,
    context: *mut c_void,
) -> u64 {
    // SAFETY: the instrument lives, by the caller's promise.
    let readings = unsafe { &(*instrument).readings };
    for reading in readings {
        callback(context, reading);
    }
    readings.len() as u64
}

#[unsafe(no_mangle)]
#[allow(missing_docs)]
pub unsafe extern "C" fn instrument_observe(
    instrument: *const Instrument,
    observer: *mut Observer,
) {
    // SAFETY: both are there, by the caller's promise.
    let (readings, observer) = unsafe { (&(*instrument).readings, &mut *observer) };
    for reading in readings {
        if (observer.wants)(observer.context, reading.channel, reading.value) {
            (observer.on_reading)(observer.context, reading);
            observer.told += 1;
        }
    }
}

#[unsafe(no_mangle)]
#[allow(missing_docs)]
pub extern "C" fn point_add(a: Point, b: Point) -> Point {
    Point {
        x: a.x + b.x,
        y: a.y + b.y,
        z: a.z + b.z,
    }
}

#[unsafe(no_mangle)]
#[allow(missing_docs)]
pub unsafe extern "C" fn point_distance(a: *const Point, b: *const Point) -> f64 {
    // SAFETY: both are there, by the caller's promise.
    let (a, b) = unsafe { (*a, *b) };
    (a.x - b.x).hypot(a.y - b.y).hypot(a.z - b.z)
}

#[unsafe(no_mangle)]
#[allow(missing_docs)]
pub unsafe extern "C" fn points_sort(points: *mut Point, count: usize, order: PointOrder) {
    if count == 0 {
        return;
    }
    // SAFETY: there are `count` places, by the caller's promise.
    let points = unsafe { slice::from_raw_parts_mut(points, count) };
    points.sort_by(|a, b| order(a, b).cmp(&0));
}

#[unsafe(no_mangle)]
#[allow(missing_docs)]
pub unsafe extern "C" fn calibration_default(calibration: *mut Calibration) {
    let neutral = Calibration {
        offset: 0.0,
        slope: 1.0,
        table: [0; 6],
        origin: Point::default(),
        corners: [Point::default(); 2],
        name: c"neutral".as_ptr(),
    };
    // SAFETY: there is room for a calibration, by the caller's promise.
    unsafe { calibration.write(neutral) };
}

#[unsafe(no_mangle)]
#[allow(missing_docs)]
pub unsafe extern "C" fn calibration_apply(calibration: *const Calibration, raw: f32) -> f32 {
    // SAFETY: the calibration is there, by the caller's promise.
    let (offset, slope) = unsafe { ((*calibration).offset, (*calibration).slope) };
    raw.mul_add(slope, offset)
}

#[unsafe(no_mangle)]
#[allow(missing_docs)]
pub extern "C" fn word_from_value(value: f32) -> Word {
    Word { value }
}

#[unsafe(no_mangle)]
#[allow(missing_docs)]
pub extern "C" fn message_empty(kind: u16) -> Message {
    Message {
        kind,
        length: 0,
        word: Word { bits: 0 },
        payload: Payload { whole: 0 },
    }
}

#[unsafe(no_mangle)]
#[allow(missing_docs)]
pub extern "C" fn wire_header(version: u8, length: u32) -> WireHeader {
    let checksum = u16::from(version) ^ (length & 0xFFFF) as u16 ^ (length >> 16) as u16;
    WireHeader {
        version,
        length,
        checksum,
    }
}

#[unsafe(no_mangle)]
#[allow(missing_docs)]
pub unsafe extern "C" fn wire_checksum(header: *const WireHeader) -> u16 {
    // SAFETY: the header is there, by the caller's promise.
    let header = unsafe { *header };
    wire_header(header.version, header.length).checksum
}

#[unsafe(no_mangle)]
#[allow(missing_docs)]
pub extern "C" fn block_scale(block: Block, factor: f32) -> Block {
    Block {
        lanes: block.lanes.map(|lane| lane * factor),
    }
}

#[unsafe(no_mangle)]
#[allow(missing_docs)]
pub unsafe extern "C" fn blocks_sum(blocks: *const Block, count: usize, sum: *mut Block) {
    let mut total = Block::default();
    for index in 0..count {
        // SAFETY: there are `count` blocks, by the caller's promise.
        let block = unsafe { *blocks.add(index) };
        for (lane, more) in total.lanes.iter_mut().zip(block.lanes) {
            *lane += more;
        }
    }
    // SAFETY: there is room for a block, by the caller's promise.
    unsafe { sum.write(total) };
}

#[unsafe(no_mangle)]
#[allow(missing_docs)]
pub extern "C" fn command_wait(milliseconds: u32) -> Command {
    if milliseconds == 0 {
        return Command::Stop;
    }
    Command::Wait(milliseconds)
}

#[unsafe(no_mangle)]
#[allow(missing_docs)]
pub extern "C" fn command_move(x: i16, y: i16) -> Command {
    Command::Move { x, y }
}

#[unsafe(no_mangle)]
#[allow(missing_docs)]
pub extern "C" fn event_key(code: u8, count: u16) -> Event {
    if count == 0 {
        return Event::Level {
            channel: 0,
            value: 0,
        };
    }
    Event::Key { code, count }
}

#[unsafe(no_mangle)]
#[allow(missing_docs)]
pub unsafe extern "C" fn event_idle(event: *mut Event) {
    // SAFETY: there is room for an event, by the caller's promise.
    unsafe { event.write(Event::Idle) };
}

#[unsafe(no_mangle)]
#[allow(missing_docs)]
pub extern "C" fn mean_of(a: i8, b: i16, c: i32, d: i64, e: f32, weight: f64) -> f64 {
    let sum = f64::from(a) + f64::from(b) + f64::from(c) + d as f64 + f64::from(e);
    sum * weight / 5.0
}
