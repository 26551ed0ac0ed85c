/* Shapes and samples. */
#ifndef RETYPED_FIELD_H
#define RETYPED_FIELD_H

#include <stddef.h>
#include <stdint.h>

/* One sample. */
typedef struct Sample {
    uint32_t time_ms;
    int32_t level;
    float gain;
    uint32_t channel;
    const uint16_t *values;
    uint8_t label[8];
} Sample;

typedef struct Inner {
    int32_t left;
    int32_t right;
} Inner;

/* Two levels deep. */
typedef struct Outer {
    Inner inner[2];
    int32_t last;
} Outer;

typedef enum ShapeTag {
    SHAPE_CIRCLE,
    SHAPE_RECT,
} ShapeTag;

typedef struct ShapeRect {
    int32_t width;
    int32_t height;
} ShapeRect;

/* A Rust enum with data. */
typedef struct Shape {
    ShapeTag tag;
    union {
        struct {
            float circle;
        };
        ShapeRect rect;
    };
} Shape;

#ifdef __cplusplus
extern "C" {
#endif

/* The level. */
int32_t sample_level(const Sample *sample);

/* The sum. */
int32_t outer_sum(const Outer *outer);

/* The area. */
double shape_area(const Shape *shape);

#ifdef __cplusplus
}
#endif

#endif /* RETYPED_FIELD_H */
