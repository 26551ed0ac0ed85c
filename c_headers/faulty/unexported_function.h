/* A clock. */
#ifndef UNEXPORTED_FUNCTION_H
#define UNEXPORTED_FUNCTION_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

uint64_t seconds(uint64_t ticks);
uint64_t ticks(uint64_t seconds);
uint64_t ticks_per_second(void);
uint64_t clock_minutes(uint64_t ticks);

#ifdef __cplusplus
}
#endif

#endif /* UNEXPORTED_FUNCTION_H */
