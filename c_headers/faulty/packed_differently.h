/* Frames of a bus. */
#ifndef PACKED_DIFFERENTLY_H
#define PACKED_DIFFERENTLY_H

#include <stddef.h>
#include <stdint.h>

/* As it travels on the wire. */
typedef struct __attribute__((packed)) Frame {
    uint8_t kind;
    uint32_t length;
    uint16_t checksum;
} Frame;

/* What the vector unit takes. */
typedef struct Block {
    float lanes[4];
} Block;

/* Two numbers. */
typedef struct Record {
    uint32_t key;
    uint32_t value;
} Record;

#ifdef __cplusplus
extern "C" {
#endif

/* The length of a frame. */
uint32_t frame_length(const Frame *frame);

/* The first lane of a block. */
float block_first(const Block *block);

/* The value of a record. */
uint32_t record_value(const Record *record);

#ifdef __cplusplus
}
#endif

#endif /* PACKED_DIFFERENTLY_H */
