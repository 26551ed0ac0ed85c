/* Samples of a signal. */
#ifndef SIZELESS_FREE_H
#define SIZELESS_FREE_H

#include <stddef.h>

/* Samples in a struct. */
typedef struct {
    double *data;
    size_t len;
} Samples;

#ifdef __cplusplus
extern "C" {
#endif

/* `len` zeros, for samples_free. */
double *samples_new(size_t len);

/* `len` zeros and their number, whose `data` is for samples_free. */
Samples samples_counted(size_t len);

/* Frees samples. */
void samples_free(double *samples);

#ifdef __cplusplus
}
#endif

#endif /* SIZELESS_FREE_H */
