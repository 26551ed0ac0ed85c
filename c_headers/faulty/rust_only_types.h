/* A bit of everything. */
#ifndef RUST_ONLY_TYPES_H
#define RUST_ONLY_TYPES_H

#include <stddef.h>
#include <stdint.h>

struct range {
    uint32_t low;
    uint32_t high;
};

struct bytes;

#ifdef __cplusplus
extern "C" {
#endif

extern const char *const LIBRARY_NAME;

size_t text_length(const char *text);
double total(const double *values, size_t count);
struct range bounds(uint32_t value);
void bytes_free(struct bytes *bytes);
size_t bytes_len(const struct bytes *bytes);
uint32_t wait(uint32_t seconds);
double shape_area(const void *shape);
int32_t apply(int32_t (*change)(int32_t value), int32_t value);
void log_to(void (*sink)(const char *text));
uint32_t shared_value(const uint32_t *value);
double norm(const double vector[3]);

#ifdef __cplusplus
}
#endif

#endif /* RUST_ONLY_TYPES_H */
