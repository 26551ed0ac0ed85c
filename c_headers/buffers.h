/*
 * Buffers of bytes, and the ways in which memory crosses the boundary: the library allocates and
 * frees (create_buffer), the caller allocates and the library fills (fill_buffer), the library
 * lends what it owns (grow_buffer_as_ptr), the library hands back what it was lent (view_bytes).
 *
 * A pointer is not NULL unless a function says that it may be.
 */
#ifndef BUFFERS_H
#define BUFFERS_H

#include <stddef.h>
#include <stdint.h>

/* The largest buffer that create_buffer allocates: 16 MiB. */
#define BUFFER_MAX_SIZE 16777216

/* What the functions that return a status answer. */
enum BufferStatus {
    BUFFER_OK = 0,
    BUFFER_NO_MEMORY = -1,
    BUFFER_TOO_LARGE = -2 /* more bytes than an object can have */
};

/* Bytes that belong to someone else. */
typedef struct ByteView {
    const uint8_t *data;
    size_t len;
} ByteView;

/* Bytes that grow one by one. One thread at a time may use it. */
typedef struct GrowBuffer GrowBuffer;

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Allocates `size` bytes, all zero, for the caller to free with free_buffer. NULL if `size` is
 * larger than BUFFER_MAX_SIZE or if there is no memory; an empty buffer is not NULL.
 */
uint8_t *create_buffer(size_t size);

/*
 * Frees what create_buffer returned for the same `size`. NULL is accepted, and nothing happens.
 */
void free_buffer(uint8_t *data, size_t size);

/*
 * Sets `len` bytes at `dst`, which the caller allocated, to `value`. The answer is BUFFER_OK or
 * BUFFER_TOO_LARGE; then nothing was written.
 */
int32_t fill_buffer(uint8_t *dst, size_t len, uint8_t value);

/* A new buffer without bytes, for the caller to free with grow_buffer_free. NULL: no memory. */
GrowBuffer *grow_buffer_new(void);

/*
 * Appends `value`. The answer is BUFFER_OK or BUFFER_NO_MEMORY; then nothing was appended. Either
 * way, what grow_buffer_as_ptr and grow_buffer_view returned before is no longer valid.
 */
int32_t grow_buffer_push(GrowBuffer *buffer, uint8_t value);

/* How many bytes the buffer has. */
size_t grow_buffer_len(const GrowBuffer *buffer);

/*
 * The first of the grow_buffer_len(buffer) bytes, to be read until the next push; NULL if there
 * are none.
 */
const uint8_t *grow_buffer_as_ptr(const GrowBuffer *buffer);

/* All the bytes, to be read until the next push. */
ByteView grow_buffer_view(const GrowBuffer *buffer);

/* Frees the buffer with its bytes. NULL is accepted, and nothing happens. */
void grow_buffer_free(GrowBuffer *buffer);

/* A view of `len` bytes at `data` where they are: nothing is read or copied. */
ByteView view_bytes(const uint8_t *data, size_t len);

/* The Adler-32 checksum of the bytes (RFC 1950, section 8.2). */
uint32_t buffer_checksum(ByteView view);

/*
 * Returns `value`, or panics if it is negative. The panic unwinds into the caller, which must be
 * compiled to let it pass or to catch it.
 */
int32_t may_panic(int32_t value);

#ifdef __cplusplus
}
#endif

#endif /* BUFFERS_H */
