/* Prices. */
#ifndef VISIBLE_PADDING_H
#define VISIBLE_PADDING_H

#include <stddef.h>
#include <stdint.h>

/* Passed by value: bytes 1 to 3 and 9 to 11 are nobody's. */
typedef struct Price {
    uint8_t currency;
    uint32_t units;
    uint8_t scale;
    uint32_t cents;
} Price;

/* Written by the library: so are its last 7. */
typedef struct Quote {
    uint64_t time_ns;
    uint8_t source;
} Quote;

/* Read by the library alone: its padding is the caller's own. */
typedef struct Request {
    uint8_t source;
    uint64_t since_ns;
} Request;

#ifdef __cplusplus
extern "C" {
#endif

/* The price at a quote. */
Price price_at(const Request *request);

/* Writes the latest quote. */
void quote_latest(Quote *quote);

#ifdef __cplusplus
}
#endif

#endif /* VISIBLE_PADDING_H */
