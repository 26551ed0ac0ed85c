/* Traces. */
#ifndef VARIADIC_IN_C_H
#define VARIADIC_IN_C_H

#ifdef __cplusplus
extern "C" {
#endif

/* Writes a trace, as printf does, and returns how much was written. */
int trace(const char *format, ...);

#ifdef __cplusplus
}
#endif

#endif /* VARIADIC_IN_C_H */
