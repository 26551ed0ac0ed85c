/* Counters and numbers, made and never released. */
#ifndef MISSING_RELEASE_H
#define MISSING_RELEASE_H

#include <stddef.h>
#include <stdint.h>

typedef struct Counter Counter;

/* Numbers that belong to whoever has them. */
typedef struct {
    uint64_t *data;
    size_t len;
} Numbers;

#if defined(__GNUC__)
#define COUNTER_FRESH __attribute__((malloc))
#else
#define COUNTER_FRESH
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* A counter that stands at zero. */
Counter *counter_new(void) COUNTER_FRESH;

/* Puts a counter that stands at `events` at `out`. */
void counter_restore(uint64_t events, Counter **out);

/* Where the counter stands. */
uint64_t counter_events(const Counter *counter);

/* The numbers from zero up to `len`. */
Numbers numbers_up_to(size_t len);

#ifdef __cplusplus
}
#endif

#endif /* MISSING_RELEASE_H */
