/* Tickets and numbers. */
#ifndef CONTRADICTED_TYPE_H
#define CONTRADICTED_TYPE_H

#include <stdint.h>

typedef struct Ticket Ticket;

#ifdef __cplusplus
extern "C" {
#endif

/* A ticket, for ticket_use. */
Ticket *ticket_new(uint64_t number);

/* Uses a ticket up, and returns its number. */
uint64_t ticket_use(Ticket *ticket);

/* The larger of two numbers. */
uint64_t larger(uint64_t first, const uint64_t *second);

#ifdef __cplusplus
}
#endif

#endif /* CONTRADICTED_TYPE_H */
