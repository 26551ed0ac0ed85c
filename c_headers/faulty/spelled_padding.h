/* Readings of a sensor. */
#ifndef SPELLED_PADDING_H
#define SPELLED_PADDING_H

struct reading {
    double value;
    float error;
};

#ifdef __cplusplus
extern "C" {
#endif

double upper_end(struct reading reading);
struct reading doubled(const struct reading *reading);

#ifdef __cplusplus
}
#endif

#endif /* SPELLED_PADDING_H */
