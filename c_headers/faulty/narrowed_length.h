/* Checksums. */
#ifndef NARROWED_LENGTH_H
#define NARROWED_LENGTH_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The sum of count bytes; progress is told how much of them is done, from 0 to 1, unless it is NULL. */
int64_t checksum(const unsigned char *bytes, size_t count, void (*progress)(double done));

long difference(int32_t first, long second);

#ifdef __cplusplus
}
#endif

#endif /* NARROWED_LENGTH_H */
