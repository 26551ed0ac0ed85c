/* Sums of numbers. */
#ifndef MISNAMED_EXTENT_H
#define MISNAMED_EXTENT_H

#include <stddef.h>

#include "../ffisafe.h"

/* Weights of a sum: the extent names a floating-point number. */
typedef struct {
    const double *data FFISAFE_COUNT(scale);
    size_t len;
    double scale;
} Weights;

#ifdef __cplusplus
extern "C" {
#endif

/* The sum of `len` values. */
double sum(const double *values, size_t len);

/* The sum of `len` values, each multiplied with `factor`. */
double scaled_sum(const double *values, size_t len, double factor);

/* The sum of weights. */
double weights_sum(const Weights *weights);

#ifdef __cplusplus
}
#endif

#endif /* MISNAMED_EXTENT_H */
