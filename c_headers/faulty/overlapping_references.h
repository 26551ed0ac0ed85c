/* Vectors. */
#ifndef OVERLAPPING_REFERENCES_H
#define OVERLAPPING_REFERENCES_H

struct vector {
    double x;
    double y;
};

#ifdef __cplusplus
extern "C" {
#endif

void vector_add(struct vector *to, const struct vector *other);
void vector_swap(struct vector *one, struct vector *other);
void vector_copy(struct vector *__restrict to, const struct vector *from);
void vector_subtract(struct vector *from, const struct vector *other);
void vector_scale(struct vector *to, const struct vector *from, double factor);

#ifdef __cplusplus
}
#endif

#endif /* OVERLAPPING_REFERENCES_H */
