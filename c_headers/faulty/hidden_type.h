/* A clock. */
#ifndef HIDDEN_TYPE_H
#define HIDDEN_TYPE_H

#include <stddef.h>
#include <stdint.h>

/* A time of day. */
typedef struct ClockTime {
    uint16_t hour;
    uint16_t minute;
} ClockTime;

/* A clock: C has its address alone. */
typedef struct Clock Clock;

#ifdef __cplusplus
extern "C" {
#endif

/* Sets the clock; 0 if the time is one. */
int32_t clock_set(Clock *clock, const ClockTime *time);

#ifdef __cplusplus
}
#endif

#endif /* HIDDEN_TYPE_H */
