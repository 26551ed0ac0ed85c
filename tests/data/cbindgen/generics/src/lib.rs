//! Instances of generic types.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Range<T> {
    start: T,
    end: T,
}

#[repr(C)]
pub struct Slice<T> {
    data: *const T,
    len: usize,
}

#[repr(C)]
pub struct Both<A, B> {
    first: A,
    second: Range<B>,
}

#[repr(C, u8)]
pub enum Outcome<T, E> {
    Good(T),
    Bad(E),
}

#[repr(C)]
pub struct Grid<const N: usize> {
    cells: [i32; N],
}

pub type Bytes = Slice<u8>;

#[no_mangle]
pub extern "C" fn range_length(range: Range<u64>) -> u64 {
    range.end - range.start
}

#[no_mangle]
pub extern "C" fn range_middle(range: Range<f32>) -> f32 {
    (range.start + range.end) / 2.0
}

#[no_mangle]
pub extern "C" fn bytes_length(bytes: Bytes) -> usize {
    bytes.len
}

#[no_mangle]
pub extern "C" fn both_first(both: Both<u8, i16>) -> u8 {
    both.first
}

#[no_mangle]
pub extern "C" fn divide(a: i32, b: i32) -> Outcome<i32, Range<i32>> {
    if b == 0 {
        return Outcome::Bad(Range { start: a, end: b });
    }
    Outcome::Good(a / b)
}

#[no_mangle]
pub unsafe extern "C" fn slices_total(slices: *const Slice<Range<u8>>) -> usize {
    unsafe { (*slices).len }
}
