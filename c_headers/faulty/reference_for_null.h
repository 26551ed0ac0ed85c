/* Weights. */
#ifndef REFERENCE_FOR_NULL_H
#define REFERENCE_FOR_NULL_H

#include <stdint.h>

struct entry {
    uint32_t weight;
    const struct entry *next; /* NULL: the last */
};

#ifdef __cplusplus
extern "C" {
#endif

uint32_t entry_weight(const struct entry *entry);
void weight_clear(uint32_t *weight);
uint32_t *weight_new(void);
void weight_free(uint32_t *weight);
void tell(void (*listener)(uint32_t weight), uint32_t *at);
uint32_t count(const uint32_t *first, const uint32_t *second, void (*third)(void));

#ifdef __cplusplus
}
#endif

#endif /* REFERENCE_FOR_NULL_H */
