/* Tokens of a scanner. */
#ifndef SHORT_STORAGE_H
#define SHORT_STORAGE_H

#include <stddef.h>
#include <stdint.h>

/* A token. What is in it is for the library. */
typedef struct Token {
    uint64_t words[2];
} Token;

#ifdef __cplusplus
extern "C" {
#endif

/* How long the text of a token is. */
uint64_t token_length(const Token *token);

#ifdef __cplusplus
}
#endif

#endif /* SHORT_STORAGE_H */
