/* Colours. */
#ifndef ENUM_CONSTANTS_H
#define ENUM_CONSTANTS_H

#include <stddef.h>
#include <stdint.h>

/* Three colours. */
typedef enum Color {
    COLOR_RED,
    COLOR_GREEN = 2,
    COLOR_BLUE = 4,
    COLOR_DEFAULT = COLOR_RED,
    COLOR_COUNT,
    COLOR_FORCE_32BIT = 0x7fffffff,
} Color;

/* One is new in the header, and moves the others. */
typedef enum {
    kShapeNone,
    kShapePoint,
    kShapeLine,
    kShapeArea,
} Shape;

/* How it went: functions return an int32_t. */
enum paint_status {
    PAINT_STATUS_OK = 0,
    PAINT_STATUS_NO_MEMORY = -1,
    PAINT_STATUS_BUSY = -2,
};

enum EventTag {
    EVENT_KEY = 1,
    EVENT_CLICK = 2,
};

/* What happened. */
typedef struct Event {
    uint8_t tag;
    union {
        uint8_t key;
        uint8_t click;
    };
} Event;

#ifdef __cplusplus
extern "C" {
#endif

/* The colour of the pen. */
Color pen_color(void);

/* The shape of the pen. */
Shape pen_shape(void);

/* Lifts the pen. */
int32_t pen_lift(void);

/* Which key or button. */
uint8_t event_code(const Event *event);

#ifdef __cplusplus
}
#endif

#endif /* ENUM_CONSTANTS_H */
