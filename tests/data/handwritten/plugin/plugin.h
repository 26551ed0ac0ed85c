#ifndef PLUGIN_H
#define PLUGIN_H
#include <stdint.h>
#include <stddef.h>
#include <stdbool.h>
#define PLUGIN_ABI_VERSION 3
typedef struct plugin_host {
  uint32_t abi;
  void *self;
  void (*log)(void *self, int level, const char *text);
  void *(*alloc)(void *self, size_t size, size_t align);
  void (*dealloc)(void *self, void *ptr, size_t size, size_t align);
} plugin_host_t;
typedef struct plugin_param { const char *name; double min, max, value; } plugin_param_t;
typedef struct plugin_vtable {
  uint32_t abi;
  uint32_t size;
  const char *(*name)(void);
  void *(*create)(const plugin_host_t *host);
  void (*destroy)(void *instance);
  bool (*process)(void *instance, const float *const *inputs, float **outputs, uint32_t frames);
  uint32_t (*param_count)(const void *instance);
  const plugin_param_t *(*param)(const void *instance, uint32_t index);
  void *reserved[4];
} plugin_vtable_t;
const plugin_vtable_t *plugin_entry(uint32_t host_abi);
int plugin_register(const plugin_vtable_t *vtable, const plugin_host_t *host);
#endif
