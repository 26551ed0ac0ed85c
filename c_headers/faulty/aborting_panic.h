/* A parser. */
#ifndef ABORTING_PANIC_H
#define ABORTING_PANIC_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Both throw what Rust's panics throw. */
uint32_t parse_digit(uint8_t character);
uint32_t parse_letter(uint8_t character);

#ifdef __cplusplus
}
#endif

#endif /* ABORTING_PANIC_H */
