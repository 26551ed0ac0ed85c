/* What the library tells of itself. */
#ifndef VARIABLE_TYPE_H
#define VARIABLE_TYPE_H

#include <stddef.h>
#include <stdint.h>

/* A version. */
typedef struct Version {
    uint32_t major;
    uint32_t minor;
} Version;

#ifdef __cplusplus
extern "C" {
#endif

/* How many calls there were. */
extern uint32_t library_calls;

/* The primes below 12. */
extern const int32_t library_primes[5];

/* The version. */
extern const Version library_version;

/* What the caller may set. */
extern int32_t library_limit;

#ifdef __cplusplus
}
#endif

#endif /* VARIABLE_TYPE_H */
