/* A meter. */
#ifndef HIDDEN_SYMBOL_H
#define HIDDEN_SYMBOL_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

void meter_reset(void);
uint32_t meter_add(uint32_t amount);
uint32_t meter_take(void);

#ifdef __cplusplus
}
#endif

#endif /* HIDDEN_SYMBOL_H */
