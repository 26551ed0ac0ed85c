#ifndef STRTAB_H
#define STRTAB_H
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif
typedef struct strtab_s strtab_t;
typedef struct { const char *ptr; size_t len; } strtab_str_t;
typedef struct { strtab_str_t key; strtab_str_t value; uint16_t flags; } strtab_entry_t;
strtab_t *strtab_new(size_t capacity);
void strtab_free(strtab_t *tab);
size_t strtab_len(const strtab_t *tab);
strtab_str_t strtab_get(const strtab_t *tab, size_t index);
int strtab_lookup(const strtab_t *tab, strtab_str_t key, strtab_entry_t *out);
char **strtab_to_array(const strtab_t *tab, size_t *count);
void strtab_array_free(char **array, size_t count);
extern const char *const strtab_keywords[4];
#ifdef __cplusplus
}
#endif
#endif
