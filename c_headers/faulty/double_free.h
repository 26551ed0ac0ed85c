/* Notes: short texts that the library keeps. */
#ifndef DOUBLE_FREE_H
#define DOUBLE_FREE_H

#include <stddef.h>
#include <stdint.h>

typedef struct Note Note;

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A note with a copy of the `len` bytes at `text`, for the caller to free with note_free. NULL if
 * there is no memory.
 */
Note *note_new(const uint8_t *text, size_t len);

/* How many bytes the text has. */
size_t note_len(const Note *note);

/* Drops the text, and its memory at once; the note is empty then. */
void note_clear(Note *note);

/* Frees the note with its text. */
void note_free(Note *note);

#ifdef __cplusplus
}
#endif

#endif /* DOUBLE_FREE_H */
