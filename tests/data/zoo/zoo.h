#ifndef ZOO_H
#define ZOO_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    int32_t x, y;
} Point;

typedef struct List List;

double sum(const double *values, size_t n);
void clear(uint8_t *dst, size_t n);
List *list_new(void);
int32_t list_get(const List *list, size_t i);
void list_free(List *list);
size_t text_len(const char *s);
uint8_t *dup(const uint8_t *s, size_t n);
void dup_free(uint8_t *p, size_t n);
Point mirror(Point p);
int32_t scale(int32_t a, int32_t b);
int32_t table(uint32_t i);
uint64_t twice(uint32_t n);
uint32_t spin(uint32_t n);

#endif
