/* Packets. */
#ifndef NO_COUNTERPART_H
#define NO_COUNTERPART_H

#include <stddef.h>
#include <stdint.h>

/* Flags in bits. */
typedef struct Flags {
    uint32_t urgent : 1;
    uint32_t hops : 7;
    uint32_t rest : 24;
} Flags;

/* A packet with its bytes behind it. */
typedef struct Packet {
    uint32_t length;
    uint8_t bytes[];
} Packet;

/* What the old library measures with. */
typedef struct Measure {
    uint64_t count;
    long double *sums;
} Measure;

#ifdef __cplusplus
extern "C" {
#endif

/* How far it may go. */
uint32_t flags_hops(const Flags *flags);

/* How long it is. */
uint32_t packet_length(const Packet *packet);

/* How many sums there are. */
uint64_t measure_count(const Measure *measure);

/* How long a complex number is. */
float complex_length(float _Complex number);

#ifdef __cplusplus
}
#endif

#endif /* NO_COUNTERPART_H */
