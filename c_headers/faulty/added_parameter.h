/* Smoothing of samples. */
#ifndef ADDED_PARAMETER_H
#define ADDED_PARAMETER_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Smooths count samples in place. */
void blur(float *samples, size_t count);

/* The largest of the samples. */
float larger(float first, float second, float third);

#ifdef __cplusplus
}
#endif

#endif /* ADDED_PARAMETER_H */
