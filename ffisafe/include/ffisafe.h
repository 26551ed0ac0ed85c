/* Words of an ffisafe contract, for headers that can be edited.
 *
 * A compiler sees nothing: every macro is empty. ffisafe, which defines __FFISAFE__, reads them. A
 * macro stands behind what it is about: a parameter, a field, a struct's closing brace, or a
 * function's parameter list; what is said of a function about a value is about its result.
 *
 *     struct matrix *matrix_new(size_t rows, size_t columns)
 *         FFISAFE_TRANSFER_FULL FFISAFE_RELEASE(matrix_free) FFISAFE_NULLABLE;
 *     double matrix_sum(const double *values FFISAFE_COUNT(n), size_t n);
 *     int buffer_fill(unsigned char *to FFISAFE_OUT FFISAFE_BYTES(size), size_t size)
 *         FFISAFE_REQUIRES(size <= 4096) FFISAFE_ERROR(return < 0);
 *
 * An argument that has commas outside of parentheses is written as a string. What each word means:
 * docs/reference/contract.md. This file may be copied into any project.
 */
#ifndef FFISAFE_H
#define FFISAFE_H

#ifdef __FFISAFE__
#define FFISAFE_SAY_(word, text) __attribute__((ffisafe(word, text)))
#else
#define FFISAFE_SAY_(word, text)
#endif

/* Of a parameter, a result or a field: who owns it. */
#define FFISAFE_TRANSFER_NONE FFISAFE_SAY_("transfer", "none")
#define FFISAFE_TRANSFER_FULL FFISAFE_SAY_("transfer", "full")
#define FFISAFE_TRANSFER_CONTAINER FFISAFE_SAY_("transfer", "container")
/* Of a result, an out parameter or a struct: a function, or a call of it such as free_it(return, size). */
#define FFISAFE_RELEASE(call) FFISAFE_SAY_("release", #call)
/* How long it lives: call, static, a parameter's name, until(f) or until(f, g). */
#define FFISAFE_LIFETIME(lifetime) FFISAFE_SAY_("lifetime", #lifetime)

/* How far the memory behind a pointer reaches: in elements, in bytes, as an array: FFISAFE_SHAPE((m, n)). */
#define FFISAFE_COUNT(expression) FFISAFE_SAY_("count", #expression)
#define FFISAFE_BYTES(expression) FFISAFE_SAY_("bytes", #expression)
#define FFISAFE_SHAPE(dimensions) FFISAFE_SAY_("shape", #dimensions)
#define FFISAFE_ROW_MAJOR FFISAFE_SAY_("order", "C")
#define FFISAFE_COLUMN_MAJOR FFISAFE_SAY_("order", "F")
#define FFISAFE_ZERO_TERMINATED FFISAFE_SAY_("zero-terminated", "true")
#define FFISAFE_UTF8 FFISAFE_SAY_("utf8", "true")

/* Of a pointer. */
#define FFISAFE_NULLABLE FFISAFE_SAY_("nullable", "true")
#define FFISAFE_NONNULL FFISAFE_SAY_("nullable", "false")

/* Of a parameter. */
#define FFISAFE_IN FFISAFE_SAY_("direction", "in")
#define FFISAFE_OUT FFISAFE_SAY_("direction", "out")
#define FFISAFE_INOUT FFISAFE_SAY_("direction", "inout")
#define FFISAFE_NOALIAS FFISAFE_SAY_("noalias", "true")
#define FFISAFE_RANGE(lowest, highest) FFISAFE_SAY_("range", #lowest ", " #highest)

/* Of a result: the parameter that it aliases. */
#define FFISAFE_ZERO_COPY(parameter) FFISAFE_SAY_("zero-copy", #parameter)

/* Of a function. */
#define FFISAFE_REQUIRES(condition) FFISAFE_SAY_("requires", #condition)
#define FFISAFE_ENSURES(condition) FFISAFE_SAY_("ensures", #condition)
#define FFISAFE_ERROR(condition) FFISAFE_SAY_("error", #condition)
#define FFISAFE_UNWIND FFISAFE_SAY_("unwind", "true")
#define FFISAFE_THREAD_SAFE FFISAFE_SAY_("thread-safe", "true")
#define FFISAFE_DETERMINISTIC FFISAFE_SAY_("deterministic", "true")
#define FFISAFE_MAX_TIME(duration) FFISAFE_SAY_("max-time", #duration)
#define FFISAFE_REFERENCE(callable) FFISAFE_SAY_("reference", #callable)
#define FFISAFE_TOLERANCE(tolerance) FFISAFE_SAY_("tolerance", #tolerance)

#endif
