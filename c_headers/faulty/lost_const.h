/* Views of bytes that belong to others. */
#ifndef LOST_CONST_H
#define LOST_CONST_H

#include <stddef.h>
#include <stdint.h>

struct view {
    const uint8_t *data;
    size_t len;
};

#ifdef __cplusplus
extern "C" {
#endif

/* The sum of the bytes. */
uint64_t sum(const uint8_t *data, size_t len);

/* How many of the names are NULL. */
size_t missing(const char *const *names, size_t count);

/* The name of the library. */
char *library_name(void);

/* Calls visit with the context. */
void visit(void (*visit)(void *context), void *context);

/* How long a view is. */
size_t view_len(const struct view *view);

#ifdef __cplusplus
}
#endif

#endif /* LOST_CONST_H */
