//! Matrix products behind a C ABI: `c_headers/matrix.h` is the documentation for callers.
//!
//! The library allocates ([`matmul`] and [`matrix_free`]) or the caller does ([`matmul_into`]),
//! and both layouts of a matrix in memory are served.

#![deny(improper_ctypes_definitions, missing_docs, unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]

mod kernel;

use std::{ptr, slice};

use kernel::View;

/// The largest product that the library allocates, so that whether a call fails follows from its
/// arguments as long as there is memory at all.
pub const MATRIX_MAX_ELEMENTS: usize = 1 << 24;

/// What the functions that return an `i32` answer.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatrixStatus {
    /// The product was written.
    Ok = 0,
    /// The dimensions do not fit together.
    Mismatch = -1,
    /// A matrix is larger than an object can be.
    TooLarge = -2,
}

/// A product that the library allocated: a boxed slice of `rows * cols` elements, taken apart.
#[repr(C)]
#[derive(Debug)]
pub struct MatrixResult {
    /// The elements, row-major; null if the call failed, and only then.
    pub data: *mut f64,
    /// How many rows there are.
    pub rows: usize,
    /// How many columns there are.
    pub cols: usize,
}

impl MatrixResult {
    const FAILED: Self = Self {
        data: ptr::null_mut(),
        rows: 0,
        cols: 0,
    };

    fn new(data: Box<[f64]>, rows: usize, cols: usize) -> Self {
        Self {
            data: Box::into_raw(data).cast(),
            rows,
            cols,
        }
    }
}

/// The matrix at `data`; an error if an object cannot be that large or the rows overlap.
///
/// # Safety
///
/// If the matrix has elements, `data` is aligned and stands at the start of
/// `(rows - 1) * stride + cols` initialised ones, which nobody writes to during `'a`.
unsafe fn view<'a>(
    data: *const f64,
    rows: usize,
    cols: usize,
    stride: usize,
) -> Result<View<'a>, MatrixStatus> {
    let extent = kernel::extent(rows, cols, stride).ok_or(MatrixStatus::TooLarge)?;
    let elements = if extent == 0 {
        &[]
    } else {
        // SAFETY: there are `extent` elements by the caller's promise; `extent` keeps within
        // `isize::MAX` bytes.
        unsafe { slice::from_raw_parts(data, extent) }
    };
    View::new(elements, rows, cols, stride).ok_or(MatrixStatus::Mismatch)
}

/// The product in memory of its own; `None` if there is none, or no memory for it.
fn allocate_product(a: View<'_>, b: View<'_>) -> Option<MatrixResult> {
    let (rows, cols) = kernel::product_shape(a, b)?;
    let elements = rows
        .checked_mul(cols)
        .filter(|&elements| elements <= MATRIX_MAX_ELEMENTS)?;
    let mut product = Vec::new();
    product.try_reserve_exact(elements).ok()?;
    product.resize(elements, 0.0);
    kernel::multiply_add(a, b, &mut product);
    Some(MatrixResult::new(product.into_boxed_slice(), rows, cols))
}

/// Writes the product to `c`, of which `shape` are the dimensions.
///
/// # Safety
///
/// If the product has elements, `c` is aligned and stands at the start of as many as `shape` says,
/// initialised or not, which nobody else reads or writes during the call.
unsafe fn write_product(
    a: View<'_>,
    b: View<'_>,
    c: *mut f64,
    shape: (usize, usize),
) -> Result<(), MatrixStatus> {
    if kernel::product_shape(a, b) != Some(shape) {
        return Err(MatrixStatus::Mismatch);
    }
    let (rows, cols) = shape;
    let extent = kernel::extent(rows, cols, cols).ok_or(MatrixStatus::TooLarge)?;
    if extent == 0 {
        return Ok(());
    }
    // SAFETY: there is room for `extent` elements by the caller's promise. Zero bytes make an
    // element 0.0, so that all of them are initialised when the slice is made, and nobody else
    // uses them while it lives.
    let product = unsafe {
        ptr::write_bytes(c, 0, extent);
        slice::from_raw_parts_mut(c, extent)
    };
    kernel::multiply_add(a, b, product);
    Ok(())
}

fn status(result: Result<(), MatrixStatus>) -> i32 {
    result.err().unwrap_or(MatrixStatus::Ok) as i32
}

/// The product of two row-major matrices; failed if the inner dimensions differ, if it would have
/// more than [`MATRIX_MAX_ELEMENTS`] elements, or if there is no memory for it.
///
/// # Safety
///
/// `a` and `b` are aligned and stand at the start of `a_rows * a_cols` and `b_rows * b_cols`
/// initialised elements, which nobody writes to during the call. The address of a matrix without
/// elements does not matter.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn matmul(
    a: *const f64,
    a_rows: usize,
    a_cols: usize,
    b: *const f64,
    b_rows: usize,
    b_cols: usize,
) -> MatrixResult {
    // SAFETY: dense matrices are strided ones; the caller promises the same.
    unsafe { matmul_strided(a, a_rows, a_cols, a_cols, b, b_rows, b_cols, b_cols) }
}

/// The product of two row-major matrices whose rows begin `a_stride` and `b_stride` elements
/// apart; failed also if a stride is smaller than a row.
///
/// # Safety
///
/// As for [`matmul`], with `(rows - 1) * stride + cols` elements.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn matmul_strided(
    a: *const f64,
    a_rows: usize,
    a_cols: usize,
    a_stride: usize,
    b: *const f64,
    b_rows: usize,
    b_cols: usize,
    b_stride: usize,
) -> MatrixResult {
    // SAFETY: the caller promises what `view` demands, for as long as this call.
    let operands = unsafe {
        view(a, a_rows, a_cols, a_stride)
            .and_then(|a| view(b, b_rows, b_cols, b_stride).map(|b| (a, b)))
    };
    operands
        .ok()
        .and_then(|(a, b)| allocate_product(a, b))
        .unwrap_or(MatrixResult::FAILED)
}

/// Frees a product; nothing happens if it failed.
///
/// # Safety
///
/// `m` is what [`matmul`] or [`matmul_strided`] returned, unchanged, and was not freed before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn matrix_free(m: MatrixResult) {
    if m.data.is_null() {
        return;
    }
    let elements = ptr::slice_from_raw_parts_mut(m.data, m.rows * m.cols);
    // SAFETY: this is the boxed slice that `MatrixResult::new` took apart, by the caller's promise.
    drop(unsafe { Box::from_raw(elements) });
}

/// Writes the product of two row-major matrices to a third; nothing, if the status is not
/// [`MatrixStatus::Ok`].
///
/// # Safety
///
/// As for [`matmul`]; `c` is aligned and stands at the start of `c_rows * c_cols` elements,
/// initialised or not, which overlap neither `a` nor `b` and nobody else uses during the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn matmul_into(
    a: *const f64,
    a_rows: usize,
    a_cols: usize,
    b: *const f64,
    b_rows: usize,
    b_cols: usize,
    c: *mut f64,
    c_rows: usize,
    c_cols: usize,
) -> i32 {
    // SAFETY: the caller promises what `view` and `write_product` demand, for as long as this
    // call.
    status(unsafe {
        view(a, a_rows, a_cols, a_cols).and_then(|a| {
            let b = view(b, b_rows, b_cols, b_cols)?;
            write_product(a, b, c, (c_rows, c_cols))
        })
    })
}

/// Writes the product of two column-major matrices to a third; nothing, if the status is not
/// [`MatrixStatus::Ok`].
///
/// # Safety
///
/// As for [`matmul_into`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn matmul_colmajor(
    a: *const f64,
    a_rows: usize,
    a_cols: usize,
    b: *const f64,
    b_rows: usize,
    b_cols: usize,
    c: *mut f64,
    c_rows: usize,
    c_cols: usize,
) -> i32 {
    // A column-major matrix is its transpose, row-major, and the transpose of a product is the
    // product of the transposes in the other order.
    // SAFETY: what the caller promises is symmetric in the two operands.
    unsafe { matmul_into(b, b_cols, b_rows, a, a_cols, a_rows, c, c_cols, c_rows) }
}
