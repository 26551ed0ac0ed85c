/* A queue. */
#ifndef MISSPELT_EXPORT_H
#define MISSPELT_EXPORT_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How many wait, at most. */
extern const uint32_t queue_limit;

void queue_push(void);
uint32_t queue_length(void);
void queue_clear(void);

/* A function of the header's own, which no library has to export. */
static inline int queue_is_empty(void) { return queue_length() == 0; }

#ifdef __cplusplus
}
#endif

#endif /* MISSPELT_EXPORT_H */
