/* Parts of matrices. Matrices are row-major: element (i, j) is at index i * cols + j. */
#ifndef WRONG_STRIDE_H
#define WRONG_STRIDE_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Copies the main diagonal of `a` to `diagonal`, which has room for the smaller of `rows` and
 * `cols`. Returns how many elements that is.
 */
size_t matrix_diagonal(const double *a, size_t rows, size_t cols, double *diagonal);

#ifdef __cplusplus
}
#endif

#endif /* WRONG_STRIDE_H */
