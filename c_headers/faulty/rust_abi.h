/* Rectangles. */
#ifndef RUST_ABI_H
#define RUST_ABI_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

uint32_t area(uint32_t width, uint32_t height);
uint32_t circumference(uint32_t width, uint32_t height);
__attribute__((ms_abi)) double diagonal(double width, double height);

#ifdef __cplusplus
}
#endif

#endif /* RUST_ABI_H */
