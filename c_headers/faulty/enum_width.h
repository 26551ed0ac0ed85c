/* Levels of a log. */
#ifndef ENUM_WIDTH_H
#define ENUM_WIDTH_H

#include <stddef.h>
#include <stdint.h>

/* How urgent a line is. */
typedef enum Level {
    LEVEL_DEBUG,
    LEVEL_INFO,
    LEVEL_ERROR,
} Level;

/* A step up or down. */
typedef enum __attribute__((packed)) Delta {
    DELTA_NONE,
    DELTA_UP,
} Delta;

typedef enum ReplyTag {
    REPLY_TEXT,
    REPLY_CODE,
} ReplyTag;

/* What came back. */
typedef struct Reply {
    ReplyTag tag;
    union {
        uint32_t text;
        uint32_t code;
    };
} Reply;

#ifdef __cplusplus
extern "C" {
#endif

/* The level of all lines. */
Level log_level(void);

/* Which way it goes. */
Delta log_delta(void);

/* What the last line gave. */
uint32_t reply_value(const Reply *reply);

#ifdef __cplusplus
}
#endif

#endif /* ENUM_WIDTH_H */
