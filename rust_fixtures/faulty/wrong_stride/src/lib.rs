//! Fault: [`matrix_diagonal`] walks a row-major matrix as if its rows were `rows` elements long.
//!
//! Every access stays inside the matrix, whatever its shape, so nothing crashes, and a square
//! matrix shows nothing: only another shape, with other elements where the diagonal ought to be,
//! gives a wrong answer.

#![deny(improper_ctypes_definitions, missing_docs, unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]

/// Copies the main diagonal of `a` to `diagonal`; the answer is its length.
///
/// # Safety
///
/// `a` is aligned and stands at the start of `rows * cols` initialised elements, which nobody
/// writes to during the call. `diagonal` is aligned and stands at the start of `min(rows, cols)`
/// elements, initialised or not, which nobody else uses during the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn matrix_diagonal(
    a: *const f64,
    rows: usize,
    cols: usize,
    diagonal: *mut f64,
) -> usize {
    let len = rows.min(cols);
    for i in 0..len {
        let index = i * rows + i; // the fault: a row has `cols` elements
        // SAFETY: there are `len` elements at `diagonal`. With n = `len`, the last `index` is
        // (n - 1) * (rows + 1), which is below `rows * cols`: if n is `rows`, it is below n * n;
        // if n is `cols`, it is `rows * cols - (rows - cols) - 1`.
        unsafe { diagonal.add(i).write(a.add(index).read()) };
    }
    len
}
