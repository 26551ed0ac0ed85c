/* Ratios. */
#ifndef ESCAPING_PANIC_H
#define ESCAPING_PANIC_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

uint32_t ratio(uint32_t part, uint32_t whole);
uint32_t ratio_or_zero(uint32_t part, uint32_t whole);

#ifdef __cplusplus
}
#endif

#endif /* ESCAPING_PANIC_H */
