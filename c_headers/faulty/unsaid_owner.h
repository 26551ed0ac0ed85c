/* Books with titles. */
#ifndef UNSAID_OWNER_H
#define UNSAID_OWNER_H

#include <stddef.h>
#include <stdint.h>

typedef struct Book Book;

/* Bytes somewhere. */
typedef struct {
    const uint8_t *data;
    size_t len;
} Text;

#ifdef __cplusplus
extern "C" {
#endif

/* Opens the book with the given title, for book_close. */
Book *book_open(const char *title);

/* The book's title. */
const char *book_title(const Book *book);

/* Puts the title at `out`. Returns 0. */
int32_t book_copy_title(const Book *book, char **out);

/* The title's bytes. */
Text book_text(const Book *book);

/* Releases a string. */
void book_string_free(char *text);

/* Closes a book. */
void book_close(Book *book);

#ifdef __cplusplus
}
#endif

#endif /* UNSAID_OWNER_H */
