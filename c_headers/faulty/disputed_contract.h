/* Bytes and numbers, with a contract in the header. */
#ifndef DISPUTED_CONTRACT_H
#define DISPUTED_CONTRACT_H

#include <stddef.h>
#include <stdint.h>

#include "../ffisafe.h"

#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 10
#define READS(pointer, size) __attribute__((access(read_only, pointer, size)))
#define NOT_NULL __attribute__((nonnull))
#else
#define READS(pointer, size)
#define NOT_NULL
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The sum of `len` bytes. */
uint32_t checksum(const uint8_t *data, size_t len) NOT_NULL;

/* Writes `len` zeros. */
void clear(uint8_t *to FFISAFE_OUT FFISAFE_BYTES(len), size_t len);

/* The mean of `len` values. */
double blend(const double *values, size_t len) READS(1, 2);

#ifdef __cplusplus
}
#endif

#endif /* DISPUTED_CONTRACT_H */
