/* Settings of a server. */
#ifndef MISSING_FIELD_H
#define MISSING_FIELD_H

#include <stddef.h>
#include <stdint.h>

/* What to listen to. */
typedef struct Listener {
    uint32_t address;
    uint16_t port;
    uint16_t backlog;
} Listener;

/* How long to wait. */
typedef struct Limits {
    uint64_t connect_ms;
    uint64_t read_ms;
} Limits;

/* How much to keep. */
typedef struct Cache {
    uint64_t entries;
    uint64_t bytes;
} Cache;

#ifdef __cplusplus
extern "C" {
#endif

/* The port. */
uint16_t listener_port(const Listener *listener);

/* The sum of both. */
uint64_t limits_total(const Limits *limits);

/* The larger of both. */
uint64_t cache_larger(const Cache *cache);

#ifdef __cplusplus
}
#endif

#endif /* MISSING_FIELD_H */
