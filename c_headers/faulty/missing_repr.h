/* Places. */
#ifndef MISSING_REPR_H
#define MISSING_REPR_H

#include <stddef.h>
#include <stdint.h>

/* A place. */
typedef struct Place {
    double x;
    double y;
} Place;

/* A place with what is known of it. */
typedef struct Label {
    uint8_t kind;
    uint32_t number;
    uint8_t color;
    Place place;
} Label;

/* Where to. */
typedef enum Side {
    SIDE_LEFT,
    SIDE_RIGHT,
} Side;

/* A map: C has its address alone. */
typedef struct Map Map;

#ifdef __cplusplus
extern "C" {
#endif

/* The number of a label. */
uint32_t label_number(const Label *label);

/* Where the reader looks. */
Side map_side(const Map *map);

/* The distance between two maps, which are numbers to C. */
uint32_t map_distance(uint32_t a, uint32_t b);

#ifdef __cplusplus
}
#endif

#endif /* MISSING_REPR_H */
