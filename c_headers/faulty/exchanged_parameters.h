/* Copies of numbers. */
#ifndef EXCHANGED_PARAMETERS_H
#define EXCHANGED_PARAMETERS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Copies count numbers from source to target; the two do not overlap. */
void copy_numbers(double *target, double *source, size_t count);

#ifdef __cplusplus
}
#endif

#endif /* EXCHANGED_PARAMETERS_H */
