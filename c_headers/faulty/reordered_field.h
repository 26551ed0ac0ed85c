/* Samples of a recorder. */
#ifndef REORDERED_FIELD_H
#define REORDERED_FIELD_H

#include <stdint.h>

typedef struct Sample {
    uint64_t time_ns; /* since the recorder was started */
    uint32_t channel;
    uint32_t flags;
    double value;
} Sample;

#ifdef __cplusplus
extern "C" {
#endif

/* The channel on which the sample was recorded. */
uint32_t sample_channel(const Sample *sample);

#ifdef __cplusplus
}
#endif

#endif /* REORDERED_FIELD_H */
