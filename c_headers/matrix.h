/*
 * Products of matrices of doubles.
 *
 * Unless a function says otherwise, an m x n matrix is row-major: element (i, j) is at index
 * i * n + j. A pointer must be aligned for double and stand at the start of as many elements as
 * the dimensions say; a matrix without elements is never read, whatever its address.
 *
 * An element of a product is the sum of its terms in ascending order of the inner index, each
 * product and each sum rounded once. No term is skipped: NaN and infinities propagate as IEEE 754
 * has it. Over an empty inner dimension the sum is 0.
 */
#ifndef MATRIX_H
#define MATRIX_H

#include <stddef.h>
#include <stdint.h>

/* The largest product that the library allocates: 4096 x 4096 elements. */
#define MATRIX_MAX_ELEMENTS 16777216

/* What the functions that return an int32_t answer. */
enum MatrixStatus {
    MATRIX_OK = 0,
    MATRIX_MISMATCH = -1, /* the dimensions do not fit together */
    MATRIX_TOO_LARGE = -2 /* a matrix is larger than an object can be */
};

/*
 * A product that the library allocated: `rows * cols` elements, row-major. It belongs to the
 * caller, who gives it back to matrix_free unchanged. `data` is NULL if the call failed, and only
 * then; a product without elements has an address that must not be read.
 */
typedef struct MatrixResult {
    double *data;
    size_t rows;
    size_t cols;
} MatrixResult;

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The product of `a` and `b`. Fails if `a_cols != b_rows`, if the product would have more than
 * MATRIX_MAX_ELEMENTS elements, or if there is no memory for it.
 */
MatrixResult matmul(const double *a, size_t a_rows, size_t a_cols,
                    const double *b, size_t b_rows, size_t b_cols);

/*
 * As matmul, over matrices whose rows begin `a_stride` and `b_stride` elements apart. What lies
 * between two rows is not read, and the last row needs nothing after it: `a` has
 * (a_rows - 1) * a_stride + a_cols elements. Fails also if a stride is smaller than a row.
 */
MatrixResult matmul_strided(const double *a, size_t a_rows, size_t a_cols, size_t a_stride,
                            const double *b, size_t b_rows, size_t b_cols, size_t b_stride);

/* Frees a product. A failed one (`data` is NULL) is accepted, and nothing happens. */
void matrix_free(MatrixResult m);

/*
 * Writes the product of `a` and `b` to `c`, which need not be initialised and must not overlap
 * them. If the answer is not MATRIX_OK, nothing was written.
 */
int32_t matmul_into(const double *a, size_t a_rows, size_t a_cols,
                    const double *b, size_t b_rows, size_t b_cols,
                    double *c, size_t c_rows, size_t c_cols);

/*
 * As matmul_into, over matrices that are all column-major, as in Fortran and Julia: element
 * (i, j) of an m x n matrix is at index j * m + i.
 */
int32_t matmul_colmajor(const double *a, size_t a_rows, size_t a_cols,
                        const double *b, size_t b_rows, size_t b_cols,
                        double *c, size_t c_rows, size_t c_cols);

#ifdef __cplusplus
}
#endif

#endif /* MATRIX_H */
