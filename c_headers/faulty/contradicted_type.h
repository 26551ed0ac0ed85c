/* Tickets and numbers. */
#ifndef CONTRADICTED_TYPE_H
#define CONTRADICTED_TYPE_H

#include <stddef.h>
#include <stdint.h>

typedef struct Ticket Ticket;

#if defined(__GNUC__)
#define NEVER_NULL __attribute__((returns_nonnull))
#else
#define NEVER_NULL
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* A ticket, for ticket_use. */
Ticket *ticket_new(uint64_t number);

/* Uses a ticket up, and returns its number. */
uint64_t ticket_use(Ticket *ticket);

/* The larger of two numbers. */
uint64_t larger(uint64_t first, const uint64_t *second);

/* The number at the given place of three. */
const uint64_t *nth(size_t place) NEVER_NULL;

#ifdef __cplusplus
}
#endif

#endif /* CONTRADICTED_TYPE_H */
