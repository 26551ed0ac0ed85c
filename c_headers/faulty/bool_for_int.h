/* Widgets. */
#ifndef BOOL_FOR_INT_H
#define BOOL_FOR_INT_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

uint32_t set_visible(int visible);
uint32_t set_enabled(uint8_t enabled);
bool is_letter(uint32_t character);
bool negated(bool value);

#ifdef __cplusplus
}
#endif

#endif /* BOOL_FOR_INT_H */
