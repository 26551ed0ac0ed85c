//! The exported functions, called as C calls them.

use std::mem::{MaybeUninit, offset_of};
use std::ptr;

use matrix::{
    MATRIX_MAX_ELEMENTS, MatrixResult, MatrixStatus, matmul, matmul_colmajor, matmul_into,
    matmul_strided, matrix_free,
};

const A: [f64; 6] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]; // 2 x 3
const B: [f64; 6] = [7.0, 8.0, 9.0, 10.0, 11.0, 12.0]; // 3 x 2
const AB: [f64; 4] = [58.0, 64.0, 139.0, 154.0];

/// The elements of a product, which is freed; `None` if it failed.
fn take(m: MatrixResult) -> Option<(Vec<f64>, usize, usize)> {
    let (rows, cols) = (m.rows, m.cols);
    let elements = (!m.data.is_null()).then(|| {
        // SAFETY: a product that did not fail has `rows * cols` elements.
        unsafe { std::slice::from_raw_parts(m.data, rows * cols) }.to_vec()
    });
    // SAFETY: `m` is as the library returned it, and is not used again.
    unsafe { matrix_free(m) };
    elements.map(|elements| (elements, rows, cols))
}

#[test]
fn the_result_has_the_layout_of_the_header() {
    assert_eq!(offset_of!(MatrixResult, data), 0);
    assert_eq!(offset_of!(MatrixResult, rows), size_of::<usize>());
    assert_eq!(offset_of!(MatrixResult, cols), 2 * size_of::<usize>());
    assert_eq!(size_of::<MatrixResult>(), 3 * size_of::<usize>());
}

#[test]
fn matmul_allocates_the_product() {
    // SAFETY: the dimensions are those of the arrays.
    let product = unsafe { matmul(A.as_ptr(), 2, 3, B.as_ptr(), 3, 2) };
    assert_eq!(take(product), Some((AB.to_vec(), 2, 2)));
}

#[test]
fn matmul_fails_on_a_mismatch() {
    // SAFETY: the dimensions are those of the arrays.
    let product = unsafe { matmul(A.as_ptr(), 2, 3, B.as_ptr(), 2, 3) };
    assert_eq!(take(product), None);
}

#[test]
fn matmul_fails_where_sizes_overflow() {
    // SAFETY: no operand has elements.
    let overflowing = unsafe { matmul(ptr::null(), usize::MAX, 0, ptr::null(), 0, usize::MAX) };
    assert_eq!(take(overflowing), None);
    // SAFETY: the operands are too large to be read.
    let unreadable = unsafe { matmul(A.as_ptr(), 1, usize::MAX, B.as_ptr(), usize::MAX, 1) };
    assert_eq!(take(unreadable), None);
}

#[test]
fn matmul_allocates_no_more_than_its_limit() {
    // SAFETY: no operand has elements.
    let product = unsafe { matmul(ptr::null(), MATRIX_MAX_ELEMENTS + 1, 0, ptr::null(), 0, 1) };
    assert_eq!(take(product), None);
}

#[test]
fn a_product_without_elements_did_not_fail() {
    // SAFETY: no operand has elements.
    let product = unsafe { matmul(ptr::null(), usize::MAX, 0, ptr::null(), 0, 0) };
    assert_eq!(take(product), Some((vec![], usize::MAX, 0)));
}

#[test]
fn an_empty_inner_dimension_gives_zeros() {
    // SAFETY: no operand has elements.
    let product = unsafe { matmul(ptr::null(), 2, 0, ptr::null(), 0, 3) };
    assert_eq!(take(product), Some((vec![0.0; 6], 2, 3)));
}

#[test]
fn a_failed_product_may_be_freed() {
    let failed = MatrixResult {
        data: ptr::null_mut(),
        rows: 3,
        cols: 5,
    };
    // SAFETY: null data is accepted.
    unsafe { matrix_free(failed) };
}

#[test]
fn strides_skip_what_lies_between_rows() {
    let a = [1.0, 2.0, 3.0, f64::NAN, 4.0, 5.0, 6.0];
    let b = [7.0, 8.0, f64::NAN, 9.0, 10.0, f64::NAN, 11.0, 12.0];
    // SAFETY: the last rows end where the arrays end.
    let product = unsafe { matmul_strided(a.as_ptr(), 2, 3, 4, b.as_ptr(), 3, 2, 3) };
    assert_eq!(take(product), Some((AB.to_vec(), 2, 2)));
}

#[test]
fn a_stride_smaller_than_a_row_fails() {
    // SAFETY: the arrays are larger than the matrices.
    let product = unsafe { matmul_strided(A.as_ptr(), 2, 3, 2, B.as_ptr(), 3, 2, 2) };
    assert_eq!(take(product), None);
}

#[test]
fn matmul_into_fills_uninitialised_memory() {
    let mut c = [MaybeUninit::<f64>::uninit(); 4];
    // SAFETY: the dimensions are those of the arrays.
    let status = unsafe {
        matmul_into(
            A.as_ptr(),
            2,
            3,
            B.as_ptr(),
            3,
            2,
            c.as_mut_ptr().cast(),
            2,
            2,
        )
    };
    assert_eq!(status, MatrixStatus::Ok as i32);
    // SAFETY: the call has written every element.
    assert_eq!(c.map(|element| unsafe { element.assume_init() }), AB);
}

#[test]
fn matmul_into_writes_nothing_on_a_mismatch() {
    for (c_rows, c_cols) in [(4, 1), (1, 4), (1, 2), (0, 2)] {
        let mut c = [-1.0; 4];
        // SAFETY: `c` has at least as many elements as its dimensions say.
        let status = unsafe {
            matmul_into(
                A.as_ptr(),
                2,
                3,
                B.as_ptr(),
                3,
                2,
                c.as_mut_ptr(),
                c_rows,
                c_cols,
            )
        };
        assert_eq!(status, MatrixStatus::Mismatch as i32);
        assert_eq!(c, [-1.0; 4]);
    }
}

#[test]
fn matmul_into_fails_where_sizes_overflow() {
    let max = usize::MAX;
    // SAFETY: `a` and `b` have no elements, and `c` is too large to be written.
    let status = unsafe {
        matmul_into(
            ptr::null(),
            max,
            0,
            ptr::null(),
            0,
            max,
            ptr::null_mut(),
            max,
            max,
        )
    };
    assert_eq!(status, MatrixStatus::TooLarge as i32);
}

#[test]
fn matmul_into_accepts_matrices_without_elements() {
    // SAFETY: no matrix has elements.
    let status =
        unsafe { matmul_into(ptr::null(), 0, 3, ptr::null(), 3, 0, ptr::null_mut(), 0, 0) };
    assert_eq!(status, MatrixStatus::Ok as i32);
}

#[test]
fn column_major_is_not_the_product_of_the_transposes() {
    let a = [1.0, 4.0, 2.0, 5.0, 3.0, 6.0];
    let b = [7.0, 9.0, 11.0, 8.0, 10.0, 12.0];
    let mut c = [0.0; 4];
    // SAFETY: the dimensions are those of the arrays.
    let status =
        unsafe { matmul_colmajor(a.as_ptr(), 2, 3, b.as_ptr(), 3, 2, c.as_mut_ptr(), 2, 2) };
    assert_eq!(status, MatrixStatus::Ok as i32);
    assert_eq!(c, [58.0, 139.0, 64.0, 154.0]);
}

#[test]
fn column_major_checks_its_own_dimensions() {
    let mut c = [-1.0; 6];
    // SAFETY: the dimensions are those of the arrays.
    let status =
        unsafe { matmul_colmajor(A.as_ptr(), 2, 3, B.as_ptr(), 2, 3, c.as_mut_ptr(), 2, 3) };
    assert_eq!(status, MatrixStatus::Mismatch as i32);
    assert_eq!(c, [-1.0; 6]);
}
