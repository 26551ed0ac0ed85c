#ifndef VERSIONED_H
#define VERSIONED_H
#include <stddef.h>
#include <stdint.h>
#if __STDC_VERSION__ >= 201112L
#define VASSERT(c) _Static_assert(c, #c)
#else
#define VASSERT(c)
#endif
typedef struct opts_v1 { size_t size; uint32_t flags; uint8_t level; uint8_t reserved[3]; } opts_v1;
VASSERT(sizeof(opts_v1) == 16);
typedef struct opts_v2 { size_t size; uint32_t flags; uint8_t level; uint8_t reserved[3]; uint64_t seed; const char *name; } opts_v2;
#pragma pack(push, 1)
typedef struct wire_header { uint8_t magic[4]; uint16_t version; uint32_t length; uint64_t timestamp; } wire_header;
#pragma pack(pop)
typedef struct stats { volatile uint64_t hits; int64_t misses; _Alignas(16) uint8_t block[16]; } stats;
int lib_init(const opts_v1 *opts);
int lib_init2(const opts_v2 *opts);
int lib_header(const void *bytes, size_t length, wire_header *out);
uint32_t lib_version(void) __attribute__((const));
const stats *lib_stats(void);
#endif
